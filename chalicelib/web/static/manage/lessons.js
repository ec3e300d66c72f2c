// What cases taught: written from a closed case, read by a second person, published, revised, retired.

import { call } from "../shared/api.js";
import { el, icon, newKey, show } from "../shared/dom.js";
import { clock, reference } from "../shared/format.js";
import { named } from "../shared/names.js";
import { labelled, t } from "../shared/words.js";
import { choice, form, line, text } from "./fields.js";
import { LESSONS, LESSON_ACTIONS, LESSON_TEXTS } from "./names.js";
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
      t("New lesson"),
    ),
  );
  show(
    place,
    el(
      "p.soft",
      {},
      t("What a request taught us. Adapt it, do not just copy it. Staff see it at similar jobs."),
    ),
    write,
    list(lessons, given, place),
  );
  return [place];
}

function list(lessons, given, place) {
  if (!lessons.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, t("Lessons learned")),
      el("p.empty", {}, icon("bulb"), t("No lessons yet.")),
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
            named(LESSONS, each.state),
          ),
        ),
        el("td.number", {}, String(each.revision)),
        el("td", {}, clock(each.changed_at)),
      ),
    );
  return table(
    t("Lessons learned"),
    [t("Topic"), t("Status"), t("Revision"), t("Changed on")],
    rows,
  );
}

const fields = (said = {}) =>
  TEXTS.map((name) =>
    text(name, named(LESSON_TEXTS, name), said[name], { required: true, maxlength: 1000 }),
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
      named(LESSON_ACTIONS, action),
    );
  const told = TEXTS.flatMap((name) => [
    el("h2", {}, named(LESSON_TEXTS, name)),
    el("p.words-full", {}, lesson[name]),
  ]);
  const revise = form(fields(lesson), "lesson_revise", t("Edit"), (said) => act("revise", said));
  const may = { draft: ["publish", "retire"], published: ["retire"] }[lesson.state] || [];
  sidePanel(place, lesson.id, lesson.title).fill(
    el("h2", {}, icon("bulb"), lesson.title),
    el(
      "p",
      {},
      [
        named(LESSONS, lesson.state),
        labelled(t("Revision"), lesson.revision),
        clock(lesson.changed_at),
      ].join(" · "),
    ),
    ...told,
    el(
      "div.actions",
      {},
      ...may.map((action) => button(action, action === "publish" ? ".main" : "")),
    ),
    lesson.state === "retired"
      ? null
      : el("details.more", {}, el("summary", {}, t("Edit")), revise),
  );
}

function writing(topics, given, place) {
  const panel = sidePanel(place, "new-lesson", t("New lesson"));
  const send = async (said) => {
    const body = { community: given.community.code, ...said };
    if (await given.act("lessons", body, { "Idempotency-Key": newKey() })) given.again();
  };
  const options = topics.filter((each) => !each.conduct).map((each) => [each.code, each.name]);
  const draw = (found) =>
    panel.fill(
      el("h2", {}, t("New lesson")),
      form(
        [
          line("reference", t("Request reference"), found ? reference(found.reference) : "", {
            maxlength: 10,
          }),
        ],
        "look_at_case",
        t("View request"),
        ({ reference: asked }) => given.telling(async () => draw(await theCase(asked, given))),
      ),
      ...(found
        ? [
            el("p.where", {}, icon("pin"), found.place),
            ...found.said.map((words) => el("p.words-full", {}, words)),
          ]
        : []),
      el("p.soft", {}, t("Leave out names, flats and phone numbers. A lesson is about the work.")),
      form(
        [
          choice("topic", t("Topic"), options, found?.topic),
          ...fields({ done: found?.resolution }),
        ],
        "lesson_write",
        t("Save as draft"),
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
