// The list of open requests: each once, with the departments that work on it.

import { el, icon } from "../shared/dom.js";
import { clock, reference, span } from "../shared/format.js";
import { STATES, named } from "../shared/names.js";
import { t } from "../shared/words.js";
import { PRIORITIES } from "./settings/names.js";
import { framed, label } from "./table.js";

/**
 * List requests. `does.open(part)` looks at one task closely, `does.choose(part, chosen)` notes
 * what is to be moved; `does.is(id)` says whether it is, `does.failed(id)` why it was not moved.
 */
export function list(caption, rows, does) {
  if (!rows.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, caption),
      el("p.empty", {}, icon("check"), t("No open jobs here. Well done.")),
    );
  const heads = [t("Job"), t("Priority"), t("Department"), t("Due")];
  return framed(caption, heads, ...rows.map((row) => request(row, heads, does)));
}

/** Return the tasks of a row: of each what is shown and what moves it. */
export const parts = (row) => [row, ...row.beside].map((part) => ({ ...part, title: row.title }));

/** Say the place, and its building where the name of the place does not begin with it. */
const where = ({ place, building }) =>
  building && !place.startsWith(building) ? `${place} · ${building}` : place;

function request(row, heads, does) {
  const [first, ...others] = parts(row);
  const whole = { rowspan: others.length + 1 };
  const head = el(
    `tr.${row.priority}${row.late_by ? ".is-late" : ""}`,
    {},
    el(
      "td",
      whole,
      el(
        "button.link",
        { onclick: () => does.open(row), "data-id": row.id },
        icon(row.icon),
        el("b", {}, row.title),
      ),
      row.round > 1 && el("b.late", {}, ` ${t("Reopened")} `),
      el("span.at", {}, where(row)),
      el("span.soft", { dir: "auto" }, row.summary),
      el("span.soft", {}, reference(row.reference), row.joined ? ` · +${row.joined}` : ""),
    ),
    el(
      "td",
      whole,
      el(row.priority === "urgent" ? "b.late" : "span", {}, named(PRIORITIES, row.priority)),
    ),
    ...work(first, does),
  );
  label(head, heads);
  const more = others.map((part) => el("tr", {}, ...work(part, does)));
  for (const each of more) label(each, heads.slice(2), true);
  return el("tbody", { role: "rowgroup" }, head, ...more);
}

/** Show who does one task of a request, and until when. */
function work(part, does) {
  const said = does.failed(part.id);
  const who = part.holder ? part.holder.name : el("i", {}, t("Unassigned"));
  const tick = (event) => does.choose(part, event.target.checked);
  return [
    el(
      "td",
      {},
      el(
        "div",
        {},
        part.movable
          ? el(
              "label.check",
              {},
              el("input", {
                type: "checkbox",
                checked: does.is(part.id),
                onchange: tick,
                "data-key": part.id,
                "aria-label": `${part.title} · ${part.department}`,
              }),
              el("span", {}, part.department, el("br"), who),
            )
          : el("span", {}, part.department, el("br"), who),
        said && el("p.wrong", { role: "alert" }, said),
      ),
    ),
    el("td", {}, el("div", {}, deadline(part), el("span.soft", {}, named(STATES, part.state)))),
  ];
}

function deadline(part) {
  if (!part.due_at) return "–";
  if (!part.late_by) return clock(part.due_at);
  return [
    el("b.late", {}, t("Overdue by %(time)s", { time: span(part.late_by * 60000) })),
    el("span.soft", {}, clock(part.due_at)),
  ];
}
