// Spreadsheets: a template to fill in, a file that is looked at first, and then put as a whole.

import { call } from "../../shared/api.js";
import { el, show } from "../../shared/dom.js";
import { bytes, save } from "../../shared/download.js";
import { labelled, series, names, t } from "../../shared/words.js";
import { ROLES } from "../names.js";
import { hint, part, select } from "./fields.js";
import { saving } from "./frame.js";
import { line } from "./hours_text.js";
import { progress } from "./import_progress.js";
import { CHANNELS, FIELDS, PRIORITIES, SHEETS } from "./names.js";

const KINDS = ["places", "households", "people", "contractors", "holidays", "topics"];
const LARGEST = 3_000_000;

/** What the encodings of a file are called. */
const CODINGS = {
  "utf-8": "UTF-8",
  gb18030: "GB 18030 · 简体",
  big5hkscs: "Big5 · 繁體",
  "utf-16": "UTF-16",
};

export function content(page) {
  return el(
    "div.sheets",
    {},
    part(t("Template, filled with your data"), templates(page)),
    part(t("Import a file"), ...taking(page)),
  );
}

const kinds = () => KINDS.map((kind) => [kind, t(SHEETS[kind])]);

function templates(page) {
  const fetched = async (kind, format) => {
    const query = new URLSearchParams({ community: page.held.community, kind, format });
    const made = await call("GET", `/staff/v1/template?${query}`);
    save(new Blob([bytes(made.file)], { type: made.type }), made.name);
  };
  const one = (kind, format) =>
    el(
      "button.small",
      {
        onclick: () => page.given.telling(() => fetched(kind, format)),
        "data-action": `template-${kind}-${format}`,
      },
      el("span.unseen", {}, `${t(SHEETS[kind])} · `),
      format.toUpperCase(),
    );
  const row = (kind) =>
    el(
      "li",
      {},
      el("span", {}, t(SHEETS[kind])),
      el("span.actions", {}, one(kind, "xlsx"), one(kind, "csv")),
    );
  return el("ul.templates", {}, ...KINDS.map(row));
}

function taking(page) {
  const after = el("div", { "aria-live": "polite" });
  const fields = [
    select("kind", t("What the rows are"), kinds(), KINDS[0]),
    el("label", { for: "s-sheet" }, t("XLSX or CSV file")),
    el("input", { id: "s-sheet", type: "file", name: "file", accept: ".xlsx,.xlsm,.csv,.txt" }),
    hint(t("Nothing changes until you confirm the preview. Up to 5,000 rows, 3 MB.")),
  ];
  /** @type {any} */
  let sent = {};
  const look = (body) => call("POST", "/staff/v1/imports/preview", body);
  const again = (coding) =>
    page.given.telling(async () => {
      sent.coding = coding;
      draw(await look(sent));
    });
  const put = (mark) =>
    page.given.telling(async () => {
      const entry = await call("POST", "/staff/v1/imports", { ...sent, mark });
      made.reset();
      await follow(entry, page, after);
    });
  const draw = (seen) => show(after, ...looked(seen, page, { again, put }));
  const made = saving(page, fields, () => ({}), {
    send: async () => {
      show(after);
      const chosen = made.elements.namedItem("file").files[0];
      if (!chosen) return null;
      const kind = made.elements.namedItem("kind").value;
      sent = { community: page.held.community, kind, file: await base64(chosen) };
      return look(sent);
    },
    done: (seen) =>
      seen ? draw(seen) : show(after, el("p.wrong", { role: "alert" }, t("Choose a file first."))),
    again: () => null,
    button: t("Preview"),
    action: "look",
  });
  made.addEventListener("change", () => show(after));
  return [made, after];
}

