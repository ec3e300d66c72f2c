// The choices that more than one form asks for.

import { el } from "./dom.js";
import { t } from "./words.js";

export const select = (common, options) =>
  el("select", common, ...options.map(([value, name]) => el("option", { value }, name)));

/** Show the choice of a community; nothing where somebody works in one only. */
export function community(communities, chosen, onchange) {
  if (communities.length < 2)
    return [el("input", { type: "hidden", name: "community", value: communities[0].code })];
  const options = communities.map((each) =>
    el("option", { value: each.code, selected: each.code === chosen }, each.name),
  );
  return [
    el("label", { for: "community" }, t("Community")),
    el("select", { id: "community", name: "community", onchange }, ...options),
  ];
}

/** Return a choice of options that have a code and a name, each under its group. */
export function grouped(attributes, options, group) {
  const made = el("select", attributes, el("option", { value: "" }, "–"));
  const groups = Map.groupBy ? Map.groupBy(options, group) : byHand(options, group);
  for (const [name, found] of groups) {
    const children = found.map((each) => el("option", { value: each.code }, each.name));
    made.append(...(name ? [el("optgroup", { label: name }, ...children)] : children));
  }
  return made;
}

function byHand(options, group) {
  const groups = new Map();
  for (const each of options) groups.set(group(each), [...(groups.get(group(each)) || []), each]);
  return groups;
}
