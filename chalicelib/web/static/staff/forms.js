// The forms: of an action, of a report for a resident, of finding.

import { el, icon, part } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { clock } from "../shared/format.js";
import { ACTIONS, named } from "../shared/names.js";
import { language, N_, names, t } from "../shared/words.js";

/** The fields that each action asks for; those with * cannot be left out. */
const FIELDS = {
  pause: ["reason*", "until*"],
  ask: ["reason*"],
  visit: ["until*", "reason"],
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
  ask_reason: N_("Your question to the resident"),
  visit_until: N_("When do you come?"),
  visit_reason: N_("Why, or what to get ready? The resident can read it."),
  say_text: N_("Your words to the resident"),
  until: N_("Until when"),
  department: N_("To which department"),
  staff: N_("To whom"),
  resolution: N_("What was done, or your answer? The resident can read it."),
  text: N_("Note for your colleagues"),
  topic: N_("What is it about"),
};

/** How a resident told it. */
const HEARD = {
  phone: N_("By telephone"),
  counter: N_("At the counter"),
  round: N_("On my round"),
};

export const needsForm = (action) => action in FIELDS;

/** Show the form of an action; `does.send(fields)` gets what was filled in, `does.keep` each change. */
export function form(task, action, offered, does) {
  const fields = FIELDS[action].flatMap((name) =>
    input(name.replace("*", ""), name.endsWith("*"), action, task, offered),
  );
  const made = finished(fields, t("Send"), does, offered.draft);
  return [
    el("h2", {}, named(ACTIONS, action)),
    el("p.where", {}, `${task.title} · ${task.place}`),
    made,
  ];
}

function input(name, needed, action, task, { departments, people, topics }) {
  const id = `field-${name}`;
  const common = { id, name, required: needed };
  if (name === "clean") return clean(common, task);
  if (name === "photo") return photo(common, task);
  const asked = LABELS[`${action}_${name}`] || LABELS[name];
  const label = el("label", { for: id }, t(asked));
  if (name === "resolution") common.required = task.answer_first;
  if (name === "until")
    return [label, el("input", { ...common, type: "datetime-local", value: tomorrow() })];
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
    el(
      "details.more",
      {},
      el("summary", {}, t("Words that are ready")),
      el("div.actions", {}, ...made),
    ),
  ];
}

