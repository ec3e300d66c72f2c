// Who works here and who is on duty, with what each of them has.

import { el } from "../shared/dom.js";
import { say } from "../shared/words.js";
import { bar, table } from "./table.js";

export async function section(given) {
  const [{ people }, board] = await Promise.all([given.ask("people"), given.ask("board")]);
  const held = (id) => board.open.filter((row) => row.holder?.id === id);
  const most = Math.max(1, ...people.map((each) => held(each.id).length));
  const named = new Map(given.community.departments.map((each) => [each.department, each.name]));
  const rows = people.map((each) => {
    const open = held(each.id);
    return el(
      "tr",
      {},
      el("td", {}, el("b", {}, each.name)),
      el(
        "td",
        {},
        el(
          `span.tag${each.on_duty ? ".good" : ""}`,
          {},
          say(each.on_duty ? "on_duty_now" : "not_on_duty"),
        ),
      ),
      el(
        "td",
        {},
        el(`span.tag${each.way === "tested" ? ".good" : ".red"}`, {}, say(`reach_${each.way}`)),
      ),
      el(
        "td",
        {},
        say(`role_${each.role}`),
        el("br"),
        el("span.soft", {}, each.departments.map((code) => named.get(code) || code).join(" · ")),
      ),
      el("td", {}, bar(open.length, most)),
      el("td.number", {}, String(open.filter((row) => row.late_by).length)),
    );
  });
  return [
    table(
      say("board_people"),
      ["name", "on_duty_now", "reach", "role", "total", "board_late"],
      rows,
    ),
  ];
}
