// What a task says of its report, in the staff app and on the board: how pressing it is, how it came,
// what was asked and answered, how often somebody urged, and what came of earlier rounds.

import { el } from "./dom.js";
import { clock } from "./format.js";
import { STATES, named } from "./names.js";
import { labelled, N_, t } from "./words.js";

export const PRIORITIES = {
  urgent: N_("Urgent"),
  high: N_("High"),
  normal: N_("Normal"),
  low: N_("Low"),
};

/** How a report came. */
const CHANNELS = {
  form: N_("By the QR code"),
  api: N_("By another program"),
  mail: N_("By email"),
  phone: N_("By phone"),
  counter: N_("At the front desk"),
  round: N_("On patrol"),
};

/** Say the deadlines with their times, the priority, how it came, and how often somebody urged. */
export function facts(task) {
  const urges = task.urges || [];
  const by = task.filed_by ? ` · ${task.filed_by}` : "";
  return [
    task.state === "open" && task.accept_by && [t("Accept by"), clock(task.accept_by)],
    task.done_by && [t("Due by"), clock(task.done_by)],
    task.until && task.state === "paused" && [t("On hold until"), clock(task.until)],
    [t("Priority"), named(PRIORITIES, task.priority)],
    task.channel && [
      t("Reported"),
      `${named(CHANNELS, task.channel)}${by} · ${clock(task.created_at)}`,
    ],
    task.follows && [t("Follows an earlier request"), task.follows],
    urges.length && [
      t("Asked us to hurry"),
      t("%(n)s (last: %(at)s)", { n: urges.length, at: clock(urges.at(-1)) }),
    ],
  ]
    .filter(Boolean)
    .flatMap(([name, said]) => el("p.fact", {}, labelled(name), el("b", {}, said)));
}

/** Say what the resident was asked, and answered. */
export const answers = (task) =>
  (task.asked || []).map((each) => el("p", {}, `${each.question} `, el("b", {}, each.answer)));

/** Say what was done in the rounds before this one. */
export function earlier(found = []) {
  if (!found.length) return [];
  const one = (each) =>
    el(
      "li",
      {},
      [t("Round %(n)s", { n: each.round }), each.department, each.name, named(STATES, each.state)]
        .filter(Boolean)
        .join(" · "),
      each.said && el("p", { dir: "auto" }, each.said),
      el("small", {}, clock(each.at)),
    );
  return [el("h2", {}, t("What was done before")), el("ul.history", {}, ...found.map(one))];
}
