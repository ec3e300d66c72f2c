// What an action of a task asks for, in the staff app and on the board.

import { grouped, select } from "./choices.js";
import { el, part } from "./dom.js";
import { finished } from "./form.js";
import { instant, localTime } from "./format.js";
import { ACTIONS, named } from "./names.js";
import * as times from "./times.js";
import { N_, t } from "./words.js";

const DAY_MS = 86400000;

/** The fields that each action asks for; those with * cannot be left out. */
const FIELDS = {
  pause: ["reason*", "until*"],
  ask: ["reason*"],
  visit: ["until*", "ends", "reason"],
  offer_times: ["times", "reason"],
  call_off: ["reason"],
  say: ["text*"],
  hand_over: ["department*", "reason"],
  decline: ["reason*"],
  assign: ["staff*"],
  done: ["resolution", "photo", "clean"],
  note: ["text*"],
  retopic: ["topic*"],
};

const LABELS = {
  reason: N_("Why? The resident may read it."),
  ask_reason: N_("Question for the resident"),
  visit_until: N_("When will you visit?"),
  ends: N_("Until when at the latest? (optional)"),
  visit_reason: N_("Why, or what to get ready? The resident can read it."),
  say_text: N_("Message to the resident"),
  until: N_("On hold until"),
  department: N_("To which department"),
  staff: N_("Assign to"),
  resolution: N_("What was done, or your answer? The resident can read this."),
  text: N_("Internal note"),
  topic: N_("Topic"),
};

export const needsForm = (action) => action in FIELDS;

/** Show the form of an action; `does.send(fields)` gets what was filled in, `does.keep` each change. */
export function form(task, action, offered, does) {
  const fields = FIELDS[action].flatMap((name) =>
    name === "times"
      ? times.ticks(offered.toOffer, offered.busy)
      : input(name.replace("*", ""), name.endsWith("*"), action, task, offered),
  );
  const given =
    action === "offer_times" ? { ...does, send: (said) => times.offer(said, does.send) } : does;
  const made = finished(fields, t("Send"), given, offered.draft, offered.errors);
  return [
    el("h2", {}, named(ACTIONS, action)),
    el("p.where", {}, `${task.title} · ${task.place}`),
    made,
  ];
}

/** Days and times that are asked for, and what is filled in before. */
const INSTANTS = {
  until: (task) => localTime(task.next_day_at || tomorrow()),
  ends: () => "",
};

function input(name, needed, action, task, { departments, people, topics }) {
  const id = `field-${name}`;
  const common = { id, name, required: needed };
  if (name === "clean") return clean(common, task);
  if (name === "photo") return photo(common, task);
  const asked = LABELS[`${action}_${name}`] || LABELS[name];
  const label = el("label", { for: id }, t(asked));
  if (name === "resolution") common.required = task.answer_first;
  if (INSTANTS[name])
    return [label, el("input", { ...common, type: "datetime-local", value: INSTANTS[name](task) })];
  if (name === "department") {
    const own = task.queue.split(".")[1];
    const others = departments.filter(
      (each) => each.department !== own && each.department !== "conduct",
    );
    return [
      label,
      select(
        common,
        others.map((each) => [each.department, each.name]),
      ),
    ];
  }
  if (name === "staff") {
    const duty = (each) => `${each.name} · ${each.on_duty ? t("On duty") : t("Off duty")}`;
    return [
      label,
      select(
        common,
        people.map((each) => [each.id, duty(each)]),
      ),
    ];
  }
  if (name === "topic") return [label, grouped(common, topics, (each) => each.group)];
  return [
    label,
    ...ready(task.help?.replies?.[action] || [], id),
    el("textarea", { ...common, rows: 3, maxlength: 500 }),
  ];
}

/** Offer words that are ready, in one's own language: a tap writes them in the resident's. */
function ready(replies, id) {
  const write = (text) => {
    const field = /** @type {HTMLTextAreaElement} */ (part(id));
    field.value = field.value ? `${field.value} ${text}` : text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
  if (!replies.length) return [];
  const made = replies.map((each) =>
    el("button", { type: "button", onclick: () => write(each.text) }, each.yours),
  );
  return [
    el("details.more", {}, el("summary", {}, t("Quick replies")), el("div.actions", {}, ...made)),
  ];
}

function clean(common, task) {
  return [
    el(
      "label.check",
      { for: common.id },
      el("input", { ...common, type: "checkbox", required: task.clean_up_check }),
      t("Area left clean"),
    ),
    task.clean_up_check && el("p.soft", {}, t("Please leave the area clean, then confirm here.")),
  ];
}

function photo(common, task) {
  const there = (task.photos || []).some((each) => each.when === "after");
  const needed = task.photo_when_done && !there && !task.photographed;
  return [
    el("label", { for: common.id }, t("Photo after")),
    el("input", {
      ...common,
      type: "file",
      accept: "image/*",
      capture: "environment",
      required: needed,
    }),
  ];
}

/** Of a task that was never read nobody here knows the working days. */
const tomorrow = () => instant(`${localTime(Date.now() + DAY_MS).slice(0, 10)}T09:00`);
