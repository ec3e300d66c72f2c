// The board: what is open and late in the departments that somebody answers for.

import { call, file, Offline, Refused, setLanguage, setToken } from "../../staff/static/api.js";
import { el, show } from "../../staff/static/dom.js";
import { arrive, leave, settings, withPassword } from "../../staff/static/sign_in.js";
import { reason, signIn } from "../../staff/static/views.js";
import { choose, clock, language, say, span } from "../../staff/static/words.js";

const main = document.getElementById("main");
const banner = document.getElementById("banner");
const EVERY_MS = 60000;

let config = {};
let who = null;
let code = "";
let timer = 0;

async function begin() {
  choose(language);
  setLanguage(language);
  config = await settings().catch(() => ({}));
  const token = await arrive(config).catch(() => "");
  return token ? enter(token) : ask();
}

function ask(message = "") {
  const byName = async (user, password) => {
    const token = await withPassword(user, password).catch(() => "");
    return token ? enter(token) : ask(say("not_signed_in"));
  };
  show(main, ...signIn(config, byName, () => leave(config), message));
}

async function enter(token) {
  setToken(token);
  try {
    who = await call("GET", "/staff/v1/me");
    code = who.communities[0].code;
  } catch (error) {
    return ask(error instanceof Refused ? error.message : say("no_signal"));
  }
  return refresh();
}

async function refresh() {
  clearTimeout(timer);
  try {
    const board = await call("GET", `/staff/v1/board?community=${code}`);
    banner.textContent = "";
    show(main, ...screen(board));
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return ask(say("again"));
    banner.textContent = error instanceof Offline ? say("no_signal") : reason(error.problem);
    if (!(error instanceof Offline)) show(main, el("div.actions", {}, el("button", { onclick: () => ask() }, say("sign_in"))));
  }
  timer = setTimeout(refresh, EVERY_MS);
}

function screen(board) {
  const numbers = ["total", "late", "unassigned", "waiting", "reopened"].map((name) =>
    el(`li${name === "late" && board.late ? ".bad" : ""}`, {}, el("b", {}, String(board[name])), say(`board_${name}`)),
  );
  return [tools(), el("ul.numbers", {}, ...numbers), departments(board), tasks(board)];
}

function tools() {
  const options = who.communities.map((each) => el("option", { value: each.code, selected: each.code === code }, each.name));
  const change = (event) => {
    code = event.target.value;
    refresh();
  };
  return el(
    "div.tools",
    {},
    el("div", {}, el("label", { for: "community" }, say("community")), el("select", { id: "community", onchange: change }, ...options)),
    el("button", { onclick: refresh }, say("reload")),
    el("button", { onclick: download }, "CSV"),
  );
}

function table(caption, heads, rows) {
  const head = el("tr", {}, ...heads.map((name) => el("th", { scope: "col" }, say(name))));
  return el("div.scroll", { tabindex: 0, role: "region", "aria-label": say(caption) }, el("table", {}, el("caption", {}, say(caption)), el("thead", {}, head), el("tbody", {}, ...rows)));
}

function departments(board) {
  const most = Math.max(1, ...board.by_department.map((each) => each.open));
  const rows = board.by_department.map((each) =>
    el(
      `tr${each.late ? ".late" : ""}`,
      {},
      el("td", {}, each.name),
      el("td", {}, el("meter", { min: 0, max: most, value: each.open, "aria-label": `${each.name}: ${each.open}` }), ` ${each.open}`),
      el("td.number", {}, String(each.late)),
      el("td.number", {}, String(each.unassigned)),
    ),
  );
  return table("board_departments", ["department", "board_total", "board_late", "board_unassigned"], rows);
}

function tasks(board) {
  if (!board.open.length) return el("p.empty", {}, say("empty_queue"));
  const rows = board.open.map((row) =>
    el(
      `tr${row.late_by ? ".late" : ""}`,
      {},
      el("td", {}, el("b", {}, row.title), el("br"), row.summary),
      el("td", {}, row.place),
      el("td", {}, row.holder ? row.holder.name : say("nobody")),
      el("td", {}, say(row.state)),
      el("td", {}, row.late_by ? span(row.late_by * 60000) : row.done_by ? clock(row.done_by) : "–"),
      el("td", {}, `${row.reference.slice(0, 3)}-${row.reference.slice(3)}`),
    ),
  );
  return table("board_open", ["what", "where", "holder", "state", "deadline", "number"], rows);
}

async function download() {
  const link = el("a", { download: `board-${code}.csv` });
  link.href = URL.createObjectURL(await file(`/staff/v1/board.csv?community=${code}`));
  link.click();
  URL.revokeObjectURL(link.href);
}

begin();
