// The forms of what somebody said or did: a report for a resident, an opinion, a small kindness.

import { community, grouped } from "../shared/choices.js";
import { el, icon } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { language, N_, names, t } from "../shared/words.js";

/** How a resident told it. */
const HEARD = {
  phone: N_("By phone"),
  counter: N_("At the front desk"),
  round: N_("On patrol"),
};

const KINDS = { complaint: "alert", suggestion: "bulb", compliment: "star", question: "help" };

/** Show what can be told: a report for a resident, or an opinion, whose kind is the first of two taps. */
export function start(communities, code, choices, does) {
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
        t("Report for a resident"),
      ),
    ),
    el("h2", {}, t("Log feedback")),
    el("p.soft", {}, t("Two taps, no name: what is it?")),
    el("div.actions", {}, ...kinds),
    el("h2", {}, t("Good deed")),
    el(
      "div.actions",
      {},
      el(
        "button",
        { onclick: () => does.tell("courtesy"), "data-action": "courtesy" },
        icon("star"),
        t("Log a good deed"),
      ),
    ),
  ];
}

/** Show the small kindnesses there are: the second tap logs one, at a spot if it was at one. */
export function caring(kinds, places, does) {
  const spot = el(
    "select",
    { id: "spot", name: "spot" },
    el("option", { value: "" }, t("No particular place")),
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
    el("h2", {}, t("Good deed")),
    el("label", { for: "spot" }, t("Where? A place that often needs help may need a change.")),
    spot,
    el("div.tiles", {}, ...made),
  ];
}

/** Show what an opinion can be about: the second tap logs it, with words if there are any. */
export function hearing(kind, choices, draft, does, errors = {}) {
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
    el("label", { for: "words" }, t("In their words (optional)")),
    words,
    ...Object.values(errors).map((said) => el("p.wrong", { role: "alert" }, said)),
    el("h2", {}, t("What is it about?")),
    el("div.tiles", {}, ...topics),
  ];
}

/** Show the form for what a resident told; `offer` has the places and topics to choose from. */
export function filing(offer, draft, does, errors = {}) {
  const fields = [
    ...radios("channel", Object.keys(HEARD), draft.channel || "phone"),
    el("label", { for: "place" }, t("Where")),
    grouped(
      { id: "place", name: "place", required: true },
      offer.places,
      (each) => each.building_name ?? each.building,
    ),
    ...line("spot", t("Flat or exact location, if different")),
    el("label", { for: "topic" }, t("Topic")),
    grouped({ id: "topic", name: "topic" }, offer.topics, (each) =>
      each.common ? "" : each.group,
    ),
    el("label", { for: "words" }, t("What they said")),
    el("textarea", { id: "words", name: "words", rows: 4, required: true }),
    ...line("name", t("Name (optional)")),
    ...line("contact", t("Phone or email (optional)")),
    el(
      "label.check",
      { for: "consent" },
      el("input", { id: "consent", name: "consent", type: "checkbox" }),
      t("They agree that we keep their contact details"),
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
  return [
    el("h2", {}, t("Report for a resident")),
    finished(fields, t("Send"), { ...does, check: once(agreed) }, draft, errors),
  ];
}

/** Ask for the resident's yes while they are still on the telephone. */
const agreed = ({ contact, consent }) =>
  contact &&
  !consent && {
    consent: t(
      "Please ask if we may keep their contact details, and tick this box. If not, leave them out.",
    ),
  };

/** Ask once alone: a danger is sent all the same, and the server decides what one is. */
function once(check) {
  let was = false;
  return (said) => {
    const wrong = !was && check(said);
    was = Boolean(wrong) || was;
    return wrong || null;
  };
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
      el("legend", {}, t("How did they tell you?")),
      el("div.three", {}, ...values.map(one)),
    ),
  ];
}

const line = (name, label) => [
  el("label", { for: name }, label),
  el("input", { id: name, name, maxlength: 120, autocomplete: "off" }),
];
