// One task beside the board: its words and history, and who is to have it.

import { call } from "../shared/api.js";
import { el, icon, newKey } from "../shared/dom.js";
import { clock, reference } from "../shared/format.js";
import { failure } from "../shared/problem.js";
import { say } from "../shared/words.js";
import { sidePanel } from "./side_panel.js";

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
  const act = async (action, fields) => {
    const headers = { "Idempotency-Key": newKey(), "If-Match": `"${task.version}"` };
    if (await given.act(`tasks/${task.id}/actions`, { action, ...fields }, headers)) given.again();
  };
  return opened.fill(...body(task, people, topics, given, act));
}

function body(task, people, topics, given, act) {
  const own = task.queue.split(".")[1];
  const fits = people.filter((each) => each.role === "manager" || each.departments.includes(own));
  const others = given.community.departments.filter(
    (each) => each.department !== own && each.department !== "conduct",
  );
  const may = new Set(task.allowed);
  const duty = (each) => `${each.name} · ${say(each.on_duty ? "on_duty_now" : "not_on_duty")}`;
  return [
    el("h2", {}, icon(task.icon), task.title),
    el("p.where", {}, icon("pin"), task.place, task.spot ? ` · ${task.spot}` : ""),
    el("p.words-full", { lang: task.lang }, task.words),
    task.comment && el("p.words-full", { lang: task.lang }, task.comment),
    task.reason && el("p.words-full", {}, task.reason),
    el(
      "p",
      {},
      `${say(task.state)} · ${task.holder ? task.holder.name : say("nobody")} · ${reference(task.reference)}`,
    ),
    may.has("assign") && fits.length
      ? choice(
          "staff",
          "to_whom",
          fits.map((each) => [each.id, duty(each)]),
          "give",
          (staff) => act("assign", { staff }),
        )
      : null,
    may.has("hand_over")
      ? choice(
          "department",
          "to_department",
          others.map((each) => [each.department, each.name]),
          "hand_over",
          (department) => act("hand_over", { department }),
        )
      : null,
    may.has("retopic")
      ? choice(
          "topic",
          "what",
          topics.map((each) => [each.code, each.name]),
          "retopic",
          (topic) => act("retopic", { topic }),
          task.topic,
        )
      : null,
    may.has("lower")
      ? el(
          "button.small",
          { onclick: () => act("lower", {}), "data-action": "lower" },
          say("lower"),
        )
      : null,
    may.has("release") && task.holder
      ? el(
          "button.small",
          { onclick: () => act("release", {}), "data-action": "release" },
          say("release"),
        )
      : null,
    ...outside(task, given),
    el("h2", {}, say("history")),
    el(
      "ol.history",
      {},
      ...task.history.map((step) =>
        el(
          "li",
          {},
          `${clock(step.at)} · ${say(`past_${step.action}`)}${step.name ? ` · ${step.name}` : ""}`,
        ),
      ),
    ),
  ].filter(Boolean);
}

/** Show who does it for us, and let its link be withdrawn or sent anew. */
function outside(task, given) {
  if (!task.contractor) return [];
  const act = async (action) => {
    if (await given.act(`tasks/${task.id}/link`, { action }, { "Idempotency-Key": newKey() }))
      given.again();
  };
  const button = (action) =>
    el("button.small", { onclick: () => act(action), "data-action": action }, say(action));
  return [
    el("h2", {}, say("contractor")),
    el(
      "p",
      {},
      `${task.contractor.name} · ${say(task.contractor.opens ? "link_opens" : "link_closed")}`,
    ),
    el(
      "div.actions",
      {},
      task.contractor.opens ? button("withdraw_link") : null,
      task.gone ? null : button("send_link"),
    ),
  ];
}

function choice(name, label, options, button, send, chosen = "") {
  const made = el(
    "select",
    { id: `panel-${name}`, name },
    ...options.map(([value, said]) => el("option", { value, selected: value === chosen }, said)),
  );
  const form = el(
    "form.choose",
    {},
    el("label", { for: `panel-${name}` }, say(label)),
    made,
    el("button.small.main", { type: "submit", "data-action": button }, say(button)),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(made.value);
  });
  return form;
}
