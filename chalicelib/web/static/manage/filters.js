// What of the open requests is listed: by state, department, topic, building, priority, and who has it.

import { el } from "../shared/dom.js";
import { STATES, named } from "../shared/names.js";
import { t } from "../shared/words.js";
import { PRIORITIES } from "./settings/names.js";

const OPEN_STATES = ["open", "claimed", "working", "paused", "waiting"];
const NAMES = ["state", "department", "topic", "building", "priority", "holder"];

/** Offer the filters; what is chosen is asked for at once, and stands in the address. */
export function filters(board, { asked, turn }) {
  const set = NAMES.filter((name) => asked[name]).length;
  const field = (name, label, options) => {
    const choose = (event) => turn({ ...asked, [name]: event.target.value });
    const all = [["", t("All")], ...options];
    // What a link asks for may have been done since: it is still what is asked for.
    if (!all.some(([value]) => value === (asked[name] || ""))) all.push([asked[name], asked[name]]);
    return el(
      "label",
      { for: `by-${name}` },
      label,
      el(
        "select",
        { id: `by-${name}`, onchange: choose },
        ...all.map(([value, said]) =>
          el("option", { value, selected: value === (asked[name] || "") }, said),
        ),
      ),
    );
  };
  const names = (found) => found.map((each) => [each.code, each.name]);
  const said = (codes, known) => codes.map((code) => [code, named(known, code)]);
  return el(
    "details.more.filters",
    { open: set > 0 },
    el("summary", {}, set ? `${t("Filters")} · ${set}` : t("Filters")),
    el(
      "div.three",
      {},
      field("state", t("Status"), said(OPEN_STATES, STATES)),
      field(
        "department",
        t("Department"),
        board.by_department.map((each) => [each.department, each.name]),
      ),
      field(
        "topic",
        t("Topic"),
        board.by_topic.map((each) => [each.topic, each.title]),
      ),
      field("building", t("Building"), names(board.buildings)),
      field("priority", t("Priority"), said(Object.keys(PRIORITIES), PRIORITIES)),
      field(
        "holder",
        t("Assigned to"),
        board.holders.map((each) => [each.id, each.name]),
      ),
    ),
    set
      ? el(
          "button.small",
          { onclick: () => turn({ only: asked.only }), "data-action": "all" },
          t("Show everything"),
        )
      : null,
  );
}
