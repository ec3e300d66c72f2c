// Places whose name holds what was asked: each has a history of its own.

import { el, icon } from "../shared/dom.js";
import { t } from "../shared/words.js";

const MOST = 6;

/** Offer the history of places that are called so. */
export function placesFound(places, asked, history) {
  const wanted = (asked || "").trim().toLowerCase();
  if (wanted.length < 2) return null;
  const found = places.filter((each) => each.name.toLowerCase().includes(wanted)).slice(0, MOST);
  if (!found.length) return null;
  const one = (each) =>
    el(
      "button.small",
      {
        onclick: () => history(each.code),
        "data-action": "history",
        "data-id": each.code,
      },
      icon("pin"),
      each.name,
    );
  return el("div.chips", {}, el("p.soft", {}, t("What was done here")), ...found.map(one));
}
