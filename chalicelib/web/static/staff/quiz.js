// A question from the lessons, for who is new: what is answered is kept nowhere.

import { call } from "../shared/api.js";
import { el, icon } from "../shared/dom.js";
import { failure } from "../shared/problem.js";
import { t } from "../shared/words.js";
import { changed, state } from "./state.js";

let number = 0;
/** @type {any} */
let asked = null;
let chosen = "";

export function section() {
  return [
    el("h2", {}, icon("star"), t("Learn from earlier jobs")),
    ...(asked ? question() : []),
    el(
      "div.actions",
      {},
      el(
        "button",
        { onclick: next, "data-action": "quiz" },
        asked ? t("Next question") : t("Ask me"),
      ),
    ),
  ];
}

function question() {
  if (!asked.question) return [el("p.empty", {}, t("There are too few lessons yet."))];
  const choice = (each) =>
    el(
      "button",
      { onclick: () => choose(each.id), disabled: !!chosen, "data-choice": each.id },
      each.text,
    );
  return [
    el("p.words-full", {}, asked.question),
    el("p", {}, t("What would you do?")),
    el("div.actions", {}, ...asked.choices.map(choice)),
    chosen && el("p.words-full", { role: "status" }, answer()),
  ];
}

const answer = () =>
  chosen === asked.right
    ? t("Right: this is what was done.")
    : t("This is what was done: %(done)s", { done: asked.lesson.done });

function choose(id) {
  chosen = id;
  changed();
}

async function next() {
  const code = state.who.communities[0].code;
  try {
    asked = await call("GET", `/staff/v1/lessons/quiz?community=${code}&number=${number}`);
    number += 1;
    chosen = "";
  } catch (error) {
    state.said = failure(error);
  }
  changed();
}
