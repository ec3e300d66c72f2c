// One change of the estate in words: who, when, from what to what.

import { el } from "../../shared/dom.js";
import { clock } from "../../shared/format.js";
import { labelled, series, names, t } from "../../shared/words.js";
import { line } from "./hours_text.js";
import { FIELDS, SHEETS, WHAT } from "./names.js";

/** Return one change as a paragraph; `held` has what its codes are called. */
export function told(change, held) {
  const what = title(change);
  return el(
    "div.change",
    { "data-id": change.number },
    el(
      "p",
      {},
      el("b", {}, [what, WHAT[change.what] && t(WHAT[change.what])].filter(Boolean).join(" · ")),
      el("br"),
      el("span.soft", {}, `${change.by} · ${clock(change.at)}`),
    ),
    el(
      "ul.from-to",
      {},
      ...Object.entries(change.fields).flatMap(([name, field]) =>
        leaves([name], field.from, field.to).map((leaf) => one(leaf, held)),
      ),
    ),
  );
}

function title(change) {
  const found = Object.values(change.title);
  if (change.what === "import" && SHEETS[change.subject]) return t(SHEETS[change.subject]);
  return change.what === "community" ? "" : found[0] || "";
}

function one({ path, from, to }, held) {
  const said = path.map((part, n) => (n ? named(part, held) : t(FIELDS[part] || part))).join(" · ");
  return el(
    "li",
    {},
    labelled(said),
    el("del", {}, plain(from, held)),
    " → ",
    el("ins", {}, plain(to, held)),
  );
}

const MOST = 40;

/** Return the innermost values that differ, each with its path. */
export function leaves(path, from, to) {
  const both = [from, to].every((each) => isMap(each) || each === null || each === undefined);
  if (!both || (!isMap(from) && !isMap(to)))
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
  const keys = [...new Set([...Object.keys(from || {}), ...Object.keys(to || {})])];
  return keys
    .flatMap((key) => leaves([...path, key], (from || {})[key], (to || {})[key]))
    .slice(0, MOST);
}

const isMap = (value) => value !== null && typeof value === "object" && !Array.isArray(value);

const named = (code, held) =>
  held.named.find((each) => each.department === code)?.name ||
  held.covers.find((each) => each.duty === code)?.name ||
  names[code] ||
  (FIELDS[code] ? t(FIELDS[code]) : code);

function plain(value, held) {
  if (value === null || value === undefined || value === "") return "–";
  if (value === true) return t("Yes");
  if (value === false) return t("No");
  if (!Array.isArray(value)) return named(String(value), held);
  if (!value.length) return t("closed or none");
  if (isWindows(value)) return line(value);
  if (value.length === 7 && value.every((day) => Array.isArray(day)))
    return value.map((day) => line(day) || "–").join(" / ");
  return series(
    value.map((each) =>
      typeof each === "object" ? Object.values(each).join(" / ") : named(each, held),
    ),
  );
}

const isWindows = (value) =>
  value.every((each) => Array.isArray(each) && each.length === 2 && each.every(Number.isInteger));
