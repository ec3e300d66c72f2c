// What is known not to work, and what is planned: told once, answered for everybody who has it.

import { el, icon, newKey, show } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { named } from "../shared/names.js";
import { labelled, pt, t } from "../shared/words.js";
import { form, line, several, texts } from "./fields.js";
import { OUTAGES, OUTAGE_ACTIONS } from "./names.js";
import { sidePanel } from "./side_panel.js";
import { table } from "./table.js";

export async function section(given) {
  const [{ outages, may_open, languages }, filing] = await Promise.all([
    given.ask("outages"),
    given.ask("filing"),
  ]);
  const place = el("div.now");
  const rows = outages.map((each) =>
    el(
      "tr",
      {},
      el(
        "td",
        {},
        el(
          "button.link",
          { onclick: () => look(each, languages, given, place), "data-id": each.id },
          icon("alert"),
          el("b", {}, each.titles.join(" · ")),
        ),
        el("span.soft", {}, each.place),
      ),
      el("td", {}, el("span.tag", {}, named(OUTAGES, each.state))),
      el(
        "td",
        {},
        clock(each.from_at),
        el("br"),
        el(
          "span.soft",
          {},
          each.to_at ? labelled(pt("outage", "Expected end"), clock(each.to_at)) : "",
        ),
      ),
      el("td.number", {}, String(each.joined)),
    ),
  );
  const list = rows.length
    ? table(
        t("Faults and planned work"),
        [t("Topic"), t("Status"), pt("outage", "From"), t("Residents affected")],
        rows,
      )
    : el(
        "section.scroll",
        {},
        el("h2", {}, t("Faults and planned work")),
        el("p.empty", {}, icon("check"), t("No known faults or planned work.")),
      );
  const open = el(
    "p",
    {},
    el(
      "button.small",
      { onclick: () => opening(filing, languages, given, place), "data-id": "new-outage" },
      t("New fault or planned work"),
    ),
  );
  show(place, may_open ? open : null, list);
  return [place];
}

function look(outage, languages, given, place) {
  const act = async (action, fields) => {
    const headers = { "Idempotency-Key": newKey(), "If-Match": `"${outage.version}"` };
    if (await given.act(`outages/${outage.id}/actions`, { action, ...fields }, headers))
      given.again();
  };
  const may = new Set(outage.allowed);
  const button = (action) =>
    may.has(action) &&
    el(
      "button.small",
      { onclick: () => act(action, {}), "data-action": action },
      named(OUTAGE_ACTIONS, action),
    );
  const words = [
    texts("words", t("What residents read"), languages, outage.words),
    line("to_at", pt("outage", "Expected end"), "", { type: "datetime-local" }),
  ];
  sidePanel(place, outage.id, outage.titles[0]).fill(
    el("h2", {}, icon("alert"), outage.titles.join(" · ")),
    el("p.where", {}, icon("pin"), outage.place),
    el(
      "p",
      {},
      [named(OUTAGES, outage.state), clock(outage.from_at), outage.reference].join(" · "),
    ),
    el("div.actions", {}, ...["start", "end", "withdraw"].map(button)),
    may.has("change")
      ? form(words, "change", t("Edit the text"), (fields) => act("change", fields))
      : "",
  );
}

function opening(filing, languages, given, place) {
  const buildings = new Map(
    filing.places
      .filter((each) => each.building)
      .map((each) => [each.building, each.building_name]),
  );
  const topics = filing.topics.filter((each) => each.shared);
  const send = async (fields) => {
    const body = {
      community: given.community.code,
      planned: Boolean(fields.from_at && fields.from_at > Date.now()),
      ...fields,
    };
    if (await given.act("outages", body, { "Idempotency-Key": newKey() })) given.again();
  };
  const fields = [
    several(
      "topics",
      t("Topic"),
      topics.map((each) => [each.code, each.name]),
    ),
    several("buildings", t("Building"), [...buildings]),
    line("from_at", pt("outage", "From"), "", { type: "datetime-local" }),
    line("to_at", pt("outage", "Expected end"), "", { type: "datetime-local" }),
    texts("words", t("What residents read"), languages),
  ];
  sidePanel(place, "new-outage", t("New fault or planned work")).fill(
    el("h2", {}, t("New fault or planned work")),
    form(fields, "open_outage", t("New fault or planned work"), send),
  );
}
