// Labels, one by one: to print as A4 sheets and posters, to replace. For the board and the page.

import { call, file } from "../shared/api.js";
import { el, part } from "../shared/dom.js";
import { labelled, t } from "../shared/words.js";

/** Show every label; `telling(work)` does something and says what went wrong, `again` draws anew. */
export function labelList(found, code, { telling, again }) {
  const all = Array.from(
    { length: found.sheets },
    (_sheet, at) => `/staff/v1/sheets?community=${code}&page=${at + 1}`,
  );
  return [
    el(
      "p",
      {},
      el(
        "button.small",
        { onclick: () => telling(() => print(all)), "data-action": "print" },
        t("Print all labels"),
      ),
    ),
    el("p", {}, t("In the print window choose A4 and 100%. To keep a PDF, choose Save as PDF.")),
    el("ul.labels", {}, ...found.labels.map((row) => label(row, telling, again))),
  ];
}

function label(row, telling, again) {
  const place = `${row.name} · ${row.shown}`;
  const poster = () => telling(() => print([`/staff/v1/labels/${row.code}`]));
  const buttons = row.retired_at
    ? [el("p", {}, row.replaced_by ? labelled(t("Replaced by"), row.replaced_by) : t("Retired"))]
    : [
        el(
          "button.small",
          { onclick: poster, "aria-label": labelled(t("Print poster"), place) },
          t("Print poster"),
        ),
        replacing(row, place, { telling, again }),
      ];
  const head = [
    el("h2", {}, row.name),
    el("p", {}, row.shown),
    el("p", {}, row.serial),
    el("p", {}, row.address),
  ];
  return el(`li${row.retired_at ? ".old" : ""}`, {}, ...head, el("div.actions", {}, ...buttons));
}

// Pictures and not markup: whatever a name holds, it stays a picture.
export async function print(paths) {
  const pictures = [];
  for (const path of paths) {
    const picture = el("img", { alt: "" });
    picture.src = URL.createObjectURL(await file(path));
    await picture.decode();
    pictures.push(picture);
  }
  part("paper").replaceChildren(...pictures);
  window.print();
  for (const picture of pictures) URL.revokeObjectURL(picture.src);
}

/** A label on a wall is retired for good: whoever replaces it types its code, as it is printed. */
function replacing(row, place, { telling, again }) {
  const id = `code-${row.code}`;
  const wrong = el("p.wrong", { id: `${id}-wrong`, role: "alert" });
  const typed = el("input", {
    id,
    required: true,
    autocomplete: "off",
    autocapitalize: "characters",
    spellcheck: "false",
    "aria-describedby": wrong.id,
  });
  const made = el(
    "form",
    {},
    el(
      "p",
      {},
      t(
        "The old QR label leads to the new one for 90 days, then stops working. This cannot be undone.",
      ),
    ),
    el("label", { for: id }, t("Type the code of this QR label")),
    typed,
    wrong,
    el(
      "button.small",
      { type: "submit", "aria-label": labelled(t("Replace"), place) },
      t("Replace"),
    ),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.textContent =
      meant(typed.value) === row.code ? "" : t("This is not the code of this QR label.");
    if (!wrong.textContent) telling(() => replace(row, again));
  });
  return el("details.more", {}, el("summary", {}, t("Replace")), made);
}

/** Return what a typed code means: I and L are 1, O is 0 (`ids.normalise_place_code`). */
const meant = (typed) =>
  typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");

async function replace(row, again) {
  await call("POST", `/staff/v1/labels/${row.code}/rotate`, { code: row.code });
  await again();
}
