// What cases taught: written from a closed case, read by a second person, published, revised, retired.

import { call } from "../shared/api.js";
import { el, icon, newKey, show } from "../shared/dom.js";
import { clock, reference } from "../shared/format.js";
import { say } from "../shared/words.js";
import { choice, form, line, text } from "./fields.js";
import { sidePanel } from "./side_panel.js";
import { table } from "./table.js";

const TEXTS = ["problem", "done", "prevent", "not_here"];

export async function section(given) {
  const [{ lessons }, filing] = await Promise.all([given.ask("lessons"), given.ask("filing")]);
  const place = el("div.now");
  const write = el(
    "p",
    {},
    el(
      "button.small",
      {
        onclick: () => writing(filing.topics, given, place),
        "data-id": "new-lesson",
        "data-action": "new-lesson",
      },
      say("write_lesson"),
    ),
  );
  show(place, el("p.soft", {}, say("lessons_are")), write, list(lessons, given, place));
  return [place];
}

function list(lessons, given, place) {
  if (!lessons.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, say("board_lessons")),
      el("p.empty", {}, icon("bulb"), say("no_lessons")),
    );
  const order = ["draft", "published", "retired"];
  const rows = [...lessons]
    .sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || b.changed_at - a.changed_at)
    .map((each) =>
      el(
        "tr",
        {},
        el(
          "td",
          {},
          el(
            "button.link",
            { onclick: () => look(each, given, place), "data-id": each.id },
            el("b", {}, each.title),
          ),
          el("span.soft", {}, each.problem),
        ),
        el(
          "td",
          {},
          el(
            `span.tag${each.state === "published" ? ".good" : ""}`,
            {},
            say(`lesson_${each.state}`),
          ),
        ),
        el("td.number", {}, String(each.revision)),
        el("td", {}, clock(each.changed_at)),
      ),
    );
  return table(say("board_lessons"), ["what", "state", "revision", "changed_at"], rows);
}

const fields = (said = {}) =>
  TEXTS.map((name) =>
    text(name, say(`lesson_${name}_text`), said[name], { required: true, maxlength: 1000 }),
  );

function look(lesson, given, place) {
  const act = async (action, said = {}) => {
    const headers = { "Idempotency-Key": newKey(), "If-Match": `"${lesson.version}"` };
    if (await given.act(`lessons/${lesson.id}/actions`, { action, ...said }, headers))
      given.again();
  };
  const button = (action, kind = "") =>
    el(
      `button.small${kind}`,
      { onclick: () => act(action), "data-action": action },
      say(`lesson_${action}`),
    );
  const told = TEXTS.flatMap((name) => [
    el("h2", {}, say(`lesson_${name}_text`)),
    el("p.words-full", {}, lesson[name]),
  ]);
  const revise = form(fields(lesson), "lesson_revise", (said) => act("revise", said));
  const may = { draft: ["publish", "retire"], published: ["retire"] }[lesson.state] || [];
  sidePanel(place, lesson.id, lesson.title).fill(
    el("h2", {}, icon("bulb"), lesson.title),
    el(
      "p",
      {},
      `${say(`lesson_${lesson.state}`)} · ${say("revision")} ${lesson.revision} · ${clock(lesson.changed_at)}`,
    ),
    ...told,
    el(
      "div.actions",
      {},
      ...may.map((action) => button(action, action === "publish" ? ".main" : "")),
    ),
    lesson.state === "retired"
      ? null
      : el("details.more", {}, el("summary", {}, say("lesson_revise")), revise),
  );
}

function writing(topics, given, place) {
  const panel = sidePanel(place, "new-lesson", say("write_lesson"));
  const send = async (said) => {
    const body = { community: given.community.code, ...said };
    if (await given.act("lessons", body, { "Idempotency-Key": newKey() })) given.again();
  };
  const options = topics.filter((each) => !each.conduct).map((each) => [each.code, each.name]);
  const draw = (found) =>
    panel.fill(
      el("h2", {}, say("write_lesson")),
      form(
        [
          line("reference", say("case_number"), found ? reference(found.reference) : "", {
            maxlength: 10,
          }),
        ],
        "look_at_case",
        ({ reference: asked }) => given.telling(async () => draw(await theCase(asked, given))),
      ),
      ...(found
        ? [
            el("p.where", {}, icon("pin"), found.place),
            ...found.said.map((words) => el("p.words-full", {}, words)),
          ]
        : []),
      el("p.soft", {}, say("nobody_in_it")),
      form(
        [
          choice("topic", say("what"), options, found?.topic),
          ...fields({ done: found?.resolution }),
        ],
        "lesson_write",
        send,
      ),
    );
  draw(null);
}

/** Read a case by its number: what was told and what was done, as far as it is theirs to see. */
async function theCase(asked, given) {
  const { requests } = await given.ask("find", { reference: asked || "" });
  if (!requests.length) return null;
  const [found] = requests;
  const tasks = await Promise.all(
    found.tasks.map((each) => call("GET", `/staff/v1/tasks/${each.id}`).catch(() => null)),
  );
  const seen = tasks.filter(Boolean);
  const words = [seen[0]?.words, ...seen.flatMap((each) => [each.reason, each.resolution])];
  return {
    ...found,
    said: [...new Set(words.filter(Boolean))],
    resolution: seen
      .map((each) => each.resolution)
      .filter(Boolean)
      .join("\n"),
  };
}
