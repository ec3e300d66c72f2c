// How far an import is, and what it left alone.

import { el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { folded } from "./fields.js";

export const progress = (entry) =>
  el(
    "div",
    { "data-id": "progress", "data-done": String(entry.done === entry.pieces) },
    entry.done < entry.pieces && [
      el("progress", { max: entry.pieces, value: entry.done, "aria-label": t("Progress") }),
      el("p.soft", {}, t("It continues even if you close this page.")),
    ],
    entry.left > 0 &&
      folded(
        t("%(left)s skipped: someone changed them in the meantime", entry),
        false,
        el("ul", {}, ...entry.skipped.map((title) => el("li", {}, title))),
      ),
  );
