// What is known not to work, and what is planned: told once, answered for everybody who has it.

import { el, icon, newKey, show } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { say } from "../shared/words.js";
import { form, line, several, texts } from "./fields.js";
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
      el("td", {}, el("span.tag", {}, say(`outage_${each.state}`))),
      el(
        "td",
        {},
        clock(each.from_at),
        el("br"),
        el("span.soft", {}, each.to_at ? `${say("until_at")} ${clock(each.to_at)}` : ""),
      ),
      el("td.number", {}, String(each.joined)),
    ),
  );
  const list = rows.length
    ? table(say("board_outages"), ["what", "state", "since_when", "have_it"], rows)
    : el(
        "section.scroll",
        {},
        el("h2", {}, say("board_outages")),
        el("p.empty", {}, icon("check"), say("no_outages")),
      );
  const open = el(
    "p",
    {},
    el(
      "button.small",
      { onclick: () => opening(filing, languages, given, place), "data-id": "new-outage" },
      say("open_outage"),
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
      say(`outage_${action}`),
    );
  const words = [
    texts("words", say("they_read"), languages, outage.words),
    line("to_at", say("until_at"), "", { type: "datetime-local" }),
  ];
  sidePanel(place, outage.id, outage.titles[0]).fill(
    el("h2", {}, icon("alert"), outage.titles.join(" · ")),
    el("p.where", {}, icon("pin"), outage.place),
    el(
      "p",
      {},
      [say(`outage_${outage.state}`), clock(outage.from_at), outage.reference].join(" · "),
    ),
    el("div.actions", {}, ...["start", "end", "withdraw"].map(button)),
    may.has("change") ? form(words, "change", (fields) => act("change", fields)) : "",
  );
}

function opening(filing, languages, given, place) {
  const buildings = [...new Set(filing.places.map((each) => each.building).filter(Boolean))];
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
      say("what"),
      topics.map((each) => [each.code, each.name]),
    ),
    several(
      "buildings",
      say("building"),
      buildings.map((each) => [each, each]),
    ),
    line("from_at", say("since_when"), "", { type: "datetime-local" }),
    line("to_at", say("until_at"), "", { type: "datetime-local" }),
    texts("words", say("they_read"), languages),
  ];
  sidePanel(place, "new-outage", say("open_outage")).fill(
    el("h2", {}, say("open_outage")),
    form(fields, "open_outage", send),
  );
}
