// A table; on a phone each of its rows is a card.

import { el } from "../shared/dom.js";

/** Return a table with a caption and heads, around rows. On a phone each row is a card. */
export function table(caption, heads, rows) {
  for (const row of rows) label(row, heads);
  return framed(caption, heads, el("tbody", { role: "rowgroup" }, ...rows));
}

/** Return a table of a name and a few numbers, which is one on a phone, too. */
export function slim(caption, heads, rows) {
  const made = table(caption, heads, rows);
  made.className = "scroll slim";
  return made;
}

/** Return a table of several bodies, whose cells have their labels. */
export function framed(caption, heads, ...bodies) {
  const head = el(
    "tr",
    { role: "row" },
    ...heads.map((name) => el("th", { scope: "col", role: "columnheader" }, name)),
  );
  return el(
    "div.scroll.cards",
    { tabindex: 0, role: "region", "aria-label": caption },
    el(
      "table",
      { role: "table" },
      el("caption", {}, caption),
      el("thead", { role: "rowgroup" }, head),
      ...bodies,
    ),
  );
}

/**
 * Let the cells of a row say what they are where the heads are not shown: a card is no table to a
 * browser. The first names the card, unless `more` says that another row named it.
 */
export function label(row, heads, more = false) {
  row.setAttribute("role", "row");
  [...row.children].forEach((cell, n) => {
    cell.setAttribute("role", "cell");
    if (n || more) cell.dataset.label = heads[n];
    else cell.classList.add("name");
  });
}

/** Return a bar of one number beside others: the number itself is what is read out. */
export function bar(value, most, widest = 100) {
  const width = most ? Math.round((value / most) * widest) : 0;
  const made = el("span.bar-of", {}, el("span"), el("b", {}, String(value)));
  made.firstChild.style.width = `${width}px`;
  return made;
}
