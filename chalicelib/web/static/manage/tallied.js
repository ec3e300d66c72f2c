// What was counted, as tables: by department, topic and building; and what was open, by age.

import { el } from "../shared/dom.js";
import { date } from "../shared/format.js";
import { named } from "../shared/names.js";
import { labelled, pt, t } from "../shared/words.js";
import { AGES } from "./names.js";
import { bar, slim, table } from "./table.js";

/** Show what was open at the end of the last day, by age, beside as many days before. */
export function backlog(told) {
  if (!told.backlog) return null;
  const most = Math.max(1, ...Object.keys(AGES).map((age) => told.backlog[age]));
  const rows = Object.keys(AGES).map((age) =>
    el(
      "tr",
      {},
      el("td", {}, named(AGES, age)),
      el("td", {}, bar(told.backlog[age], most, 80)),
      el("td.number", {}, told.before.backlog ? String(told.before.backlog[age]) : "–"),
    ),
  );
  return slim(
    labelled(t("Still open, by age"), date(told.backlog.date)),
    [t("Age"), pt("number of tasks", "Open"), t("Before")],
    rows,
  );
}

export function counts(caption, head, found, title, rated = true) {
  const rows = found.map((each) =>
    el("tr", {}, el("td", {}, ...title(each)), ...columns(each).slice(0, rated ? 5 : 4)),
  );
  return table(
    caption,
    [
      head,
      pt("number of requests", "New"),
      t("Done"),
      t("On time"),
      t("Reopened"),
      ...(rated ? [t("Rating out of 5")] : []),
    ],
    rows,
  );
}

export const columns = (each) => [
  el("td.number", {}, String(each.arrived)),
  el("td.number", {}, String(each.done)),
  el("td", {}, share(each)),
  el("td.number", {}, String(each.reopened)),
  el("td", {}, stars(each)),
];

/** Say which share of `all` was `timely`, in percent; where there was nothing there is no share. */
export const percent = (each, all = "done", timely = "on_time") =>
  each[all] ? `${Math.round((each[timely] / each[all]) * 100)} %` : "–";

/** Show a share as a bar and in words; where nothing was done there is no share. */
function share(each) {
  if (!each.done) return el("span.soft", {}, "–");
  const made = el("span.share", {}, el("span"), el("b", {}, percent(each)));
  made.firstChild.append(el("span"));
  made.firstChild.firstChild.style.width = `${(each.on_time / each.done) * 100}%`;
  return made;
}

/** Show a score only where enough people gave one: fewer would be about one person. */
function stars(each) {
  if (each.rating) return el("span", {}, el("b", {}, each.rating.toFixed(1)), ` (${each.rated})`);
  return el("span.soft", {}, each.rated ? t("fewer than five") : "–");
}
