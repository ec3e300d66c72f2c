// The times that can be offered for a visit: a tick each.

import { el } from "./dom.js";
import { within } from "./format.js";
import { labelled, t } from "./words.js";

const NAME = "time.";

/** Return a tick for each time; `busy` are the visits that one has already, [from, to]. */
export function ticks(known, busy = []) {
  if (!known) return [el("p.soft", {}, t("Not available offline."))];
  const { times, most } = known;
  if (!times.length) return [el("p.soft", {}, t("No one is on duty in the next weeks."))];
  const one = ({ at, end, late }) => {
    const name = `${NAME}${at}-${end}`;
    const taken = busy.some(([from, to]) => from < end && to > at);
    const said = [late && t("later than promised"), taken && t("you have a visit then")];
    return el(
      "label.check",
      { for: name },
      el("input", { id: name, name, type: "checkbox" }),
      [within(at, end), ...said.filter(Boolean)].join(" · "),
    );
  };
  return [
    el(
      "fieldset.times",
      { id: "times" },
      el("legend", {}, t("When can you visit? The resident picks one of these times.")),
      ...times.map(one),
      el("p.soft", {}, labelled(t("At most"), most)),
    ),
  ];
}

/** Hand on the times that were ticked, or say that there is none. */
export function offer(said, send) {
  const windows = Object.keys(said)
    .filter((name) => name.startsWith(NAME) && said[name])
    .map((name) => name.slice(NAME.length).split("-").map(Number));
  if (windows.length) return send({ windows, ...(said.reason ? { reason: said.reason } : {}) });
  const place = document.getElementById("times");
  if (place && !place.querySelector(".wrong"))
    place.append(el("p.wrong", { role: "alert" }, t("Please tick at least one time.")));
}
