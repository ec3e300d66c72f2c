// What people said, what we promised about it, and who heard nothing.

import { el, newKey, show } from "../shared/dom.js";
import { month } from "../shared/format.js";
import { labelled, t } from "../shared/words.js";
import { form, line, texts } from "./fields.js";
import { promised } from "./measures.js";
import { sidePanel } from "./side_panel.js";
import { bar, slim, table } from "./table.js";

export async function section(given) {
  const [{ measures }, { groups }, hearing, { people }, week] = await Promise.all([
    given.ask("measures"),
    given.ask("opinions/groups"),
    given.ask("hearing"),
    given.ask("people"),
    given.ask("week"),
  ]);
  const place = el("div.now");
  show(
    place,
    promised(measures, people, given, place),
    suggested(groups, given, place),
    heard(hearing),
    kindness(week),
  );
  return [place];
}

function suggested(groups, given, place) {
  if (!groups.length) return "";
  const propose = (group) => {
    const panel = sidePanel(place, group.topic + group.building, group.title);
    const send = async (fields) => {
      const body = {
        community: given.community.code,
        topic: group.topic,
        building: group.building,
        opinions: group.opinions.map((each) => each.id),
        ...fields,
      };
      if (await given.act("measures", body, { "Idempotency-Key": newKey() })) given.again();
    };
    const fields = [
      line("title", t("Improvement"), group.title, { required: true, maxlength: 120 }),
      texts("said", t("You said"), given.community.languages),
      texts("did", t("What we are doing"), given.community.languages),
    ];
    panel.fill(
      el("h2", {}, group.title),
      form(fields, "propose", t("Propose an improvement"), send),
      el(
        "ul.history",
        {},
        ...group.opinions.map((each) =>
          el("li", {}, labelled(each.kind_name, each.words || each.title)),
        ),
      ),
    );
  };
  const most = Math.max(...groups.map((each) => each.opinions.length));
  const rows = groups.map((group) =>
    el(
      "tr",
      {},
      el("td", {}, el("b", {}, group.title), el("span.soft", {}, group.building_name)),
      el("td", {}, bar(group.opinions.length, most)),
      el(
        "td",
        {},
        el(
          "span.soft",
          {},
          group.opinions
            .map((each) => each.words)
            .filter(Boolean)
            .slice(0, 2)
            .join(" · "),
        ),
      ),
      el(
        "td",
        {},
        el(
          "button.small",
          { onclick: () => propose(group), "data-id": group.topic + group.building },
          t("Propose an improvement"),
        ),
      ),
    ),
  );
  return table(
    t("Feedback we hear often"),
    [t("Topic"), t("Comments"), t("What they said"), t("Improvement")],
    rows,
  );
}

/** Show how much each department heard by month; a month that heard nothing is marked. */
function heard(hearing) {
  const rows = hearing.departments.map((each) =>
    el(
      "tr",
      {},
      el("td", {}, each.name),
      ...each.heard.map((n) =>
        el(`td.number${n ? "" : ".none"}`, {}, n ? String(n) : t("nothing")),
      ),
    ),
  );
  return slim(
    t("Feedback logged, by month"),
    [t("Department"), ...hearing.months.map(month)],
    rows,
  );
}

/** Show the kindness of the week, by department: counted, never ranked. */
function kindness(week) {
  const rows = week.departments.map((each) =>
    el(
      "tr",
      {},
      el("td", {}, each.name),
      el("td.number", {}, String(each.courtesies)),
      el("td.number", {}, String(each.thanks)),
    ),
  );
  return table(
    t("Good deeds and thanks in the last 7 days"),
    [t("Department"), t("Good deeds"), t("Thanks")],
    rows,
  );
}
