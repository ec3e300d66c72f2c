// What was found: each a card that opens its task, how far back was looked, and the way further back.

import { el, icon } from "../shared/dom.js";
import { clock, dayOf, reference } from "../shared/format.js";
import { STATES, named } from "../shared/names.js";
import { labelled, t } from "../shared/words.js";
import { OUTCOMES } from "./names.js";
import { panel } from "./panel.js";
import { tableFile } from "./table_file.js";

/** Show an answer of the search, or nothing where nobody asked yet. */
export function hitList(answer, of, given, place, further) {
  if (!answer) return el("p.soft", {}, t("Search what was reported and done, however long ago."));
  const name = of && (of.name || (answer.hits[0] && where(answer.hits[0])));
  const cards = answer.hits.map((hit) => el("li", {}, card(hit, of, given, place)));
  return el(
    "section.hits",
    { "aria-live": "polite" },
    of && el("h2", {}, name ? labelled(t("What was done here"), name) : t("What was done here")),
    cards.length
      ? el("ul", {}, ...cards)
      : el("p.empty", {}, answer.after ? t("Nothing found so far.") : t("Nothing found.")),
    el("p.soft", { "data-id": "back-to" }, reached(answer)),
    answer.after &&
      el("button.small", { onclick: further, "data-action": "further" }, t("Look further back")),
    !of && cards.length && tableFile("search", given, () => given.asked),
  );
}

const reached = ({ after, back_to: at }) =>
  after ? t("Searched back to %(day)s", { day: dayOf(at) }) : t("That is all there is.");

const where = (hit) => [hit.place, hit.spot].filter(Boolean).join(" · ");

function card(hit, of, given, place) {
  return el(
    "article.hit",
    {},
    el(
      "button.link",
      { onclick: () => panel(hit, given, place), "data-id": hit.id },
      icon(hit.icon),
      el("b", {}, hit.title),
    ),
    el("p", {}, el("span.tag", {}, standing(hit)), ...marks(hit)),
    el("p.where", {}, icon("pin"), where(hit)),
    el("p.words", { dir: "auto" }, hit.words),
    hit.done && el("p.done", { dir: "auto" }, el("b", {}, labelled(t("What was done"))), hit.done),
    el("p.soft", {}, [hit.department, clock(hit.created_at), reference(hit.reference)].join(" · ")),
    of
      ? null
      : el(
          "button.small",
          {
            onclick: () => given.turn({ task: hit.id }),
            "data-action": "history",
          },
          t("What was done here"),
        ),
  );
}

/** Say how a request ended or, while it has not, how the task stands. */
const standing = (hit) =>
  hit.closed_at && OUTCOMES[hit.status] ? named(OUTCOMES, hit.status) : named(STATES, hit.state);

function marks(hit) {
  return [
    hit.on_time === false && el("span.tag.red", {}, t("Overdue")),
    hit.reopened > 0 && el("span.tag.red", {}, t("Reopened")),
    hit.rating && el("span.tag", {}, "★".repeat(hit.rating)),
  ].filter(Boolean);
}
