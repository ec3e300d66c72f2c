// The forms: of an action, of a report for a resident, of finding.

import { el, icon, part } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { clock } from "../shared/format.js";
import { language, names, say } from "../shared/words.js";

/** The fields that each action asks for; those with * cannot be left out. */
const FIELDS = {
  pause: ["reason*", "until*"],
  ask: ["reason*"],
  hand_over: ["department*", "reason"],
  decline: ["reason*"],
  assign: ["staff*"],
  done: ["resolution", "photo", "clean"],
  note: ["text*"],
  retopic: ["topic*"],
};

export const needsForm = (action) => action in FIELDS;

/** Show the form of an action; `does.send(fields)` gets what was filled in, `does.keep` each change. */
export function form(task, action, offered, does) {
  const fields = FIELDS[action].flatMap((name) =>
    input(name.replace("*", ""), name.endsWith("*"), action, task, offered),
  );
  const made = finished(fields, say("send"), does, offered.draft);
  return [el("h2", {}, say(action)), el("p.where", {}, `${task.title} · ${task.place}`), made];
}

function input(name, needed, action, task, { departments, people, topics }) {
  const id = `field-${name}`;
  const common = { id, name, required: needed };
  if (name === "clean") return clean(common, task);
  if (name === "photo") return photo(common, task);
  const said =
    {
      reason: action === "ask" ? "question" : "reason",
      department: "to_department",
      staff: "to_whom",
    }[name] || name;
  const label = el("label", { for: id }, say(said));
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
    const duty = (each) => `${each.name} · ${say(each.on_duty ? "on_duty" : "off_duty")}`;
    return [
      label,
      select(
        common,
        people.map((each) => [each.id, duty(each)]),
      ),
    ];
  }
  if (name === "topic")
    return [el("label", { for: id }, say("what")), grouped(common, topics, (each) => each.group)];
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
  return [el("details.more", {}, el("summary", {}, say("ready")), el("div.actions", {}, ...made))];
}

function clean(common, task) {
  return [
    el(
      "label.check",
      { for: common.id },
      el("input", { ...common, type: "checkbox", required: task.clean_up_check }),
      say("clean"),
    ),
    task.clean_up_check && el("p.soft", {}, say("clean_first")),
  ];
}

function photo(common, task) {
  const there = (task.photos || []).some((each) => each.when === "after");
  const needed = task.photo_when_done && !there && !task.photographed;
  return [
    el("label", { for: common.id }, say("photo_after")),
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
    el("label", { for: "community" }, say("community")),
    el("select", { id: "community", name: "community", onchange }, ...options),
  ];
}

export function finder(communities, search) {
  const fields = [
    ...community(communities),
    el("label", { for: "reference" }, say("reference")),
    el("input", {
      id: "reference",
      name: "reference",
      autocapitalize: "characters",
      autocomplete: "off",
      required: true,
    }),
  ];
  return [
    el("h2", {}, say("find")),
    finished(fields, say("find"), { send: (said) => search(said.community, said.reference) }),
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
        say("file"),
      ),
    ),
    el("h2", {}, say("opinion")),
    el("p.soft", {}, say("nameless")),
    el("div.actions", {}, ...kinds),
    el("h2", {}, say("courtesy")),
    el(
      "div.actions",
      {},
      el(
        "button",
        { onclick: () => does.tell("courtesy"), "data-action": "courtesy" },
        icon("star"),
        say("courtesy_log"),
      ),
    ),
  ];
}

/** Show the small kindnesses there are: the second tap logs one, at a spot if it was at one. */
export function caring(kinds, places, does) {
  const spot = el(
    "select",
    { id: "spot", name: "spot" },
    el("option", { value: "" }, say("no_spot")),
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
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${say("back")}`),
    el("h2", {}, say("courtesy")),
    el("label", { for: "spot" }, say("at_spot")),
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
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${say("back")}`),
    el("h2", {}, kind.name),
    el("label", { for: "words" }, say("opinion_words")),
    words,
    el("h2", {}, say("about_what")),
    el("div.tiles", {}, ...topics),
  ];
}

/** Show the form for what a resident told; `offer` has the places and topics to choose from. */
export function filing(offer, draft, does) {
  const fields = [
    ...radios("channel", ["phone", "counter", "round"], draft.channel || "phone"),
    el("label", { for: "place" }, say("where")),
    grouped({ id: "place", name: "place", required: true }, offer.places, (each) => each.building),
    ...line("spot"),
    el("label", { for: "topic" }, say("what")),
    grouped({ id: "topic", name: "topic" }, offer.topics, (each) =>
      each.common ? "" : each.group,
    ),
    el("label", { for: "words" }, say("told")),
    el("textarea", { id: "words", name: "words", rows: 4, maxlength: 2000, required: true }),
    ...line("name"),
    ...line("contact"),
    el(
      "label.check",
      { for: "consent" },
      el("input", { id: "consent", name: "consent", type: "checkbox" }),
      say("consent"),
    ),
    el("label", { for: "lang" }, say("their_language")),
    el(
      "select",
      { id: "lang", name: "lang" },
      ...Object.entries(names).map(([value, name]) =>
        el("option", { value, selected: value === language, lang: value }, name),
      ),
    ),
  ];
  return [el("h2", {}, say("file")), finished(fields, say("send"), does, draft)];
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
      say(value),
    );
  return [el("fieldset", {}, el("legend", {}, say(name)), el("div.three", {}, ...values.map(one)))];
}

const line = (name) => [
  el("label", { for: name }, say(`their_${name}`)),
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
    ...(thanks.length ? [el("h2", {}, icon("star"), say("thanks"))] : []),
    ...thanks.map((each) =>
      el(
        "p.words-full",
        {},
        each.words || say("thanks_for_you"),
        el("br"),
        el("small", {}, `${each.mine ? who.name : each.department_name} · ${clock(each.at)}`),
      ),
    ),
    ...ways,
    el("label", { for: "language" }, say("language")),
    el(
      "select",
      { id: "language", onchange: (event) => setLanguage(event.target.value) },
      ...options,
    ),
    el(
      "div.actions",
      {},
      el("button.danger", { onclick: signOut, "data-action": "sign_out" }, say("sign_out")),
    ),
  ];
}
