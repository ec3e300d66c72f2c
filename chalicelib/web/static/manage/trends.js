// What came in, was done and came back in the last days: added up from what each night counted.

import { el, icon, show } from "../shared/dom.js";
import { date, dayMonth } from "../shared/format.js";
import { named } from "../shared/names.js";
import { labelled, series, pt, t } from "../shared/words.js";
import * as address from "./address.js";
import { chart, pen } from "./chart.js";
import { choice } from "./fields.js";
import { SPANS, TALLIES } from "./names.js";
import { table } from "./table.js";
import { tableFile } from "./table_file.js";
import { backlog, columns, counts, percent } from "./tallied.js";

const DAYS = [14, 30, 90];
/** How each number is drawn, in a colour of tokens.css: told apart without colours, too. */
const LINES = {
  arrived: { colour: "--arrived", width: 3, dash: [10, 6] },
  done: { colour: "--done", width: 3 },
  reopened: { colour: "--reopened", width: 3, dash: [2, 5] },
};
const BEFORE = { colour: "--on-sheet-soft", width: 2, dash: [2, 4] };
const TARGET = { colour: "--target", width: 2, dash: [14, 6] };

const shown = { days: 14, department: "" };

export async function section(given) {
  const place = el("div.now");
  await draw(given, place);
  return [place];
}

async function draw(given, place) {
  const asked = { days: shown.days, ...(shown.department ? { department: shown.department } : {}) };
  const told = await given.ask("trends", asked);
  const Plot = told.counted ? await pen() : null;
  show(
    place,
    choices(given, place),
    ...(told.counted
      ? told_of(told, Plot, given)
      : [
          el(
            "section.scroll",
            {},
            el(
              "p.empty",
              {},
              icon("clock"),
              t("No figures yet. The first day will show tomorrow morning."),
            ),
          ),
        ]),
  );
}

function choices(given, place) {
  const again = () => given.telling(() => draw(given, place));
  const span = (days) => {
    const choose = () => {
      shown.days = days;
      again();
    };
    return el(
      "button.small",
      {
        onclick: choose,
        "data-action": `days-${days}`,
        "aria-pressed": String(shown.days === days),
      },
      named(SPANS, days),
    );
  };
  const known = given.community.departments.map((each) => [each.department, each.name]);
  if (!known.some(([code]) => code === shown.department)) shown.department = "";
  const [label, select] = choice(
    "department",
    t("Department"),
    [["", t("All departments")], ...known],
    shown.department,
  );
  select.addEventListener("change", () => {
    shown.department = select.value;
    again();
  });
  return el(
    "div.spans",
    {},
    el("div.choice", { role: "group", "aria-label": t("Latest") }, ...DAYS.map(span)),
    el("div", {}, label, select),
  );
}

function told_of(told, Plot, given) {
  return [
    el(
      "p.soft",
      {},
      `${date(told.since)} – ${date(told.until)}. ${t("Counted every night, up to yesterday.")}`,
    ),
    el(
      "div.pictures",
      {},
      ...[
        flow(told, Plot),
        inTime(t("Done on time, in percent"), t("On time"), DONE, told, Plot),
        told.accepted &&
          inTime(t("Accepted on time, in percent"), t("Accepted on time"), ACCEPTED, told, Plot),
      ].filter(Boolean),
    ),
    el(
      "p",
      { "data-id": "alarms" },
      labelled(t("Emergencies recognised in words, whole community")),
      el("b", {}, labelled(t("right"), told.alarms.right)),
      ` · ${labelled(t("wrong"), told.alarms.wrong)}`,
    ),
    numbers(told),
    backlog(told),
    counts(t("Departments"), t("Department"), told.departments, (each) => [
      behind(told, given, { department: each.department }, each.name),
    ]),
    counts(t("Topics"), t("Topic"), told.topics, (each) => [
      icon(each.icon),
      " ",
      behind(told, given, { topic: each.topic }, each.title),
    ]),
    told.buildings.length &&
      counts(
        t("Buildings"),
        t("Building"),
        told.buildings,
        (each) => [behind(told, given, { building: each.building }, each.name)],
        false,
      ),
    tableFile("days", given, () => ({ from: told.since, to: told.until })),
  ].filter(Boolean);
}

