// A topic that nobody chose: it was read off the words, and may be corrected by a tap.

import { el } from "../shared/dom.js";
import { t } from "../shared/words.js";

/** Say that the topic was read off the words, and offer what else they may be about. */
export function suggested(task, does) {
  const [taken, ...others] = task.suggested || [];
  if (!taken) return [];
  const other = (label, act, name) => el("button", { onclick: act, "data-action": name }, label);
  const may = (task.allowed || []).includes("retopic");
  return [
    el(
      "p.suggested",
      {},
      el("span.tag.amber", {}, t("Suggested")),
      ` ${t("No one chose what it is about.")}`,
    ),
    may &&
      el(
        "p.suggestions",
        {},
        ...others.map((each) =>
          other(each.name, () => does.act("retopic", { topic: each.code }), `about-${each.code}`),
        ),
        other(t("It is something else"), () => does.act("retopic"), "about-other"),
      ),
  ];
}
