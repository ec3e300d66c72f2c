// What is on this phone only, and what the server said of it.

import { el } from "../shared/dom.js";
import { ACTIONS, named } from "../shared/names.js";
import { reason } from "../shared/problem.js";
import { N_, t } from "../shared/words.js";

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

/** Show what is on this phone only, and what was refused or answered, each with its plain state. */
export function unsent(entries, dismiss, offer) {
  if (!entries.length) return null;
  const lines = entries.map((each) => {
    const state =
      { waiting: t("Not sent yet"), told: `${t("Submitted. Reference:")} ${each.told}` }[
        each.state
      ] || `${t("Not sent")}: ${reason(each.problem)}`;
    const lost = (each.unread || [])
      .filter((name) => name in UNREAD)
      .map((name) => t(UNREAD[name]));
    const button =
      each.state !== "waiting" &&
      el("button", { onclick: () => dismiss(each.key), "data-key": each.key }, t("OK"));
    return el(
      "li",
      { "data-state": each.state },
      el(
        "span",
        {},
        el("b", {}, named(DEEDS, each.what)),
        ` ${each.title}`,
        el("br"),
        state,
        lost.length
          ? el("b.lost", {}, `${t("Please ask again. This could not be used:")} ${lost.join(", ")}`)
          : "",
      ),
      offer?.(each) || null,
      button || null,
    );
  });
  return el("section.waiting", { "aria-label": t("Not sent yet") }, el("ul", {}, ...lines));
}
