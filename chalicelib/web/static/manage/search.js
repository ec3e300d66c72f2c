// Finding what was done: by words, place, topic, outcome and time; one's own searches; a place's history.
// What is asked stands in the address: the Back key goes back to it, and a link leads to it.

import { el, show } from "../shared/dom.js";
import { t } from "../shared/words.js";
import { choice, line } from "./fields.js";
import { hitList } from "./hits.js";
import { placesFound } from "./places_found.js";
import { savedSearches } from "./saved_searches.js";

const FILTERS = ["department", "topic", "building", "outcome", "since", "until"];
const FIELDS = ["q", ...FILTERS];
const ANSWERS = 6;

/**
 * What is asked, the last answer to it, and what was typed since: they outlive being drawn anew.
 * @type {{ at: string, answer: any, typed: Record<string, string> }}
 */
const held = { at: "", answer: null, typed: {} };

export async function section(given) {
  const [filing, kept] = await Promise.all([given.ask("filing"), given.ask("searches")]);
  const { asked } = given;
  const of = asked.task || asked.place ? whereOf(asked, filing.places) : null;
  const at = JSON.stringify([given.community.code, asked]);
  if (at !== held.at) {
    const answer = Object.keys(asked).length ? await answerTo(given, of) : null;
    Object.assign(held, { at, answer, typed: { ...asked } });
  }
  const place = el("div.now.search");
  const draw = () => show(place, ...drawn({ filing, kept, of }, given, place, draw));
  draw();
  return [place];
}

/** Ask from the newest on, or further back than the last answer. */
function answerTo(given, of, after = "") {
  const said = Object.entries({ ...given.asked, after }).filter(([name, value]) => {
    return value && (of ? ["task", "place", "after"] : [...FIELDS, "after"]).includes(name);
  });
  return given.ask(of ? "history" : "search", Object.fromEntries(said));
}

/** Go on until something is found, for so many answers: quiet months are many. */
async function onward(given, of, after) {
  let answer = await answerTo(given, of, after);
  for (let n = 1; n < ANSWERS && answer.after && !answer.hits.length; n++)
    answer = await answerTo(given, of, answer.after);
  return answer;
}

/** Return the name of the place whose history is asked for, where it is known. */
const whereOf = ({ place }, places) => ({ name: places.find((each) => each.code === place)?.name });

function drawn({ filing, kept, of }, given, place, draw) {
  const look = (asked) => {
    const said = Object.fromEntries(Object.entries(asked).filter(([, value]) => value));
    // Nothing asked is everything, the newest first.
    const turned = Object.keys(said).length ? said : { all: "yes" };
    held.at = "";
    if (JSON.stringify(turned) === JSON.stringify(given.asked)) given.again();
    else given.turn(turned);
  };
  const further = () =>
    given.telling(async () => {
      const more = await onward(given, of, held.answer.after);
      held.answer = { ...more, hits: [...held.answer.hits, ...more.hits] };
      draw();
    });
  return [
    savedSearches(kept, given, look, draw),
    question(filing, kept.outcomes, given, look),
    of ? null : placesFound(filing.places, given.asked.q, (code) => given.turn({ place: code })),
    hitList(held.answer, of, given, place, further),
  ].filter(Boolean);
}

/** The field and its filters, filled with what was asked or typed last. */
function question(filing, outcomes, given, look) {
  const any = ["", t("All of them")];
  const buildings = [...new Set(filing.places.map((each) => each.building).filter(Boolean))];
  const topics = filing.topics.filter((each) => !each.conduct);
  const departments = given.community.departments.filter((each) => each.department !== "conduct");
  const { typed } = held;
  const options = {
    department: departments.map((each) => [each.department, each.name]),
    topic: topics.map((each) => [each.code, each.name]),
    building: buildings.sort().map((each) => [each, each]),
    outcome: outcomes.map((each) => [each.code, each.name]),
  };
  const select = (name, label) =>
    el("div", {}, ...choice(name, label, [any, ...options[name]], typed[name]));
  const month = (name, label) =>
    el("div", {}, ...line(name, label, typed[name], { type: "month", placeholder: "2026-03" }));
  const made = el(
    "form.fields.question",
    { role: "search" },
    ...line("q", t("Words, a flat, a reference"), typed.q, { type: "search", maxlength: 120 }),
    el(
      "details.more",
      { open: FILTERS.some((name) => typed[name]) },
      el("summary", {}, t("Filters")),
      el(
        "div.narrowing",
        {},
        select("department", t("Department")),
        select("topic", t("Topic")),
        select("building", t("Building")),
        select("outcome", t("Outcome")),
        month("since", t("From month")),
        month("until", t("To month")),
      ),
    ),
    el("button.small.main", { type: "submit", "data-action": "search" }, t("Search")),
  );
  const read = () => Object.fromEntries(FIELDS.map((name) => [name, made[name].value.trim()]));
  made.addEventListener("input", () => (held.typed = read()));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    look(read());
  });
  return made;
}
