// What would become of a report now, in words: where it goes, until when, who is reminded.

import { call } from "../../shared/api.js";
import { el } from "../../shared/dom.js";
import { clock } from "../../shared/format.js";
import { N_, t } from "../../shared/words.js";

export const PEOPLE = {
  holder: N_("whoever has the job, or the department on duty"),
  lead: N_("the supervisor"),
  manager: N_("the manager"),
};

/** Return what would happen to a report on a topic, by settings that are tried. */
export async function preview(page, topic, tried) {
  const found = await call("POST", "/staff/v1/topics/preview", {
    community: page.held.community,
    topic,
    ...tried,
  });
  return found.paths.map((path) => part(path, found.topic));
}

const part = (path, topic) =>
  el(
    "div.card-like",
    { "data-id": "preview" },
    el(
      "p",
      {},
      t("“%(topic)s”, reported now, goes to %(department)s (on duty: %(count)s).", {
        topic,
        department: path.department,
        count: path.on_duty,
      }),
    ),
    path.done_by
      ? el(
          "p",
          {},
          t("Accepted by %(accept)s; done by %(done)s.", {
            accept: clock(path.accept_by),
            done: clock(path.done_by),
          }),
        )
      : el("p.lacking", {}, t("There are no working hours, so there is no deadline.")),
    el(
      "ul",
      {},
      ...path.reminders.map(({ at, to }) =>
        el("li", {}, t("%(at)s: %(who)s is reminded.", { at: clock(at), who: t(PEOPLE[to]) })),
      ),
    ),
  );
