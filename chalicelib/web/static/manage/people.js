// Who works here and who is on duty, with what each of them has.

import { el } from "../shared/dom.js";
import { named } from "../shared/names.js";
import { pt, t } from "../shared/words.js";
import { REACH, ROLES } from "./names.js";
import { bar, table } from "./table.js";
import { tableFile } from "./table_file.js";

export async function section(given) {
  const [{ people }, board] = await Promise.all([given.ask("people"), given.ask("board")]);
  const none = { open: 0, late: 0 };
  const held = (id) => board.holders.find((each) => each.id === id) || none;
  const most = Math.max(1, ...people.map((each) => held(each.id).open));
  const departments = new Map(
    given.community.departments.map((each) => [each.department, each.name]),
  );
  const rows = people.map((each) => {
    const has = held(each.id);
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
          each.on_duty ? t("On duty") : t("Off duty"),
        ),
      ),
      el(
        "td",
        {},
        el(`span.tag${each.way === "tested" ? ".good" : ".red"}`, {}, named(REACH, each.way)),
      ),
      el(
        "td",
        {},
        named(ROLES, each.role),
        el("br"),
        el(
          "span.soft",
          {},
          each.departments.map((code) => departments.get(code) || code).join(" · "),
        ),
      ),
      el("td", {}, bar(has.open, most)),
      el("td.number", {}, String(has.late)),
    );
  });
  return [
    table(
      t("People"),
      [
        t("Name"),
        t("On duty"),
        t("Can be contacted"),
        t("Role"),
        pt("number of tasks", "Open"),
        t("Overdue"),
      ],
      rows,
    ),
    tableFile("people", given),
  ];
}
