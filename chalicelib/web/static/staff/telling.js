// The forms of what somebody said or did: a report for a resident, an opinion, a small kindness.

import { el, icon } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { language, N_, names, t } from "../shared/words.js";
import { community, grouped } from "./fields.js";

/** How a resident told it. */
const HEARD = {
  phone: N_("By telephone"),
  counter: N_("At the counter"),
  round: N_("On my round"),
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
    grouped(
      { id: "place", name: "place", required: true },
      offer.places,
      (each) => each.building_name ?? each.building,
    ),
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
