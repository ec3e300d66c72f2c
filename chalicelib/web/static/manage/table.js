// A table that scrolls by itself on a small screen.

import { el } from "../shared/dom.js";

/** Return a table with a caption and heads, around rows. */
export function table(caption, heads, rows) {
  const head = el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, name)));
  return el(
    "div.scroll",
    { tabindex: 0, role: "region", "aria-label": caption },
    el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...rows)),
  );
}

/** Return a bar of one number beside others: the number itself is what is read out. */
export function bar(value, most, widest = 100) {
  const width = most ? Math.round((value / most) * widest) : 0;
  const made = el("span.bar-of", {}, el("span"), el("b", {}, String(value)));
  made.firstChild.style.width = `${width}px`;
  return made;
}
