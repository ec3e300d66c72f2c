// The places of a community; whoever manages it prints their labels here, and replaces one.

import { el } from "../shared/dom.js";
import { named } from "../shared/names.js";
import { t } from "../shared/words.js";
import { labelList } from "./label_list.js";
import { KINDS_OF_PLACE } from "./names.js";
import { table } from "./table.js";

export async function section(given) {
  if (given.community.role !== "lead") {
    const found = await given.ask("labels");
    return labelList(found, given.community.code, { telling: given.telling, again: given.again });
  }
  const { places } = await given.ask("filing");
  const rows = [...places]
    .sort((a, b) => a.building_name.localeCompare(b.building_name) || a.name.localeCompare(b.name))
    .map((each) =>
      el(
        "tr",
        {},
        el("td", {}, el("b", {}, each.name)),
        el("td", {}, each.building_name),
        el("td", {}, named(KINDS_OF_PLACE, each.kind)),
        el("td", {}, el("code", {}, each.code)),
      ),
    );
  return [table(t("Places"), [t("Place"), t("Building"), t("Status"), t("QR label")], rows)];
}