const words = (name) => named(TALLIES, name);

/** Draw what came in, was done and came back; a day without a tally is a gap and no zero. */
function flow(told, Plot) {
  const names = Object.keys(LINES);
  const column = (name) => told.points.map((each) => (each.counted ? each[name] : null));
  const most = Math.max(1, ...names.flatMap(column));
  const before = (name) =>
    told.before.counted ? `· ${labelled(t("before"), told.before[name])}` : "";
  return picture(
    t("New, done and reopened"),
    names.map((name) => [name, words(name), String(told[name]), before(name)]),
    told,
    {
      lines: names.map((name) => ({ ...LINES[name], numbers: column(name) })),
      marks: [...new Set([0, Math.ceil(most / 2), most])],
      told: (each) => series(names.map((name) => labelled(words(name), each[name]))),
    },
    Plot,
  );
}

/** What is counted of each, and how much of it was in time. */
const DONE = { all: "done", timely: "on_time" };
const ACCEPTED = { all: "accepted", timely: "accepted_on_time" };

/** Draw how much of something was in time, against the days before and the target. */
function inTime(title, word, counted, told, Plot) {
  const { all, timely } = counted;
  const said = (each) => percent(each, all, timely);
  const shares = (points) =>
    points.map((each) => (each[all] ? Math.round((each[timely] / each[all]) * 100) : null));
  return picture(
    title,
    [
      ["done", word, said(told), ""],
      ["before", t("Same number of days before"), said(told.before), ""],
      ["target", t("Target"), `${told.on_time_target} %`, ""],
    ],
    told,
    {
      lines: [
        { ...TARGET, numbers: told.points.map(() => told.on_time_target) },
        { ...BEFORE, numbers: shares(told.before.points) },
        { ...LINES.done, numbers: shares(told.points) },
      ],
      marks: [0, 50, 100],
      unit: " %",
      told: (each) => `${word} ${said(each)}`,
    },
    Plot,
  );
}

function picture(title, keys, told, drawn, Plot) {
  const spoken = series(keys.map(([, ...said]) => said.join(" ").trim()));
  const key = ([name, word, number, more]) =>
    el("span.said", {}, el(`span.key.${name}`), `${word} `, el("b", {}, number), ` ${more}`);
  return el(
    "figure.picture",
    {},
    el("figcaption", {}, el("h2", {}, title), el("p.soft", {}, keys.map(key))),
    chart(Plot, {
      ...drawn,
      title: labelled(title, spoken),
      days: told.points.map((each) => dayMonth(each.until)),
      told: (n) => labelled(days(told.points[n]), told_at(told.points[n], drawn.told)),
    }),
  );
}

const told_at = (point, told) => (point.counted ? told(point) : t("not counted"));

const days = (each) =>
  each.since === each.until ? date(each.since) : `${date(each.since)} – ${date(each.until)}`;

/** Show the numbers behind the charts, day by day, for whoever would rather read. */
function numbers(told) {
  const cells = (each) =>
    each.counted ? [...columns(each)] : [el("td.soft", { colspan: 5 }, t("not counted"))];
  const rows = told.points.map((each) =>
    el("tr", {}, el("td.nowrap", {}, days(each)), ...cells(each)),
  );
  const sums = [
    [t("Total"), told],
    [t("Same number of days before"), told.before],
  ].map(([name, each]) => el("tr", {}, el("th", { scope: "row" }, name), ...cells(each)));
  return el(
    "details.more",
    {},
    el("summary", {}, t("Figures")),
    table(
      t("By day"),
      [
        t("By day"),
        pt("number of requests", "New"),
        t("Done"),
        t("On time"),
        t("Reopened"),
        t("Rating out of 5"),
      ],
      [...sums, ...rows],
    ),
  );
}

/** Lead to what a row counts: a search by it, in the department and the months that are looked at. */
function behind(told, given, asked, name) {
  const months = { since: told.since.slice(0, 7), until: told.until.slice(0, 7) };
  const narrowed = { department: shown.department, ...asked, ...months };
  return el("a.link", { href: address.of("search", given.community.code, narrowed) }, name);
}
