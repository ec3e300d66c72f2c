// What a task says of visits: the one that is agreed, the times on offer, who asks for one.

import { el, icon } from "../shared/dom.js";
import { clock, within } from "../shared/format.js";
import { labelled, t } from "../shared/words.js";

const DAY_MS = 24 * 3600000;

/** Say whether a visit is agreed that is not long over. */
export const expects = (row) => !row.gone && row.visit_at && row.visit_at > Date.now() - DAY_MS;

/** Say whether an action is offered: only who is expected says that they are on the way. */
export const may = (task, name) =>
  (task.allowed || []).includes(name) && (name !== "coming" || expects(task));

/** Say in a list that a visit is agreed, or asked for. */
export const tags = (row) => [
  row.visit_wanted && el("span.tag.amber", {}, t("The resident asks for a visit")),
  expects(row) && el("span.tag", {}, labelled(t("Visit"), within(row.visit_at, row.visit_end))),
];

/** Show the visit that is agreed, for one's own calendar, or the times on offer. */
export function section(task, does) {
  const offered = (task.windows || []).map(([at, end]) => el("li", {}, within(at, end)));
  return [
    expects(task) &&
      el(
        "p",
        {},
        el("b", {}, labelled(t("Visit time agreed"), within(task.visit_at, task.visit_end))),
      ),
    task.visit_late &&
      el("p.soft", {}, labelled(t("That is later than promised"), clock(task.visit_late))),
    expects(task) &&
      el(
        "div.actions",
        {},
        el(
          "button",
          { onclick: does.calendar, "data-action": "calendar" },
          icon("clock"),
          t("Into my calendar"),
        ),
      ),
    offered.length && el("p", {}, labelled(t("Times on offer"))),
    offered.length && el("ul", {}, ...offered),
  ].filter(Boolean);
}
