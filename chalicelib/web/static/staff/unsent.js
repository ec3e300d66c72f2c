// What is on this phone only, and what the server said of it.

import { el } from "../shared/dom.js";
import { ACTIONS, named } from "../shared/names.js";
import { reason } from "../shared/problem.js";
import { labelled, series, N_, t } from "../shared/words.js";

/** What may have been left out of a danger that was filed, and is asked for again. */
const UNREAD = {
  words: N_("the end of the text (too long)"),
  no_words: N_("what happened"),
  topic: N_("the topic"),
  spot: N_("flat or exact location"),
  name: N_("the name"),
  contact: N_("phone or email"),
  consent: N_("whether we may keep the contact details"),
  visit: N_("visit time"),
  answers: N_("answers to the questions"),
};

/** What may wait on this phone beside actions on tasks. */
const DEEDS = {
  ...ACTIONS,
  file: N_("Report for a resident"),
  courtesy: N_("Good deed"),
  photo_before: N_("Photo before"),
  photo_after: N_("Photo after"),
  heard_complaint: N_("A problem"),
  heard_suggestion: N_("A suggestion"),
  heard_compliment: N_("Praise"),
  heard_question: N_("A question"),
};

function stateOf(entry) {
  if (entry.state === "waiting") return t("Not sent yet");
  if (entry.state === "told")
    return t("Submitted. Reference: %(reference)s", { reference: entry.told });
  return labelled(t("Not sent"), reason(entry.problem));
}

/** Return the words that somebody typed: they stay readable whatever became of them. */
const typedIn = ({ body, item }) =>
  body?.words || item?.text || item?.resolution || item?.reason || "";

/** Show what is on this phone only, and what was refused or answered, each with its plain state. */
export function unsent(entries, does, offer) {
  if (!entries.length) return null;
  return el(
    "section.waiting",
    { "aria-label": t("Not sent yet") },
    el("ul", {}, ...entries.map((each) => line(each, does, offer))),
  );
}

function line(entry, does, offer) {
  const lost = (entry.unread || []).filter((name) => name in UNREAD);
  const typed = entry.state === "refused" ? typedIn(entry) : "";
  return el(
    "li",
    { "data-state": entry.state },
    el(
      "span",
      {},
      el("b", {}, named(DEEDS, entry.what)),
      ` ${entry.title}`,
      el("br"),
      stateOf(entry),
      typed && el("q.typed", { dir: "auto" }, typed),
      lost.length > 0 &&
        el(
          "b.lost",
          {},
          labelled(
            t("Please ask again. This could not be used"),
            series(lost.map((name) => t(UNREAD[name]))),
          ),
        ),
    ),
    offer?.(entry) || null,
    ...buttons(entry, typed, does),
  );
}

function buttons(entry, typed, does) {
  if (entry.state === "waiting") return [];
  return [
    does.canMend(entry) &&
      el(
        "button.main",
        { onclick: () => does.mend(entry), "data-action": "mend" },
        t("Correct it"),
      ),
    el(
      "button",
      { onclick: () => does.dismiss(entry.key), "data-key": entry.key },
      typed ? t("Delete") : t("OK"),
    ),
  ];
}
