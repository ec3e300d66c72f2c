// What the system cannot get on with by itself, and what that means; nothing is drawn when there is nothing.

import { el } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { leading, series, t } from "../shared/words.js";
import { table } from "./table.js";

export async function stuck(given) {
  const { stuck: found, webhooks } = await given.ask("stuck");
  const off = webhooks.length ? [switchedOff(webhooks, given)] : [];
  if (!found.length) return off;
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
    ...off,
    table(
      t("The system could not finish these"),
      [t("Reference"), t("What it means"), t("Since"), t("Tries")],
      rows,
    ),
  ];
}

/** Say which webhooks were switched off without a manager, and lead to them. */
function switchedOff(webhooks, given) {
  const names = webhooks.map((each) => series([each.receiver, clock(each.since)]));
  return el(
    "p.lacking",
    { "data-id": "webhooks-off" },
    leading(t("Webhooks that were switched off because they failed:")),
    el("b", {}, names.join(" · ")),
    " ",
    el(
      "button.link",
      { onclick: () => given.turn({ page: "webhooks" }, "settings"), "data-action": "webhooks" },
      t("Open webhooks"),
    ),
  );
}
