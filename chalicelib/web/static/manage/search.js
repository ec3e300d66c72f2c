// Finding what was done: by words, place, topic, outcome and time; one's own views; a place's history.

import { el, show } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { choice, line } from "./fields.js";
import { hitList } from "./hits.js";
import { placesFound } from "./places_found.js";
import { views } from "./search_views.js";

const EMPTY = { q: "", department: "", topic: "", building: "", outcome: "", since: "", until: "" };
const FILTERS = ["department", "topic", "building", "outcome", "since", "until"];

/**
 * What was asked last and what came of it: it stands there when somebody comes back.
 * @type {{ code: string, asked: Record<string, string>, answer: any, of: any }}
 */
const held = { code: "", asked: { ...EMPTY }, answer: null, of: null };

/** Let the history of where a task is be shown when the section opens. */
export function remember(task) {
  Object.assign(held, {
    code: "",
    asked: { ...EMPTY },
    answer: null,
    of: { where: { task: task.id }, name: [task.place, task.spot].filter(Boolean).join(" · ") },
  });
}

export async function section(given) {
  const [filing, kept] = await Promise.all([given.ask("filing"), given.ask("searches")]);
  const place = el("div.now.search");
  const of = held.of;
  if (held.code !== given.community.code) {
    Object.assign(held, { code: given.community.code, asked: { ...EMPTY }, answer: null, of });
    if (of) held.answer = await ask(given, "");
  }
  const said = { filing, kept };
  const draw = () => show(place, ...drawn(said, given, place, draw));
  draw();
  return [place];
}

/** Ask from the newest on, or further back than the last answer. */
async function ask(given, after) {
  const further = after ? { after } : {};
  return held.of
    ? given.ask("history", { ...held.of.where, ...further })
    : given.ask("search", { ...held.asked, ...further });
}

function drawn(said, given, place, draw) {
  const fresh = () =>
    given.telling(async () => {
      held.answer = await ask(given, "");
      draw();
    });
  const further = () =>
    given.telling(async () => {
      const more = await ask(given, held.answer.after);
      held.answer = { ...more, hits: [...held.answer.hits, ...more.hits] };
      draw();
    });
  const look = (asked) => {
    Object.assign(held, { asked: { ...EMPTY, ...asked }, of: null });
    fresh();
  };
  const history = (of) => {
    held.of = of;
    fresh();
  };
  return [
    views(said.kept, held, given, look, draw),
    question(said, given, look),
    held.of ? null : placesFound(said.filing.places, held.asked.q, history),
    hitList(held, given, place, { further, history, back: () => look(held.asked) }),
  ].filter(Boolean);
}

/** The field and its filters, filled with what was asked last. */
function question({ filing, kept }, given, look) {
  const any = ["", t("All of them")];
  const buildings = [...new Set(filing.places.map((each) => each.building).filter(Boolean))];
  const topics = filing.topics.filter((each) => !each.conduct);
  const departments = given.community.departments.filter((each) => each.department !== "conduct");
  const { asked } = held;
  const options = {
    department: departments.map((each) => [each.department, each.name]),
    topic: topics.map((each) => [each.code, each.name]),
    building: buildings.sort().map((each) => [each, each]),
    outcome: kept.outcomes.map((each) => [each.code, each.name]),
  };
  const select = (name, label) =>
    el("div", {}, ...choice(name, label, [any, ...options[name]], asked[name]));
  const month = (name, label) =>
    el("div", {}, ...line(name, label, asked[name], { type: "month", placeholder: "2026-03" }));
  const made = el(
    "form.fields.question",
    { role: "search" },
    ...line("q", t("Words, a flat, a reference"), asked.q, { type: "search", maxlength: 120 }),
    el(
      "details.more",
      { open: FILTERS.some((name) => asked[name]) },
      el("summary", {}, t("Filters")),
      el(
        "div.narrowing",
        {},
        select("department", t("Department")),
        select("topic", t("What is it about")),
        select("building", t("Building")),
        select("outcome", t("Outcome")),
        month("since", t("From month")),
        month("until", t("To month")),
      ),
    ),
    el("button.small.main", { type: "submit", "data-action": "search" }, t("Search")),
  );
  const read = () => Object.fromEntries(Object.keys(EMPTY).map((name) => [name, made[name].value]));
  made.addEventListener("input", () => (held.asked = read()));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    look(read());
  });
  return made;
}