/** What a file would do, and the button that does it. */
function looked(seen, page, { again, put }) {
  const todo = seen.added + seen.changed;
  return [
    seen.codings.length && encoding(seen, again),
    el(
      "ul.counts",
      { "data-id": "counts" },
      el("li", {}, t("%(count)s new", { count: seen.added })),
      el("li", {}, t("%(count)s changed", { count: seen.changed })),
      el("li", {}, t("%(count)s unchanged", { count: seen.untouched })),
      el("li", {}, t("%(count)s not in the file: they are kept", { count: seen.gone_count })),
    ),
    seen.unread.length > 0 &&
      el("p.soft", {}, t("Columns not used: %(list)s", { list: series(seen.unread) })),
    seen.mistakes.length > 0 && mistakes(seen.mistakes),
    listed(t("New or changed"), seen.rows, change(page)),
    listed(t("Not in the file"), seen.gone, (title) => el("li", {}, title)),
    !seen.mistakes.length &&
      (todo
        ? el(
            "button.small.main",
            { onclick: () => put(seen.mark), "data-action": "import" },
            t("Import these %(count)s rows", { count: todo }),
          )
        : el("p", { "data-id": "nothing" }, t("Everything in the file exists already."))),
  ].filter(Boolean);
}

function encoding(seen, again) {
  const options = seen.codings.map((code) => [code, CODINGS[code] || code]);
  const fields = select("coding", t("Encoding of the file"), options, seen.coding);
  fields[1].addEventListener("change", (event) => again(event.target.value));
  return el(
    "div.fields",
    {},
    ...fields,
    hint(t("If the names below are garbled, choose another one.")),
  );
}

const mistakes = (found) =>
  el(
    "div.lacking",
    { role: "alert", "data-id": "mistakes" },
    el(
      "b",
      {},
      t("%(count)s mistakes. Correct the file and choose it again.", { count: found.length }),
    ),
    el(
      "ul",
      {},
      ...found.map((each) =>
        el(
          "li",
          {},
          el("b", {}, [t("Row %(row)s", each), each.column].filter(Boolean).join(" · ")),
          labelled("", each.said),
        ),
      ),
    ),
  );

const listed = (title, rows, one) =>
  rows.length > 0 &&
  el("details.more", {}, el("summary", {}, title), el("ul", {}, ...rows.map(one)));

/** One row in words; of a new one only what it says. */
const change = (page) => (row) => {
  const said = (value) => plain(value, page.held);
  const fields = Object.entries(row.fields).map(([name, { from, to }]) =>
    labelled(
      t(FIELDS[name] || name),
      row.how === "added" ? said(to) : `${said(from)} → ${said(to)}`,
    ),
  );
  return el("li", {}, el("b", {}, row.title), fields.length > 0 && ` · ${fields.join(" · ")}`);
};

const CODES = { ...ROLES, ...PRIORITIES, ...CHANNELS };

const word = (code, held) =>
  held.named.find((each) => each.department === code)?.name ||
  names[code] ||
  (CODES[code] ? t(CODES[code]) : String(code));

function plain(value, held) {
  if (value === null || value === "" || value === undefined) return "–";
  if (value === true) return t("Yes");
  if (value === false) return t("No");
  if (isWindows(value)) return line(value) || t("closed");
  if (Array.isArray(value)) return series(value.map((each) => word(each, held))) || "–";
  if (typeof value !== "object") return word(value, held);
  return series(Object.entries(value).map(([key, each]) => `${each} (${names[key] || key})`));
}

const isWindows = (value) => Array.isArray(value) && value.every(Array.isArray);

const EVERY_MS = 1500;

/** Show how far an import is, until it is over or somebody looks at another page. */
async function follow(entry, page, place) {
  const query = new URLSearchParams({ community: page.held.community });
  let now = entry;
  for (;;) {
    show(
      place,
      el("p", {}, now.done < now.pieces ? t("Importing…") : t("Import finished.")),
      progress(now),
      hint(t("You can see it under Changes and undo it as a whole.")),
    );
    if (now.done >= now.pieces) break;
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    if (!place.isConnected) return;
    now = await call("GET", `/staff/v1/imports/${now.number}?${query}`);
  }
  page.held = await page.given.ask("settings");
}

/** Return a file as base64: of one that is too large only so much that the server says so. */
async function base64(file) {
  const large = file.size > LARGEST;
  const read = new Uint8Array(await (large ? file.slice(0, LARGEST + 1) : file).arrayBuffer());
  let text = "";
  for (let at = 0; at < read.length; at += 32_768)
    text += String.fromCharCode(...read.subarray(at, at + 32_768));
  return btoa(text);
}
