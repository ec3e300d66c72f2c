// The places of a community and their labels.

import { el } from "../../staff/static/dom.js";
import { say } from "../../staff/static/words.js";
import { table } from "./table.js";

export async function section(given) {
  const { places } = await given.ask("filing");
  const rows = [...places]
    .sort((a, b) => a.building.localeCompare(b.building) || a.name.localeCompare(b.name))
    .map((each) => el("tr", {}, el("td", {}, el("b", {}, each.name)), el("td", {}, each.building), el("td", {}, say(each.kind)), el("td", {}, el("code", {}, each.code))));
  return [table(say("board_places"), ["place", "building", "state", "label"], rows)];
}
