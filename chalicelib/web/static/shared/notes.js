// Notes under a task: of staff, of the resident, and what came by mail.

import { el } from "./dom.js";
import { clock } from "./format.js";
import { labelled, series, t } from "./words.js";

/** Show what staff and the resident added, and how it came. */
export function notes(found = []) {
  if (!found.length) return [];
  const by = (note) => (note.by === "resident" ? t("The resident") : note.by);
  const shown = found.map((note) =>
    el(
      "li",
      {},
      el("b", {}, by(note)),
      " ",
      el("bdi", {}, note.text),
      " ",
      note.told && el("span.tag", {}, t("the resident can read it")),
      ...mailed(note),
      el("small", {}, clock(note.at)),
    ),
  );
  return [el("h2", {}, t("Internal notes")), el("ul.history", {}, ...shown)];
}

/** Say that words came by mail, whether their sender is who they say, and show all of the mail. */
function mailed(note) {
  if (!note.mailed) return [];
  const proven = note.mailed === "proven";
  return [
    el(
      proven ? "span.tag" : "span.tag.amber",
      {},
      proven ? t("by mail") : t("by mail; the address is not proven"),
    ),
    note.left_out.length > 0 &&
      el("p", {}, labelled(t("Files that were left out")), el("bdi", {}, series(note.left_out))),
    note.whole &&
      el(
        "details.more",
        {},
        el("summary", {}, t("The whole mail")),
        el("p.whole", {}, el("bdi", {}, note.whole)),
      ),
  ];
}
