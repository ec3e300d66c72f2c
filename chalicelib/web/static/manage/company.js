// All communities of a manager side by side, the worst first: one small call for each.

import { call } from "../shared/api.js";
import { el } from "../shared/dom.js";
import { span } from "../shared/format.js";
import { labelled, pt, t } from "../shared/words.js";
import { table } from "./table.js";

/** So many are asked for at once: thirty together would begin thirty processes. */
const AT_ONCE = 6;

export async function section(given) {
  const communities = given.who.communities;
  const found = await numbers(communities.map((each) => each.code));
  const rows = communities
    .map((each) => ({ ...each, ...found.get(each.code) }))
    .sort(worst)
    .map((each) => line(each, given));
  return [
    table(
      t("Communities, worst first"),
      [
        t("Community"),
        t("Overdue"),
        t("Longest overdue"),
        t("Urgent"),
        t("Unassigned"),
        pt("number of tasks", "On hold"),
        t("Reopened"),
        pt("number of tasks", "Open"),
      ],
      rows,
    ),
  ];
}

/** Return the numbers of each community by its code; of one that did not answer there are none. */
async function numbers(codes) {
  const left = [...codes];
  const found = new Map();
  const ask = async () => {
    for (let code = left.shift(); code; code = left.shift()) {
      const query = new URLSearchParams({ community: code });
      const told = await call("GET", `/staff/v1/board/numbers?${query}`).catch(() => null);
      if (told) found.set(code, told);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, ask));
  return found;
}

/** Whose numbers are not known may be the worst. */
const worst = (a, b) =>
  Number(b.total === undefined) - Number(a.total === undefined) ||
  b.late - a.late ||
  b.late_by - a.late_by ||
  b.urgent - a.urgent ||
  b.unassigned - a.unassigned ||
  b.total - a.total ||
  a.name.localeCompare(b.name);

function line(each, { turn }) {
  const name = el(
    "td",
    {},
    el(
      "button.link",
      { onclick: () => turn({}, "now", each.code), "data-id": each.code },
      el("b", {}, each.name),
    ),
    each.uncovered
      ? el("b.late", {}, " ", labelled(t("Emergency duties without cover"), each.uncovered))
      : null,
    each.total === undefined ? el("span.soft", {}, t("No answer. Please try again.")) : null,
  );
  if (each.total === undefined) return el("tr", {}, name);
  const number = (what, only = "") =>
    el(
      `td.number${only === "late" && each.late ? ".late" : ""}`,
      {},
      only && each[what]
        ? el(
            "button.link",
            { onclick: () => turn({ only }, "now", each.code), "data-id": `${each.code}.${only}` },
            String(each[what]),
          )
        : String(each[what]),
    );
  return el(
    `tr${each.late ? ".is-late" : ""}`,
    {},
    name,
    number("late", "late"),
    el("td", {}, each.late_by ? span(each.late_by * 60000) : "–"),
    number("urgent"),
    number("unassigned", "unassigned"),
    number("waiting", "waiting"),
    number("reopened", "reopened"),
    number("total"),
  );
}
