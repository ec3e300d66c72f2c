// What came in, was done and came back in the last days: added up from what each night counted.

import { file } from "../shared/api.js";
import { el, icon, show } from "../shared/dom.js";
import { named } from "../shared/names.js";
import { pt, t } from "../shared/words.js";
import { save } from "./download.js";
import { choice } from "./fields.js";
import { SPANS, TALLIES } from "./names.js";
import { table } from "./table.js";

const DAYS = [14, 30, 90];
const LINES = ["arrived", "done", "reopened"];

const shown = { days: 14, department: "" };

export async function section(given) {
  const place = el("div.now");
  await draw(given, place);
  return [place];
}

async function draw(given, place) {
  const asked = { days: shown.days, ...(shown.department ? { department: shown.department } : {}) };
  const told = await given.ask("trends", asked);
  const pictures = told.counted
    ? await Promise.all(
        ["flow", "on_time"].map((name) => drawn(given, { ...asked, picture: name })),
      )
    : [];
  show(
    place,
    choices(given, place),
    ...(told.counted
      ? told_of(told, pictures, given)
      : [
          el(
            "section.scroll",
            {},
            el(
              "p.empty",
              {},
              icon("clock"),
              t("No day has been counted yet. The first stands here tomorrow morning."),
            ),
          ),
        ]),
  );
}

const drawn = (given, asked) =>
  file(
    `/staff/v1/trends.svg?${new URLSearchParams({ community: given.community.code, ...asked })}`,
  );

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
    el("div.choice", { role: "group", "aria-label": t("The last") }, ...DAYS.map(span)),
    el("div", {}, label, select),
  );
}

function told_of(told, pictures, given) {
  const [flow, onTime] = pictures;
  const keys = el(
    "p.soft",
    {},
    ...LINES.flatMap((name) => [
      el(`span.key.${name}`, {}),
      `${words(name)} `,
      el("b", {}, String(told[name])),
      " ",
    ]),
  );
  return [
    el(
      "p.soft",
      {},
      `${told.since} – ${told.until}. ${t("Counted every night from what was recorded, up to yesterday.")}`,
    ),
    el(
      "div.pictures",
      {},
      picture(
        t("What came and went"),
        keys,
        flow,
        LINES.map((name) => `${words(name)} ${told[name]}`).join(", "),
      ),
      picture(
        t("Done on time, in percent"),
        el("p.soft", {}, el("span.key.done", {}), `${t("On time")} `, el("b", {}, percent(told))),
        onTime,
        percent(told),
      ),
    ),
    el(
      "p",
      { "data-id": "alarms" },
      `${t("Dangers recognised in words, in the whole community:")} `,
      el("b", {}, `${t("right")} ${told.alarms.right}`),
      ` · ${t("wrong")} ${told.alarms.wrong}`,
    ),
    numbers(told),
    counts(t("Departments"), t("Department"), told.departments, (each) => each.name),
    counts(t("Topics"), t("What is it about"), told.topics, (each) => [
      icon(each.icon),
      ` ${each.title}`,
    ]),
    el(
      "p",
      {},
      el(
        "button.small",
        { onclick: () => given.telling(() => download(told, given)), "data-action": "days-csv" },
        t("Download these days as CSV"),
      ),
    ),
  ];
}

const words = (name) => named(TALLIES, name);

function picture(title, keys, blob, alternative) {
  const made = el("img", { alt: `${title}: ${alternative}`, width: 640, height: 260 });
  made.src = URL.createObjectURL(blob);
  made.onload = () => URL.revokeObjectURL(made.src);
  return el("figure.picture", {}, el("figcaption", {}, el("h2", {}, title), keys), made);
}

/** Show the numbers behind the pictures, day by day, for whoever would rather read. */
function numbers(told) {
  const days = (each) => (each.since === each.until ? each.since : `${each.since} – ${each.until}`);
  const cells = (each) =>
    each.counted ? [...columns(each)] : [el("td.soft", { colspan: 5 }, t("not counted"))];
  const rows = told.points.map((each) =>
    el("tr", {}, el("td.nowrap", {}, days(each)), ...cells(each)),
  );
  return el(
    "details.more",
    {},
    el("summary", {}, t("The numbers")),
    table(
      t("By day"),
      [
        t("By day"),
        pt("number of requests", "Came in"),
        t("Done"),
        t("On time"),
        t("Came back"),
        t("Stars, of 5"),
      ],
      rows,
    ),
  );
}

function counts(caption, head, found, title) {
  const rows = found.map((each) =>
    el("tr", {}, el("td", {}, ...[title(each)].flat()), ...columns(each)),
  );
  return table(
    caption,
    [
      head,
      pt("number of requests", "Came in"),
      t("Done"),
      t("On time"),
      t("Came back"),
      t("Stars, of 5"),
    ],
    rows,
  );
}

const columns = (each) => [
  el("td.number", {}, String(each.arrived)),
  el("td.number", {}, String(each.done)),
  el("td", {}, share(each)),
  el("td.number", {}, String(each.reopened)),
  el("td", {}, stars(each)),
];

const percent = (each) => (each.done ? `${Math.round((each.on_time / each.done) * 100)} %` : "–");

/** Show a share as a bar and in words; where nothing was done there is no share. */
function share(each) {
  if (!each.done) return el("span.soft", {}, "–");
  const made = el("span.share", {}, el("span"), el("b", {}, percent(each)));
  made.firstChild.append(el("span"));
  made.firstChild.firstChild.style.width = `${(each.on_time / each.done) * 100}%`;
  return made;
}

/** Show a score only where enough people gave one: fewer would be about one person. */
function stars(each) {
  if (each.rating !== null)
    return el("span", {}, el("b", {}, each.rating.toFixed(1)), ` (${each.rated})`);
  return el("span.soft", {}, each.rated ? t("fewer than five") : "–");
}

async function download(told, given) {
  const query = new URLSearchParams({
    community: given.community.code,
    from: told.since,
    to: told.until,
  });
  save(await file(`/staff/v1/tallies.csv?${query}`), `tallies-${given.community.code}.csv`);
}
