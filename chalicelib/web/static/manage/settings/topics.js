// Topics: what residents tell of, what it is called here, who does it, how fast, what is asked.

import { el, show } from "../../shared/dom.js";
import { named } from "../../shared/names.js";
import { series, pt, t } from "../../shared/words.js";
import { each, folded, hint, input, pictures, remove, select, ticks, workedIn } from "./fields.js";
import { saving } from "./frame.js";
import { PRIORITIES } from "./names.js";
import { preview } from "./preview.js";

export async function content(page) {
  const found = await page.given.ask("topics");
  const of = (service) => found.topics.filter((topic) => topic.service === service.code);
  return [
    hint(t("Changes apply to new requests after one minute.")),
    folded(t("Add your own topic"), false, adding(page, found)),
    ...found.services
      .filter((service) => of(service).length)
      .map((service) =>
        folded(service.name, false, ...of(service).map((topic) => one(topic, page, found))),
      ),
  ];
}

function one(topic, page, found) {
  const body = el("div");
  const works = series(topic.departments.map((code) => nameOf(code, page.held)));
  const box = folded(
    [topic.said, works, topic.frozen && t("closed")].filter(Boolean).join(" · "),
    false,
    body,
  );
  // Fifty forms at once would be slow on a phone: what nobody opened is not drawn.
  box.addEventListener("toggle", () => {
    if (box.open && !body.childElementCount)
      show(body, form(topic, page, found), tried(topic, page));
  });
  box.dataset.id = topic.code;
  return box;
}

const nameOf = (code, held) => held.named.find((known) => known.department === code)?.name || code;

const priorities = (found) => found.priorities.map((code) => [code, named(PRIORITIES, code)]);

function form(topic, page, found) {
  const { held } = page;
  const conduct = topic.departments.includes("conduct");
  const fields = [
    each("names", pt("of a community or place", "Name"), held.languages, topic.names, {
      maxlength: 60,
      placeholder: topic.said,
    }),
    conduct ? [] : ticks("departments", t("Departments"), workedIn(held), topic.departments),
    select("priority", t("Priority"), priorities(found), topic.priority),
    input("accept", t("Minutes to accept"), topic.accept, { type: "number", min: 1 }),
    input("done", t("Minutes to finish"), topic.done, { type: "number", min: 1 }),
    input("frozen", t("Not accepting requests because"), topic.frozen, {
      "data-blank": "",
      maxlength: 120,
    }),
    input("on_form", t("Order on the first page (0: under more topics)"), topic.on_form, {
      type: "number",
      min: 0,
      max: 99,
    }),
    folded(t("Picture"), false, pictures("icon", t("Picture"), found.icons, topic.icon)),
    questions(topic, held),
  ];
  return saving(page, fields, (said) => patch(said, topic, held));
}

let counted = 0;

function questions(topic, held) {
  const rows = el("div.rows", {}, ...topic.questions.map((asked) => question(asked, held)));
  const add = () =>
    rows.append(question({ code: fresh("q"), text: "", texts: {}, kind: "text", stops: "" }, held));
  return folded(
    t("Questions after sending"),
    topic.questions.length > 0,
    rows,
    el(
      "button.small",
      { type: "button", onclick: add, "data-action": "add-question" },
      t("Add a question"),
    ),
  );
}

function question({ code, text, texts, kind, stops }, held) {
  const where = `questions.n${counted++}`;
  const kinds = [
    ["text", t("in words")],
    ["yes_no", t("yes or no")],
    ["danger", t("yes or no; yes is an emergency")],
  ];
  const usual = text && !Object.keys(texts).length ? { [held.languages[0]]: text } : texts;
  return el(
    "div.card-like",
    { "data-row": "" },
    el("input", { type: "hidden", name: `${where}.code`, value: code }),
    ...each(`${where}.texts`, t("Question"), held.languages, usual, { maxlength: 120 }),
    ...select(`${where}.kind`, t("Type of answer"), kinds, stops === "yes" ? "danger" : kind),
    remove(),
  );
}

const asOne = ({ code, texts = {}, kind }) => ({
  code,
  texts,
  kind: kind === "text" ? "text" : "yes_no",
  stops: kind === "danger" ? "yes" : "",
});

/** Return the overrides with what was changed of this topic, and nothing that was not. */
function patch(said, topic, held) {
  const asked = Object.values(said.questions || {}).map(asOne);
  const before = topic.questions.map(({ code, texts, text, kind, stops }) => ({
    code,
    texts: Object.keys(texts).length ? texts : { [held.languages[0]]: text },
    kind,
    stops,
  }));
  const now = {
    names: said.names || {},
    ...(said.departments ? { departments: said.departments } : {}),
    priority: said.priority,
    accept: Number(said.accept) || null,
    done: Number(said.done) || null,
    frozen: said.frozen,
    on_form: Number(said.on_form) || 0,
    icon: said.icon || topic.icon,
    questions: asked,
  };
  const was = { ...topic, questions: before };
  const moved = Object.entries(now).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(was[name]),
  );
  const row = { ...held.topics[topic.code], ...Object.fromEntries(moved) };
  return { topics: { ...held.topics, [topic.code]: row } };
}

function adding(page, found) {
  const { held } = page;
  const fields = [
    each("names", pt("of a community or place", "Name"), held.languages, {}, { maxlength: 60 }),
    select(
      "service",
      t("Heading"),
      found.services.map(({ code, name }) => [code, name]),
      "facilities",
    ),
    ticks("departments", t("Departments"), workedIn(held), []),
    select("priority", t("Priority"), priorities(found), "normal"),
    folded(t("Picture"), false, pictures("icon", t("Picture"), found.icons, "help")),
  ];
  return saving(page, fields, ({ names = {}, departments = [], ...rest }) => ({
    topics: { ...held.topics, [fresh("own")]: { names, departments, ...rest } },
  }));
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

const fresh = (word) =>
  `${word}_${Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => LETTERS[n % 26]).join("")}`;

function tried(topic, page) {
  const place = el("div", { "aria-live": "polite" });
  const look = async () => show(place, ...(await preview(page, topic.code, {})));
  return el(
    "div",
    {},
    el(
      "button.small",
      { type: "button", onclick: () => page.given.telling(look), "data-action": "preview" },
      t("What would happen now?"),
    ),
    place,
  );
}
