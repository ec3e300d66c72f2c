// What was done in the last two weeks, and how much of it in time: by day, department and topic.

import { file } from "../../staff/static/api.js";
import { el, icon } from "../../staff/static/dom.js";
import { say } from "../../staff/static/words.js";
import { table } from "./table.js";

export async function section(given) {
  const [board, drawn] = await Promise.all([given.ask("board"), file(`/staff/v1/board.svg?community=${given.community.code}`)]);
  return [picture(board, drawn), departments(board), topics(board)];
}

function picture(board, drawn) {
  const done = sum(board.days, "done");
  const made = el("img", { alt: `${say("done_by_day")}: ${done}, ${say("on_time")} ${percent(done, sum(board.days, "on_time"))}`, width: 960, height: 280 });
  made.src = URL.createObjectURL(drawn);
  made.onload = () => URL.revokeObjectURL(made.src);
  return el(
    "figure.picture",
    {},
    el("figcaption", {}, el("h2", {}, say("done_by_day")), el("p.soft", {}, el("span.swatch"), `${say("on_time")} `, el("span.swatch.late"), say("board_late"))),
    made,
  );
}

const sum = (found, name) => found.reduce((total, each) => total + each[name], 0);
const percent = (done, on_time) => (done ? `${Math.round((on_time / done) * 100)} %` : "–");

/** Show a share as a bar and in words; where nothing was done there is no share. */
function share(each) {
  if (!each.done) return el("span.soft", {}, "–");
  const made = el("span.share", {}, el("span"), el("b", {}, percent(each.done, each.on_time)));
  made.firstChild.append(el("span"));
  made.firstChild.firstChild.style.width = `${(each.on_time / each.done) * 100}%`;
  return made;
}

function departments(board) {
  const rows = board.by_department.map((each) => el("tr", {}, el("td", {}, each.name), el("td.number", {}, String(each.done)), el("td", {}, share(each))));
  return table(say("departments"), ["department", "done_number", "on_time"], rows);
}

function topics(board) {
  const rows = board.by_topic.map((each) =>
    el(
      "tr",
      {},
      el("td", {}, icon(each.icon), ` ${each.title}`),
      el("td.number", {}, String(each.open)),
      el(`td.number${each.late ? ".late" : ""}`, {}, String(each.late)),
      el("td.number", {}, String(each.done)),
      el("td", {}, share(each)),
    ),
  );
  return table(say("topics"), ["what", "total", "board_late", "done_number", "on_time"], rows);
}