function clean(common, task) {
  return [
    el(
      "label.check",
      { for: common.id },
      el("input", { ...common, type: "checkbox", required: task.clean_up_check }),
      t("The place is left clean"),
    ),
    task.clean_up_check && el("p.soft", {}, t("Please leave the place clean, then say so here.")),
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

const select = (common, options) =>
  el("select", common, ...options.map(([value, name]) => el("option", { value }, name)));

function tomorrow() {
  const at = new Date(Date.now() + 86400000);
  at.setHours(9, 0, 0, 0);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

/** Show the choice of a community; nothing where somebody works in one only. */
function community(communities, chosen, onchange) {
  if (communities.length < 2)
    return [el("input", { type: "hidden", name: "community", value: communities[0].code })];
  const options = communities.map((each) =>
    el("option", { value: each.code, selected: each.code === chosen }, each.name),
  );
  return [
    el("label", { for: "community" }, t("Community")),
    el("select", { id: "community", name: "community", onchange }, ...options),
  ];
}

export function finder(communities, search) {
  const fields = [
    ...community(communities),
    el("label", { for: "reference" }, t("Reference, as 7KQ-2M9X")),
    el("input", {
      id: "reference",
      name: "reference",
      autocapitalize: "characters",
      autocomplete: "off",
      required: true,
    }),
  ];
  return [
    el("h2", {}, t("Find")),
    finished(fields, t("Find"), { send: (said) => search(said.community, said.reference) }),
  ];
}

/** Show what can be told: a report for a resident, or an opinion, whose kind is the first of two taps. */
export function telling(communities, code, choices, does) {
  const kinds = choices.kinds.map((each) =>
    el(
      "button",
      { onclick: () => does.tell(each.code), "data-action": each.code },
      icon(KINDS[each.code] || "chat"),
      each.name,
    ),
  );
  return [
    ...community(communities, code, (event) => does.change(event.target.value)),
    el(
      "div.actions",
      {},
      el(
        "button.main",
        { onclick: () => does.tell("report"), "data-action": "report" },
        icon("phone"),
        t("A resident told me"),
      ),
    ),
    el("h2", {}, t("Somebody said something")),
    el("p.soft", {}, t("Two taps, no name: what is it?")),
    el("div.actions", {}, ...kinds),
    el("h2", {}, t("A small kindness")),
    el(
      "div.actions",
      {},
      el(
        "button",
        { onclick: () => does.tell("courtesy"), "data-action": "courtesy" },
        icon("star"),
        t("Log what I did for somebody"),
      ),
    ),
  ];
}

/** Show the small kindnesses there are: the second tap logs one, at a spot if it was at one. */
export function caring(kinds, places, does) {
  const spot = el(
    "select",
    { id: "spot", name: "spot" },
    el("option", { value: "" }, t("Nowhere in particular")),
    ...places
      .filter((each) => each.kind === "shared")
      .map((each) => el("option", { value: each.code }, each.name)),
  );
  const made = kinds.map((each) =>
    el(
      "button",
      { onclick: () => does.care(each, spot.value), "data-action": each.code },
      icon("star"),
      each.name,
    ),
  );
  return [
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${t("Back")}`),
    el("h2", {}, t("A small kindness")),
    el("label", { for: "spot" }, t("Where? A spot that needs help often may need a change.")),
    spot,
    el("div.tiles", {}, ...made),
  ];
}

const KINDS = { complaint: "alert", suggestion: "bulb", compliment: "star", question: "help" };

/** Show what an opinion can be about: the second tap logs it, with words if there are any. */
export function hearing(kind, choices, draft, does) {
  const words = el("textarea", {
    id: "words",
    name: "words",
    rows: 2,
    maxlength: 500,
    oninput: () => does.keep({ words: words.value }),
  });
  words.value = draft.words || "";
  const topics = choices.topics.map((each) =>
    el(
      "button",
      { onclick: () => does.hear(each, words.value.trim()), "data-action": each.code },
      icon(each.icon),
      each.name,
    ),
  );
  return [
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${t("Back")}`),
    el("h2", {}, kind.name),
    el("label", { for: "words" }, t("In their words, if you like")),
    words,
    el("h2", {}, t("What is it about?")),
    el("div.tiles", {}, ...topics),
  ];
}

/** Show the form for what a resident told; `offer` has the places and topics to choose from. */
export function filing(offer, draft, does) {
  const fields = [
    ...radios("channel", Object.keys(HEARD), draft.channel || "phone"),
    el("label", { for: "place" }, t("Where")),
    grouped({ id: "place", name: "place", required: true }, offer.places, (each) => each.building),
    ...line("spot", t("Flat or spot, when it is not there")),
    el("label", { for: "topic" }, t("What is it about")),
    grouped({ id: "topic", name: "topic" }, offer.topics, (each) =>
      each.common ? "" : each.group,
    ),
    el("label", { for: "words" }, t("What they said")),
    el("textarea", { id: "words", name: "words", rows: 4, maxlength: 2000, required: true }),
    ...line("name", t("Their name, if they like")),
    ...line("contact", t("Telephone or e-mail, if they like")),
    el(
      "label.check",
      { for: "consent" },
      el("input", { id: "consent", name: "consent", type: "checkbox" }),
      t("They agree that we keep this address"),
    ),
    el("label", { for: "lang" }, t("Their language")),
    el(
      "select",
      { id: "lang", name: "lang" },
      ...Object.entries(names).map(([value, name]) =>
        el("option", { value, selected: value === language, lang: value }, name),
      ),
    ),
  ];
  return [el("h2", {}, t("A resident told me")), finished(fields, t("Send"), does, draft)];
}

function radios(name, values, chosen) {
  const one = (value) =>
    el(
      "label.check",
      { for: `${name}-${value}` },
      el("input", {
        id: `${name}-${value}`,
        type: "radio",
        name,
        value,
        checked: value === chosen,
      }),
      t(HEARD[value]),
    );
  return [
    el(
      "fieldset",
      {},
      el("legend", {}, t("How did you hear it?")),
      el("div.three", {}, ...values.map(one)),
    ),
  ];
}

const line = (name, label) => [
  el("label", { for: name }, label),
  el("input", { id: name, name, maxlength: 120, autocomplete: "off" }),
];

export function grouped(attributes, options, group) {
  const made = el("select", attributes, el("option", { value: "" }, "–"));
  const groups = Map.groupBy ? Map.groupBy(options, group) : byHand(options, group);
  for (const [name, found] of groups) {
    const children = found.map((each) => el("option", { value: each.code }, each.name));
    made.append(...(name ? [el("optgroup", { label: name }, ...children)] : children));
  }
  return made;
}

function byHand(options, group) {
  const groups = new Map();
  for (const each of options) groups.set(group(each), [...(groups.get(group(each)) || []), each]);
  return groups;
}

export function me(who, thanks, ways, setLanguage, signOut) {
  const options = Object.entries(names).map(([code, name]) =>
    el("option", { value: code, selected: code === language, lang: code }, name),
  );
  return [
    el("h2", {}, who.name),
    ...who.communities.map((each) =>
      el(
        "p",
        {},
        el("b", {}, each.name),
        el("br"),
        each.queues.map((queue) => queue.name).join(" · "),
      ),
    ),
    ...(thanks.length ? [el("h2", {}, icon("star"), t("Kind words"))] : []),
    ...thanks.map((each) =>
      el(
        "p.words-full",
        {},
        each.words || t("Thank you!"),
        el("br"),
        el("small", {}, `${each.mine ? who.name : each.department_name} · ${clock(each.at)}`),
      ),
    ),
    ...ways,
    el("label", { for: "language" }, t("Language")),
    el(
      "select",
      { id: "language", onchange: (event) => setLanguage(event.target.value) },
      ...options,
    ),
    el(
      "div.actions",
      {},
      el("button.danger", { onclick: signOut, "data-action": "sign_out" }, t("Sign out")),
    ),
  ];
}
