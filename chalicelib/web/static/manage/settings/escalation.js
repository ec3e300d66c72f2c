// The escalation policy: who is reminded when, in words, and what that means for a report now.

import { el, show } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { hint, input, part, remove, select } from "./fields.js";
import { saving, values } from "./frame.js";
import { PEOPLE, preview } from "./preview.js";

export async function content(page) {
  const found = await page.given.ask("topics");
  const rows = el("div.rows", {}, ...found.levels.map((level) => row(level, found)));
  const add = () => rows.append(row({ share: 2, to: "manager" }, found));
  const fields = [
    part(
      t("Who gets the reminder"),
      hint(t("100% is the deadline; 75% is when three quarters of the time has passed.")),
      rows,
      el(
        "button.small",
        { type: "button", onclick: add, "data-action": "add-level" },
        t("Add a level"),
      ),
      input(
        "repeats",
        t("How often to repeat the last reminder, once a working day"),
        found.repeats,
        {
          type: "number",
          min: 0,
          max: 30,
        },
      ),
    ),
  ];
  /** @param {any} said */
  const ladder = ({ levels = {}, repeats }) => ({
    rungs: Object.values(levels)
      .map(({ share, to }) => ({ share: Number(share) / 100, to }))
      .sort((a, b) => a.share - b.share),
    repeats: Number(repeats || 0),
  });
  const made = saving(page, fields, (said) => ({ ladder: ladder(said) }));
  return [made, tried(page, found, () => ({ ladder: ladder(values(made)) }))];
}

let counted = 0;

function row({ share, to }, found) {
  const n = counted++;
  return el(
    "div.row",
    { "data-row": "" },
    el("input", {
      type: "number",
      min: 10,
      max: 1000,
      name: `levels.${n}.share`,
      id: `share-${n}`,
      value: Math.round(share * 100),
      "aria-label": t("Percent of the time"),
    }),
    ...select(
      `levels.${n}.to`,
      t("Who to remind"),
      found.people.map((code) => [code, t(PEOPLE[code])]),
      to,
    ),
    remove(),
  );
}

function tried(page, found, now) {
  const place = el("div", { "aria-live": "polite" });
  const topics = found.topics.map(({ code, said }) => [code, said]);
  const chosen = select("topic", t("What the request is about"), topics, "leak");
  const look = async () => show(place, ...(await preview(page, chosen[1].value, now())));
  return part(
    t("What would happen now?"),
    ...chosen,
    el(
      "p",
      {},
      el(
        "button.small",
        { type: "button", onclick: () => page.given.telling(look), "data-action": "preview" },
        t("Preview"),
      ),
    ),
    place,
  );
}
