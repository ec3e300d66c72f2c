// One task beside the board: its words and history, and who is to have it.

import { call } from "../shared/api.js";
import { el, icon, newKey } from "../shared/dom.js";
import { answers, earlier, facts } from "../shared/facts.js";
import { finished } from "../shared/form.js";
import { clock, reference, within } from "../shared/format.js";
import { ACTIONS, HISTORY, STATES, named } from "../shared/names.js";
import { notes } from "../shared/notes.js";
import { failure } from "../shared/problem.js";
import * as times from "../shared/times.js";
import { labelled, t } from "../shared/words.js";
import { caution } from "./caution.js";
import { doing } from "./doing.js";
import { LINK_ACTIONS } from "./names.js";
import { pick } from "./pick.js";
import { sidePanel } from "./side_panel.js";
import { together } from "./together.js";

/** Open a task beside what is shown; what is done to it is said, and the board drawn again. */
export async function panel(row, given, place) {
  const opened = sidePanel(place, row.id, row.title);
  let task;
  try {
    task = await call("GET", `/staff/v1/tasks/${row.id}`);
  } catch (error) {
    return opened.fill(el("p", {}, failure(error)));
  }
  const { people } = await given.ask("people").catch(() => ({ people: [] }));
  const { topics } = await given.ask("filing").catch(() => ({ topics: [] }));
  const help = await given.ask(`tasks/${row.id}/help`).catch(() => ({ replies: {} }));
  // One key for what is on its way: a second tap is the same action.
  let key = "";
  const act = async (action, fields) => {
    if (key) return;
    key = newKey();
    const headers = { "Idempotency-Key": key, "If-Match": `"${task.version}"` };
    const done = await given.act(`tasks/${task.id}/actions`, { action, ...fields }, headers);
    key = "";
    if (done) given.again();
  };
  return opened.fill(...body(task, people, topics, help, given, act));
}

function body(task, people, topics, help, given, act) {
  const own = task.queue.split(".")[1];
  const fits = people.filter((each) => each.role === "manager" || each.departments.includes(own));
  const others = given.community.departments.filter(
    (each) => each.department !== own && each.department !== "conduct",
  );
  const may = new Set(task.allowed);
  const duty = (each) => `${each.name} · ${each.on_duty ? t("On duty") : t("Off duty")}`;
  return [
    el("h2", {}, icon(task.icon), task.title),
    el("p.where", {}, icon("pin"), task.place, task.spot ? ` · ${task.spot}` : ""),
    el("p.words-full", { lang: task.lang }, task.words),
    ...suggested(task, may, act),
    task.comment && el("p.words-full", { lang: task.lang }, task.comment),
    task.reason && el("p.words-full", {}, task.reason),
    el(
      "p",
      {},
      `${named(STATES, task.state)} · ${task.holder ? task.holder.name : t("Unassigned")} · ${reference(task.reference)}`,
    ),
    may.has("assign") && fits.length
      ? pick(
          "panel-staff",
          t("Assign to"),
          fits.map((each) => [each.id, duty(each)]),
          "give",
          t("Assign"),
          (staff) => act("assign", { staff }),
        )
      : null,
    may.has("hand_over")
      ? pick(
          "panel-department",
          t("To which department"),
          others.map((each) => [each.department, each.name]),
          "hand_over",
          t("Transfer"),
          (department) => act("hand_over", { department }),
        )
      : null,
    may.has("retopic")
      ? pick(
          "panel-topic",
          t("Topic"),
          topics.map((each) => [each.code, each.name]),
          "retopic",
          named(ACTIONS, "retopic"),
          (topic) => act("retopic", { topic }),
          task.topic,
        )
      : null,
    ...facts(task),
    ...answers(task),
    ...doing(task, help, given, act),
    ...visit(task, may, act),
    ...deeds(task, may, act),
    el(
      "button.small",
      { onclick: () => given.turn({ task: task.id }, "search"), "data-action": "past" },
      t("What was done here"),
    ),
    ...together(task, given, act),
    ...outside(task, given),
    ...caution(task, help, given),
    ...earlier(task.earlier),
    ...notes(task.notes),
    ...history(task.history),
  ].filter(Boolean);
}

/** Say that the topic was read off the words, and offer what else they may be about. */
function suggested(task, may, act) {
  const [taken, ...others] = task.suggested;
  if (!taken) return [];
  const about = (each) =>
    el(
      "button.small",
      { onclick: () => act("retopic", { topic: each.code }), "data-action": `about-${each.code}` },
      each.name,
    );
  return [
    el("p", {}, el("span.tag", {}, t("Suggested")), ` ${t("No one chose what it is about.")}`),
    may.has("retopic") && others.length ? el("p", {}, ...others.map(about)) : null,
  ];
}

/** Offer what needs nothing more to be said. */
function deeds(task, may, act) {
  const deed = (action, label) =>
    el("button.small", { onclick: () => act(action, {}), "data-action": action }, label);
  return [
    may.has("lower") ? deed("lower", t("Not an emergency")) : null,
    may.has("release") && task.holder ? deed("release", t("Return to list")) : null,
  ];
}

/** Show the visit that is agreed, and offer the resident times for one. */
function visit(task, may, act) {
  const place = el("div");
  const open = async () => {
    const known = await call("GET", `/staff/v1/tasks/${task.id}/times`).catch(() => null);
    if (!known) return;
    const send = (said) => times.offer(said, (fields) => act("offer_times", fields));
    place.replaceChildren(finished(times.ticks(known), t("Send"), { send }));
  };
  const button = (action, onclick) =>
    el("button.small", { onclick, "data-action": action }, named(ACTIONS, action));
  return [
    task.visit_at && !task.gone
      ? el(
          "p",
          {},
          el("b", {}, labelled(t("Visit time agreed"), within(task.visit_at, task.visit_end))),
        )
      : null,
    task.visit_wanted ? el("p", {}, t("The resident asks for a visit")) : null,
    ...(task.windows || []).map(([at, end]) =>
      el("p", {}, labelled(t("Times on offer"), within(at, end))),
    ),
    may.has("offer_times") ? button("offer_times", open) : null,
    may.has("call_off") ? button("call_off", () => act("call_off", {})) : null,
    place,
  ];
}

/** Show what happened to it, step by step. */
const history = (steps) => [
  el("h2", {}, t("History")),
  el(
    "ol.history",
    {},
    ...steps.map((step) =>
      el(
        "li",
        {},
        `${clock(step.at)} · ${named(HISTORY, step.action)}${step.name ? ` · ${step.name}` : ""}`,
      ),
    ),
  ),
];

/** Show who does it for us, and let its link be withdrawn or sent anew. */
function outside(task, given) {
  if (!task.contractor) return [];
  const act = async (action) => {
    if (await given.act(`tasks/${task.id}/link`, { action }, { "Idempotency-Key": newKey() }))
      given.again();
  };
  const button = (action) =>
    el(
      "button.small",
      { onclick: () => act(action), "data-action": action },
      named(LINK_ACTIONS, action),
    );
  return [
    el("h2", {}, t("Contractor")),
    el(
      "p",
      {},
      `${task.contractor.name} · ${task.contractor.opens ? t("its link opens this job") : t("no link opens this job")}`,
    ),
    el(
      "div.actions",
      {},
      task.contractor.opens ? button("withdraw_link") : null,
      task.gone ? null : button("send_link"),
    ),
  ];
}
