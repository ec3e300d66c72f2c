// What the system cannot get on with by itself, and what that means; nothing is drawn when there is nothing.

import { el } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { t } from "../shared/words.js";
import { table } from "./table.js";

export async function stuck(given) {
  const found = (await given.ask("stuck")).stuck;
  if (!found.length) return [];
  const rows = found.map((each) =>
    el(
      "tr",
      {},
      el("td.nowrap", {}, each.reference || "–"),
      el("td", {}, each.meaning),
      el("td", {}, clock(each.since)),
      el("td.number", {}, String(each.tries)),
    ),
  );
  return [
    table(
      t("The system could not finish these"),
      [t("Reference"), t("What it means"), t("Since"), t("Tries")],
      rows,
    ),
  ];
}
