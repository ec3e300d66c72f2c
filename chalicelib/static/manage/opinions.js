// What people said, what we promised about it, and who heard nothing.

import { call } from "../../staff/static/api.js";
import { el, icon, newKey, show } from "../../staff/static/dom.js";
import { clock, say } from "../../staff/static/words.js";
import { beside } from "./beside.js";
import { choice, day, form, line, texts } from "./fields.js";
import { bar, table } from "./table.js";

export async function section(given) {
  const [{ measures }, { groups }, hearing, { people }, week] = await Promise.all([
    given.ask("measures"),
    given.ask("opinions/groups"),
    given.ask("hearing"),
    given.ask("people"),
    given.ask("week"),
  ]);
  const place = el("div.now");
  show(place, promised(measures, people, given, place), suggested(groups, given, place), heard(hearing), kindness(week));
  return [place];
}

function promised(measures, people, given, place) {
  if (!measures.length) return el("section.scroll", {}, el("h2", {}, say("measures")), el("p.empty", {}, say("no_measures")));
  const open = (measure) => measurePanel(measure, people, given, place);
  const rows = measures.map((each) =>
    el(
      `tr${each.late ? ".is-late" : ""}`,
      {},
      el("td", {}, el("button.link", { onclick: () => open(each), "data-id": each.id }, el("b", {}, each.title)), el("span.soft", {}, [each.topic_name, each.building].filter(Boolean).join(" · "))),
      el("td", {}, el("span.tag", {}, say(`measure_${each.state}`))),
      el("td", {}, each.owner ? each.owner.name : el("i", {}, say("no_owner"))),
      el(`td${each.late ? ".late" : ""}`, {}, each.due_on ? clock(each.due_on).split(/[ ,]/)[0] : "–"),
      el("td.number", {}, String(each.heard)),
      el("td", {}, each.published_at ? icon("check") : ""),
    ),
  );
  return table(say("measures"), ["measure", "state", "owner", "due_on", "heard_count", "published"], rows);
}

async function measurePanel(row, people, given, place) {
  const panel = beside(place, row.id, row.title);
  const measure = await call("GET", `/staff/v1/measures/${row.id}`);
  const act = async (action, fields) => {
    const headers = { "Idempotency-Key": newKey(), "If-Match": `"${measure.version}"` };
    if (await given.act(`measures/${measure.id}/actions`, { action, ...fields }, headers)) given.again();
  };
  const said = (texts) => Object.entries(texts).map(([lang, text]) => el("p.words-full", { lang }, text));
  panel.fill(
    el("h2", {}, measure.title),
    el("p", {}, [say(`measure_${measure.state}`), measure.owner?.name, measure.reference].filter(Boolean).join(" · ")),
    ...(Object.keys(measure.said).length ? [el("h2", {}, say("you_said")), ...said(measure.said)] : []),
    ...(Object.keys(measure.did).length ? [el("h2", {}, say("we_did")), ...said(measure.did)] : []),
    ...measure.allowed.map((action) => FORMS[action]?.(measure, people, given, (fields) => act(action, fields))),
    el("h2", {}, say("heard_all")),
    el("ul.history", {}, ...measure.opinions.map((each) => el("li", {}, el("b", {}, each.kind_name), ` ${each.words || each.title} `, el("small", {}, clock(each.at))))),
  );
}

const staffOf = (people) => people.map((each) => [each.id, each.name]);

/** What each action of a measure asks for; those not named here are taken by Steward or the API. */
const FORMS = {
  accept: (measure, people, given, send) => form([choice("owner", say("owner"), staffOf(people), measure.owner?.id), line("due_on", say("due_on"), day(30), { type: "date", required: true })], "accept_measure", send),
  start: (measure, people, given, send) => form([], "start_measure", send),
  done: (measure, people, given, send) => form([texts("did", say("we_did"), given.community.languages, measure.did)], "finish_measure", send),
  publish: (measure, people, given, send) => form([], "publish", send),
  drop: (measure, people, given, send) => form([texts("reason", say("why_not"), given.community.languages)], "drop", send),
};

function suggested(groups, given, place) {
  if (!groups.length) return "";
  const propose = (group) => {
    const panel = beside(place, group.topic + group.building, group.title);
    const send = async (fields) => {
      const body = { community: given.community.code, topic: group.topic, building: group.building, opinions: group.opinions.map((each) => each.id), ...fields };
      if (await given.act("measures", body, { "Idempotency-Key": newKey() })) given.again();
    };
    const fields = [line("title", say("measure"), group.title, { required: true, maxlength: 120 }), texts("said", say("you_said"), given.community.languages), texts("did", say("we_do"), given.community.languages)];
    panel.fill(el("h2", {}, group.title), form(fields, "propose", send), el("ul.history", {}, ...group.opinions.map((each) => el("li", {}, `${each.kind_name}: ${each.words || each.title}`))));
  };
  const most = Math.max(...groups.map((each) => each.opinions.length));
  const rows = groups.map((group) =>
    el(
      "tr",
      {},
      el("td", {}, el("b", {}, group.title), el("span.soft", {}, group.building)),
      el("td", {}, bar(group.opinions.length, most)),
      el("td", {}, el("span.soft", {}, group.opinions.map((each) => each.words).filter(Boolean).slice(0, 2).join(" · "))),
      el("td", {}, el("button.small", { onclick: () => propose(group), "data-id": group.topic + group.building }, say("propose"))),
    ),
  );
  return table(say("suggested"), ["what", "heard_count", "told", "measure"], rows);
}

/** Show how much each department heard by month; a month that heard nothing is marked. */
function heard(hearing) {
  const head = el("tr", {}, el("th", { scope: "col" }, say("department")), ...hearing.months.map((month) => el("th", { scope: "col" }, month)));
  const rows = hearing.departments.map((each) => el("tr", {}, el("td", {}, each.name), ...each.heard.map((n) => el(`td.number${n ? "" : ".none"}`, {}, n ? String(n) : say("nothing_heard")))));
  const caption = say("hearing");
  return el("div.scroll", { tabindex: 0, role: "region", "aria-label": caption }, el("table", {}, el("caption", {}, caption), el("thead", {}, head), el("tbody", {}, ...rows)));
}

/** Show the kindness of the week, by department: counted, never ranked. */
function kindness(week) {
  const rows = week.departments.map((each) => el("tr", {}, el("td", {}, each.name), el("td.number", {}, String(each.courtesies)), el("td.number", {}, String(each.thanks))));
  return table(say("kindness"), ["department", "courtesies", "thanks"], rows);
}
