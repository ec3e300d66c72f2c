// What each screen shows. Nothing here asks the server: it is given what it shows.

import { el, icon } from "../shared/dom.js";
import { answers, earlier, facts } from "../shared/facts.js";
import { clock, reference, span } from "../shared/format.js";
import { ACTIONS, HISTORY, PHOTOS, STATES, named } from "../shared/names.js";
import { notes } from "../shared/notes.js";
import { labelled, N_, t } from "../shared/words.js";
import { suggested } from "./suggested.js";
import * as visits from "./visits.js";

const ORDER = { urgent: 0, high: 1, normal: 2, low: 3 };
const HOLD = new Set(["paused", "waiting"]);
const SOON_MS = 15 * 60000;

/** Return rows as somebody should take them: what is urgent first, then late, then by deadline. */
export function sorted(rows) {
  const deadline = (row) => due(row)?.at ?? Infinity;
  const late = (row) => (deadline(row) < Date.now() ? 0 : 1);
  const urgent = (row) => (row.priority === "urgent" ? 0 : 1);
  const held = (row) => (HOLD.has(row.state) ? 1 : 0);
  return [...rows].sort(
    (a, b) =>
      held(a) - held(b) ||
      urgent(a) - urgent(b) ||
      late(a) - late(b) ||
      ORDER[a.priority] - ORDER[b.priority] ||
      deadline(a) - deadline(b),
  );
}

export function due(row) {
  if (row.state === "open" && row.accept_by)
    return { at: row.accept_by, what: N_("Accept within %(time)s") };
  return row.done_by ? { at: row.done_by, what: N_("Finish within %(time)s") } : null;
}

// List rows: as many as somebody looks through at once, and a button for as many again. `empty`
// says that there are none; it is null while nobody knows yet.
export function list(rows, empty, open, page = { size: Infinity, further: () => {} }) {
  if (!rows.length)
    return el("p.empty", {}, icon(empty ? "check" : "clock"), empty || t("One moment…"));
  const shown = rows.slice(0, page.size);
  const cards = el("ul.list", {}, ...shown.map((row) => el("li", {}, card(row, open))));
  if (shown.length === rows.length) return cards;
  return [
    cards,
    el(
      "button.further",
      { onclick: page.further, "data-action": "further" },
      `${t("Show more")} · ${rows.length - shown.length}`,
    ),
  ];
}

function card(row, open) {
  const late = due(row)?.at < Date.now();
  return el(
    `button.card.${row.priority}${late ? ".late" : ""}`,
    { onclick: () => open(row.id), "data-id": row.id },
    el("strong", {}, icon(row.icon || "dot"), row.title),
    row.place && el("span.place", {}, row.place),
    el("span.words", { dir: "auto" }, row.summary),
    el("span.meta", {}, when(row), ...tags(row)),
  );
}

/** Show a deadline that counts down; `tick` keeps it true without making anything anew. */
function when(row) {
  const by = due(row);
  if (!by || HOLD.has(row.state)) return "";
  const made = el("span.time", { "data-by": by.at, "data-what": by.what }, icon("clock"), " ");
  count(made);
  return made;
}

/** Let what counts down go on, and say whether something just became late: then it stands first. */
export function tick(place) {
  return [...place.querySelectorAll("[data-by]")].filter(count).length > 0;
}

function count(made) {
  const left = Number(made.dataset.by) - Date.now();
  const was = made.className;
  const now = `time${left < 0 ? " late" : left < SOON_MS ? " soon" : ""}`;
  const said = t(left < 0 ? N_("Overdue by %(time)s") : made.dataset.what, { time: span(left) });
  if (was !== now) made.className = now;
  if (made.lastChild.data !== said) made.lastChild.data = said;
  return left < 0 && was !== now;
}

