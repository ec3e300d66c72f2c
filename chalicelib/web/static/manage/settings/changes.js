// What managers changed, the newest first; one tap takes a change back.

import { call } from "../../shared/api.js";
import { el, show } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { progress } from "./import_progress.js";
import { told } from "./told.js";

export async function content(page) {
  const place = el("div.changes");
  const draw = (found) => show(place, ...list(found, page, draw));
  draw(await page.given.ask("changes"));
  return place;
}

function list(found, page, draw) {
  if (!found.changes.length) return [el("p.empty", {}, t("No changes yet."))];
  const further = async () => {
    const next = await page.given.ask("changes", { after: found.after });
    draw({ ...next, changes: [...found.changes, ...next.changes] });
  };
  return [
    ...found.changes.map((change) => one(change, page, draw)),
    found.after &&
      el(
        "button.small",
        { onclick: () => page.given.telling(further), "data-action": "further" },
        t("Show more"),
      ),
  ].filter(Boolean);
}

function one(change, page, draw) {
  const back = async () => {
    const body = { community: page.held.community, change: change.number };
    const found = await call("POST", "/staff/v1/changes/undo", body);
    page.held = await page.given.ask("settings");
    page.given.tell(t("Undone."));
    draw(found);
  };
  return el(
    "section.card-like",
    {},
    told(change, page.held),
    change.pieces > 0 && progress(change),
    change.undoes && el("p.soft", {}, t("This undid an earlier change.")),
    change.undone
      ? el("p.soft", {}, t("This was undone."))
      : change.can_undo &&
          el(
            "button.small",
            { onclick: () => page.given.telling(back), "data-action": "undo" },
            t("Undo"),
          ),
  );
}
