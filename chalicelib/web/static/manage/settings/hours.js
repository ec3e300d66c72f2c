// When people work: the week, days that differ, and departments with hours of their own.

import { el } from "../../shared/dom.js";
import { language, t } from "../../shared/words.js";
import { folded, hint, input, part, remove, select, workedIn } from "./fields.js";
import { saving } from "./frame.js";
import { dateIn, days, isAlways, line, overnight, windows } from "./hours_text.js";

export function content(page) {
  const { held } = page;
  const fields = [
    part(
      t("The week"),
      hint(t("For example 09:00–13:00, 14:00–18:00. Empty: closed. Night shift: 22:00–06:00.")),
      week("calendar", held.calendar),
      input("calendar.zone", t("Time zone"), held.calendar.zone, { autocomplete: "off" }),
      select("calendar.region", t("Public holidays"), regions(held), held.calendar.region, {
        "data-blank": "",
      }),
    ),
    part(t("Special days"), exceptions(held.calendar)),
    part(
      t("Departments with their own hours"),
      ...workedIn(held).map(([code, name]) => own(code, name, held)),
    ),
  ];
  return saving(page, fields, (said) => patch(said, held));
}

const week = (name, hours) =>
  days().flatMap((day, n) =>
    input(`${name}.week[${n}]`, day, hours ? line(hours.week[n]) : "", { "data-blank": "" }),
  );

export function regions(held) {
  const names = new Intl.DisplayNames([language], { type: "region" });
  const said = (code) => {
    const [country, region] = code.split("-");
    return `${names.of(country)}${region ? ` (${region})` : ""}`;
  };
  return [["", t("None")], ...held.regions.map((code) => [code, said(code)])];
}

function exceptions(calendar) {
  const today = dateIn(calendar.zone);
  const coming = Object.entries(calendar.exceptions)
    .filter(([day]) => day >= today)
    .sort();
  const list = el("div.rows", {}, ...coming.map(([day, found]) => row(day, line(found))));
  const add = () => list.append(row(today, ""));
  return [
    hint(t("A date and its hours. No hours: closed.")),
    list,
    el("button.small", { type: "button", onclick: add, "data-action": "add-day" }, t("Add a day")),
  ];
}

let counted = 0;

function row(day, text) {
  const n = counted++;
  return el(
    "div.row",
    { "data-row": "" },
    el("input", {
      type: "date",
      name: `days.${n}.day`,
      value: day,
      "aria-label": t("Date"),
      id: `day-${n}`,
    }),
    el("input", {
      name: `days.${n}.hours`,
      value: text,
      "aria-label": t("Hours"),
      placeholder: t("closed"),
      "data-blank": "",
      id: `hours-${n}`,
    }),
    remove(),
  );
}

function own(code, name, held) {
  const hours = held.calendars[code];
  const kind = !hours ? "usual" : isAlways(hours) ? "always" : "own";
  const lines = el(
    "div",
    { hidden: kind !== "own" },
    ...week(`calendars.${code}`, kind === "own" ? hours : null),
  );
  const choose = (event) => (lines.hidden = event.target.value !== "own");
  return folded(
    kind === "always" ? `${name} · ${t("24 hours")}` : name,
    kind === "own",
    select(
      `kinds.${code}`,
      t("Hours"),
      [
        ["usual", t("same as the community")],
        ["always", t("24 hours")],
        ["own", t("its own hours")],
      ],
      kind,
      { onchange: choose },
    ),
    lines,
  );
}

function patch({ calendar, days: rows = {}, kinds = {}, calendars = {} }, held) {
  const today = dateIn(held.calendar.zone);
  const past = Object.entries(held.calendar.exceptions).filter(([day]) => day < today);
  const coming = Object.values(rows)
    .filter(({ day }) => day)
    .map(({ day, hours }) => [day, overnight(windows(hours))]);
  const hours = Object.entries(kinds)
    .filter(([, kind]) => kind !== "usual")
    .map(([code, kind]) => [
      code,
      kind === "always"
        ? "always"
        : { exceptions: held.calendars[code]?.exceptions || {}, week: weekOf(calendars[code]) },
    ]);
  return {
    calendar: {
      zone: calendar.zone || "",
      region: calendar.region,
      week: weekOf(calendar),
      exceptions: Object.fromEntries([...past, ...coming]),
    },
    calendars: Object.fromEntries(hours),
  };
}

const weekOf = (said) =>
  Array.from({ length: 7 }, (_day, n) => overnight(windows(said[`week[${n}]`] || "")));
