// What is open now: what is late and who has it, what nobody has, and putting it right.

import { file } from "../shared/api.js";
import { el, icon, show } from "../shared/dom.js";
import { clock, reference, span } from "../shared/format.js";
import { STATES, named } from "../shared/names.js";
import { pt, t } from "../shared/words.js";
import { save } from "./download.js";
import { NUMBERS } from "./names.js";
import { panel } from "./panel.js";
import { stuck } from "./stuck.js";
import { bar, table } from "./table.js";

/** What is counted, and what the server is asked for to list it alone. */
const FILTERS = {
  total: "",
  board_late: "late",
  unassigned: "unassigned",
  on_hold: "waiting",
  reopened: "reopened",
};

const shown = { filter: "total", department: "" };

const asked = (after = 0) => ({
  only: FILTERS[shown.filter],
  department: shown.department,
  ...(after ? { after } : {}),
});

export async function section(given) {
  const place = el("div.now");
  const [first, held] = await Promise.all([given.ask("board", asked()), stuck(given)]);
  let board = first;
  const again = async () => {
    board = await given.ask("board", asked());
    fill();
  };
  const further = async () => {
    const more = await given.ask("board", asked(board.after));
    board = { ...more, open: [...board.open, ...more.open] };
    fill();
  };
  const draw = () => given.telling(again);
  const fill = () =>
    show(
      place,
      ...held,
      uncovered(board),
      numbers(board, draw),
      el(
        "div.columns",
        {},
        el(
          "div",
          {},
          tasks(board, given, place),
          rest(board, () => given.telling(further)),
        ),
        el("div", {}, departments(board, draw), topics(board)),
      ),
      foot(given),
    );
  fill();
  return [place];
}

/** Say which duties of a danger nobody covers: who comes then is the duty manager. */
function uncovered(board) {
  if (!board.uncovered?.length) return null;
  return el(
    "p.lacking",
    { "data-id": "uncovered" },
    `${t("In danger nobody covers these duties. The duty manager is called instead, or else the managers:")} `,
    el("b", {}, board.uncovered.join(" · ")),
  );
}

function numbers(board, draw) {
  const one = (name) => {
    const count = board[FILTERS[name] || "total"];
    const bad = count && (name === "board_late" || name === "reopened") ? ".bad" : "";
    const choose = () => {
      shown.filter = name;
      draw();
    };
    return el(
      "li",
      {},
      el(
        `button${bad}`,
        { onclick: choose, "data-action": name, "aria-pressed": String(shown.filter === name) },
        el("b", {}, String(count)),
        named(NUMBERS, name),
      ),
    );
  };
  return el("ul.numbers", {}, ...Object.keys(FILTERS).map(one));
}

function departments(board, draw) {
  const most = Math.max(1, ...board.by_department.map((each) => each.open));
  const choose = (name) => {
    shown.department = shown.department === name ? "" : name;
    draw();
  };
  const rows = board.by_department.map((each) =>
    el(
      "tr",
      {},
      el(
        "td",
        {},
        el(
          "button.link",
          {
            onclick: () => choose(each.department),
            "data-id": each.department,
            "aria-pressed": String(shown.department === each.department),
          },
          each.name,
        ),
      ),
      el("td", {}, bar(each.open, most, 60)),
      el(`td.number${each.late ? ".late" : ""}`, {}, String(each.late)),
      el("td.number", {}, String(each.unassigned)),
    ),
  );
  return table(
    t("Departments"),
    [t("Department"), pt("number of tasks", "Open"), t("Late"), t("To take")],
    rows,
  );
}

function topics(board) {
  if (!board.by_topic.length) return "";
  const most = Math.max(...board.by_topic.map((each) => each.open));
  const rows = board.by_topic.map((each) =>
    el(
      "tr",
      {},
      el("td", {}, icon(each.icon), ` ${each.title}`),
      el("td", {}, bar(each.open, most, 60)),
      el(`td.number${each.late ? ".late" : ""}`, {}, String(each.late)),
    ),
  );
  return table(
    t("Topics"),
    [t("What is it about"), pt("number of tasks", "Open"), t("Late")],
    rows,
  );
}

function tasks(board, given, place) {
  const name = board.by_department.find((each) => each.department === shown.department)?.name;
  const caption = [
    shown.filter === "total" ? t("Open tasks, the latest first") : named(NUMBERS, shown.filter),
    name,
  ]
    .filter(Boolean)
    .join(" · ");
  if (!board.open.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, caption),
      el("p.empty", {}, icon("check"), t("Nothing to show here. Well done.")),
    );
  const open = (row) => panel(row, given, place);
  return table(
    caption,
    [t("Task"), t("Who"), t("Deadline"), t("Reference")],
    board.open.map((row) => line(row, open)),
  );
}

/** Offer the next page of what is listed. */
function rest(board, further) {
  if (!board.after) return null;
  return el(
    "button.small",
    { onclick: further, "data-action": "further" },
    `${t("Show more")} · ${board.found - board.open.length}`,
  );
}

function line(row, open) {
  const due = row.state === "open" ? row.accept_by : row.done_by;
  const when = row.late_by
    ? el("b.late", {}, `${t("late by")} ${span(row.late_by * 60000)}`)
    : due
      ? clock(due)
      : "–";
  return el(
    `tr.${row.priority}${row.late_by ? ".is-late" : ""}`,
    {},
    el(
      "td",
      {},
      el(
        "button.link",
        { onclick: () => open(row), "data-id": row.id },
        icon(row.icon),
        el("b", {}, row.title),
      ),
      row.priority === "urgent" && el("b.late", {}, ` ${t("Urgent")} `),
      el("span.soft", {}, `${row.place} · ${row.summary}`),
    ),
    el("td", {}, row.holder ? row.holder.name : el("i", {}, t("Nobody has it"))),
    el("td", {}, when, el("br"), el("span.soft", {}, named(STATES, row.state))),
    el("td.nowrap", {}, reference(row.reference)),
  );
}

function foot(given) {
  const { code } = given.community;
  const download = async () =>
    save(await file(`/staff/v1/board.csv?community=${code}`), `board-${code}.csv`);
  return el(
    "p",
    {},
    el(
      "button.small",
      { onclick: () => given.telling(download), "data-action": "csv" },
      t("Download as CSV"),
    ),
  );
}
