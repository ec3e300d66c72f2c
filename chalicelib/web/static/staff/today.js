// What somebody did today: each step, the latest first, and a way back to its job.

import { el, icon } from "../shared/dom.js";
import { clockTime, reference } from "../shared/format.js";
import { HISTORY, named } from "../shared/names.js";
import { t } from "../shared/words.js";

export function today(deeds, open) {
  if (!deeds.length) return [];
  const one = (deed) =>
    el(
      "li",
      {},
      el(
        "button.card",
        { onclick: () => open(deed.task), "data-deed": deed.task },
        el("strong", {}, `${clockTime(deed.at)} · ${named(HISTORY, deed.action)}`),
        el("span.place", {}, [deed.title, deed.place].join(" · ")),
        el("span.meta", {}, reference(deed.reference)),
      ),
    );
  return [el("h2", {}, icon("check"), t("What I did today")), el("ul.list", {}, ...deeds.map(one))];
}
