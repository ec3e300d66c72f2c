// Labels, one by one: to print as A4 sheets and posters, to replace. For the board and the page.

import { call, file } from "../shared/api.js";
import { el, part } from "../shared/dom.js";
import { language } from "../shared/words.js";

const WORDS = {
  en: {
    print: "Print all labels",
    poster: "Print the poster",
    replace: "Replace",
    old: "Replaced by",
    sure: "The old label leads to the new one for 90 days, then it is unknown. This cannot be undone.",
    type: "Type the code of this label",
    wrong: "This is not the code of this label.",
    how: "In the print window choose A4 and 100 %. To keep a PDF, print to a file.",
  },
  "zh-Hans": {
    print: "打印全部标签",
    poster: "打印海报",
    replace: "更换",
    old: "已更换为",
    sure: "旧标签在90天内会引到新标签，之后失效。更换后无法撤销。",
    type: "请输入这个标签的编号",
    wrong: "这不是这个标签的编号。",
    how: "打印时选 A4、100 %。要保存 PDF，请打印到文件。",
  },
  "zh-Hant": {
    print: "列印全部標籤",
    poster: "列印海報",
    replace: "更換",
    old: "已更換為",
    sure: "舊標籤在90天內會引到新標籤，之後失效。更換後不能還原。",
    type: "請輸入這個標籤的編號",
    wrong: "這不是這個標籤的編號。",
    how: "列印時選 A4、100 %。要保存 PDF，請列印到檔案。",
  },
};

const words = () => WORDS[language] || WORDS.en;

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
        words().print,
      ),
    ),
    el("p", {}, words().how),
    el("ul.labels", {}, ...found.labels.map((row) => label(row, telling, again))),
  ];
}

function label(row, telling, again) {
  const place = `${row.name} · ${row.shown}`;
  const poster = () => telling(() => print([`/staff/v1/labels/${row.code}`]));
  const buttons = row.retired_at
    ? [el("p", {}, `${words().old} ${row.replaced_by}`)]
    : [
        el(
          "button.small",
          { onclick: poster, "aria-label": `${words().poster}: ${place}` },
          words().poster,
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
async function print(paths) {
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
    el("p", {}, words().sure),
    el("label", { for: id }, words().type),
    typed,
    wrong,
    el(
      "button.small",
      { type: "submit", "aria-label": `${words().replace}: ${place}` },
      words().replace,
    ),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    wrong.textContent = meant(typed.value) === row.code ? "" : words().wrong;
    if (!wrong.textContent) telling(() => replace(row, again));
  });
  return el("details.more", {}, el("summary", {}, words().replace), made);
}

/** Return what a typed code means: I and L are 1, O is 0 (`ids.normalise_place_code`). */
const meant = (typed) =>
  typed.toUpperCase().replace(/[\s-]/g, "").replace(/[IL]/g, "1").replace(/O/g, "0");

async function replace(row, again) {
  await call("POST", `/staff/v1/labels/${row.code}/rotate`, { code: row.code });
  await again();
}