function tags(row) {
  const who = row.mine
    ? t("Assigned to you")
    : row.holder
      ? t("%(name)s has this job", { name: row.holder.name })
      : "";
  return [
    row.priority === "urgent" && el("span.tag.red", {}, t("Urgent")),
    row.round > 1 && el("span.tag.red", {}, t("Reopened")),
    row.joined > 0 && el("span.tag", {}, t("+%(n)s also have this problem", { n: row.joined })),
    row.state !== "open" && el("span.tag", {}, named(STATES, row.state)),
    ...visits.tags(row),
    who && el("span", {}, who),
    row.unsent && el("span.tag.amber", {}, labelled(named(ACTIONS, row.unsent), t("Not sent yet"))),
  ].filter(Boolean);
}

/** Show whose tasks are listed: those that nobody has, or everybody's. */
export function choice(chosen, numbers, choose) {
  const one = (name, label) =>
    el(
      "button",
      { onclick: () => choose(name), "data-action": name, "aria-pressed": String(chosen === name) },
      `${label} ${numbers[name]}`,
    );
  return el("div.choice", {}, one("free", t("Unassigned")), one("everybody", t("All")));
}

/** Show one task: its words, what may be done, and what happened. */
export function detail(task, does) {
  return [
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${t("Back")}`),
    el("h2", {}, icon(task.icon || "dot"), task.title),
    el("p.where", {}, icon("pin"), task.place, task.spot ? ` · ${task.spot}` : ""),
    el("p.meta", {}, when(task), ...tags(task), el("span", {}, reference(task.reference))),
    task.help?.caution && el("p.waiting", {}, icon("alert"), ` ${task.help.caution.text}`),
    ...reported(task, does),
    ...visits.section(task, does),
    ...buttons(task, does),
    ...reaching(task, does),
    ...does.helps(task),
    ...photos(task.photos),
    ...earlier(task.earlier),
    ...lessons(task.help?.lessons),
    ...notes(task.notes),
    ...neighbours(task.neighbours),
    ...history(task.history),
  ];
}

/** Show what the resident said, chose and answered, and when somebody may come. */
function reported(task, does) {
  const own = { lang: task.lang, dir: "auto" };
  return [
    el("p.words-full", own, task.words || task.summary),
    ...suggested(task, does),
    task.chosen && el("p", {}, labelled(t("Chosen by the resident")), el("b", {}, task.chosen)),
    task.named && el("p", {}, labelled(t("Named as the same problem")), el("b", {}, task.named)),
    task.comment && el("p.words-full", own, task.comment),
    task.reason && el("p.words-full", { dir: "auto" }, task.reason),
    task.visit && el("p", {}, labelled(t("Visit time"), task.visit)),
    task.rating &&
      el("p", {}, [labelled(t("Rating"), `${task.rating}/5`), ...task.reasons].join(" · ")),
    task.may_enter && el("p", {}, t("We may enter when no one is there")),
    ...answers(task),
  ];
}

const FIRST = [
  ...["claim", "accept", "coming", "start", "resume", "done", "lower"],
  ...["say", "ask", "offer_times", "visit", "call_off", "pause", "note"],
];
const MORE = ["assign", "retopic", "hand_over", "release", "decline"];
const MAIN = new Set(["claim", "accept", "coming", "start", "resume", "done"]);

/** Show the one thing that comes next, how pressing it is, and what else may be done. */
function buttons(task, does) {
  const may = (names) => names.filter((name) => visits.may(task, name));
  const main = may(FIRST).find((name) => MAIN.has(name));
  const button = (name) => {
    const kind = name === main ? ".main" : name === "decline" ? ".danger" : "";
    return el(
      `button${kind}`,
      { onclick: () => does.act(name), "data-action": name },
      named(ACTIONS, name),
    );
  };
  const more = may(MORE);
  const others = may(FIRST).filter((name) => name !== main);
  return [
    main && el("div.actions", {}, button(main)),
    ...facts(task),
    el(
      "div.actions",
      {},
      ...others.map(button),
      ...(task.mine ? cameras(does) : []),
      more.length
        ? el(
            "details.more",
            {},
            el("summary", {}, t("More")),
            el("div.actions", {}, ...more.map(button)),
          )
        : null,
    ),
  ];
}

function cameras(does) {
  const camera = (moment) => {
    const id = `photo-${moment}`;
    const taken = (event) =>
      event.target.files[0] && does.photograph(moment, event.target.files[0]);
    const input = el("input.unseen", {
      id,
      type: "file",
      accept: "image/*",
      capture: "environment",
      onchange: taken,
    });
    return el(
      "div.camera",
      {},
      input,
      el("label.button", { for: id }, icon("camera"), named(PHOTOS, moment)),
    );
  };
  return [el("div.two", {}, camera("before"), camera("after"))];
}

function reaching(task, does) {
  if (!task.has_contact || task.gone || !(task.mine || (task.allowed || []).includes("assign")))
    return [];
  if (!task.contact)
    return [
      el(
        "div.actions",
        {},
        el(
          "button",
          { onclick: does.reach, "data-action": "reach" },
          icon("phone"),
          t("How to contact the resident"),
        ),
      ),
    ];
  const link = (each) => {
    // Nothing could read it: it is shown as it was typed.
    if (each.channel === "refused")
      return el(
        "p.where",
        { dir: "auto" },
        icon("phone"),
        `${each.address} – ${t("does not take our mail")}`,
      );
    if (each.channel === "typed")
      return el("p.where", { dir: "auto" }, icon("phone"), each.address);
    const kind = each.channel === "email" ? "mailto" : "tel";
    return el(
      "a.button",
      { href: `${kind}:${each.address}` },
      icon(kind === "tel" ? "phone" : "mail"),
      each.address,
    );
  };
  return [
    el("h2", {}, task.contact.name || t("The resident")),
    ...task.contact.addresses.map(link),
    el("p.soft", {}, t("Your viewing is recorded.")),
  ];
}

function lessons(found = []) {
  if (!found.length) return [];
  const one = (each) =>
    el(
      "details.more",
      {},
      el("summary", {}, each.problem),
      el("p", {}, el("b", {}, each.done)),
      el("p", {}, each.prevent),
      el("p.soft", {}, labelled(t("Not suitable when"), each.not_here)),
    );
  return [el("h2", {}, icon("bulb"), t("Lessons from similar jobs")), ...found.map(one)];
}

function photos(found = []) {
  if (!found.length) return [];
  const said = (photo) =>
    photo.by === "resident" ? t("From the resident") : named(PHOTOS, photo.when);
  const shown = found.map((photo) =>
    el(
      "figure",
      {},
      el(
        "a",
        { href: photo.url, target: "_blank", rel: "noopener" },
        el("img", { src: photo.thumb, alt: "", loading: "lazy" }),
        el("span", {}, said(photo)),
      ),
    ),
  );
  return [el("h2", {}, t("Photos")), el("div.thumbs", {}, ...shown)];
}

/** Show what others added who have the same: never who they are. */
function neighbours(added) {
  if (!added?.notes.length && !added?.photos.length) return [];
  const shown = added.photos.map((photo) =>
    el(
      "figure",
      {},
      el(
        "a",
        { href: photo.url, target: "_blank", rel: "noopener" },
        el("img", { src: photo.thumb, alt: "", loading: "lazy" }),
      ),
    ),
  );
  const said = added.notes.map((note) =>
    el("li", {}, `${note.text} `, el("small", {}, clock(note.at))),
  );
  return [
    el("h2", {}, icon("people"), t("From other residents affected")),
    el("div.thumbs", {}, ...shown),
    el("ul.history", {}, ...said),
  ];
}

function history(steps = []) {
  if (!steps.length) return [];
  const shown = steps.map((step) =>
    el(
      "li",
      {},
      `${clock(step.at)} · ${named(HISTORY, step.action)}`,
      step.name ? ` · ${step.name}` : "",
    ),
  );
  return [el("h2", {}, t("History")), el("ol.history", {}, ...shown)];
}
