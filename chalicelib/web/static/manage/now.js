// What is open now: what is late and who has it, what nobody has, and putting it right.

import { el, icon, show } from "../shared/dom.js";
import { named } from "../shared/names.js";
import { leading, pt, t } from "../shared/words.js";
import * as bulk from "./bulk.js";
import { filters } from "./filters.js";
import { letters } from "./letters.js";
import { NUMBERS } from "./names.js";
import { panel } from "./panel.js";
import { list, parts } from "./rows.js";
import { stuck } from "./stuck.js";
import { bar, slim } from "./table.js";
import { tableFile } from "./table_file.js";

/** What is counted, and what the server is asked for to list it alone. */
const ONLY = {
  total: "",
  board_late: "late",
  unassigned: "unassigned",
  on_hold: "waiting",
  reopened: "reopened",
};

export async function section(given) {
  const place = el("div.now");
  const below = el("div.moves");
  const asking = (after = 0) => given.ask("board", { ...given.asked, ...(after ? { after } : {}) });
  const [first, held, { people }, mail] = await Promise.all([
    asking(),
    stuck(given),
    given.ask("people").catch(() => ({ people: [] })),
    letters(given, given.again),
  ]);
  let board = first;
  const further = async () => {
    const more = await asking(board.after);
    board = { ...more, open: [...board.open, ...more.open] };
    fill();
  };
  /** Read it anew after many were moved, and say what came of it. */
  const again = async (said = "") => {
    if (said) board = await asking();
    fill();
    if (said) given.tell(said);
  };
  const move = () =>
    bulk.bar(below, given, people, board.open.flatMap(parts), (said) =>
      given.telling(() => again(said)),
    );
  const does = {
    open: (row) => panel(row, given, place),
    choose: (part, is) => {
      bulk.choose(part, is);
      move();
    },
    is: bulk.isChosen,
    failed: bulk.why,
  };
  const fill = () => {
    bulk.keep(board.open.flatMap(parts));
    show(
      place,
      ...held,
      uncovered(board),
      numbers(board, given),
      filters(board, given),
      el(
        "div.columns",
        {},
        el(
          "div",
          {},
          list(caption(board, given.asked), board.open, does),
          rest(board, () => given.telling(further)),
        ),
        el("div", {}, departments(board, given), topics(board)),
      ),
      ...mail,
      tableFile("board", given, () => given.asked),
      below,
    );
    move();
  };
  fill();
  return [place];
}

/** Say which duties of a danger nobody covers: who comes then is the duty manager. */
function uncovered(board) {
  if (!board.uncovered?.length) return null;
  return el(
    "p.lacking",
    { "data-id": "uncovered" },
    leading(
      t(
        "In an emergency no one covers these duties. We call the duty manager instead, or else the managers:",
      ),
    ),
    el("b", {}, board.uncovered.join(" · ")),
  );
}

function numbers(board, { asked, turn }) {
  const one = (name) => {
    const count = board[ONLY[name] || "total"];
    const bad = count && (name === "board_late" || name === "reopened") ? ".bad" : "";
    return el(
      "li",
      {},
      el(
        `button${bad}`,
        {
          onclick: () => turn({ ...asked, only: ONLY[name] }),
          "data-action": name,
          "aria-pressed": String((asked.only || "") === ONLY[name]),
        },
        el("b", {}, String(count)),
        named(NUMBERS, name),
      ),
    );
  };
  return el("ul.numbers", {}, ...Object.keys(ONLY).map(one));
}

function departments(board, { asked, turn }) {
  const most = Math.max(1, ...board.by_department.map((each) => each.open));
  const alone = (each) => {
    const is = asked.department === each.department;
    return el(
      "button.link",
      {
        onclick: () => turn({ ...asked, department: is ? "" : each.department }),
        "data-id": each.department,
        "aria-pressed": String(is),
      },
      each.name,
    );
  };
  const rows = board.by_department.map((each) =>
    el(
      "tr",
      {},
      el("td", {}, alone(each)),
      el("td", {}, bar(each.open, most, 60)),
      el(`td.number${each.late ? ".late" : ""}`, {}, String(each.late)),
      el("td.number", {}, String(each.unassigned)),
    ),
  );
  return slim(
    t("Departments"),
    [t("Department"), pt("number of tasks", "Open"), t("Overdue"), t("Unassigned")],
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
  return slim(t("Topics"), [t("Topic"), pt("number of tasks", "Open"), t("Overdue")], rows);
}

function caption(board, asked) {
  const only = Object.keys(ONLY).find((name) => asked.only && ONLY[name] === asked.only);
  const department = board.by_department.find((each) => each.department === asked.department);
  return [
    only ? named(NUMBERS, only) : t("Open, urgent first, then the most overdue"),
    department?.name,
  ]
    .filter(Boolean)
    .join(" · ");
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
