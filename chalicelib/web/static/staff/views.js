// What each screen shows. Nothing here asks the server: it is given what it shows.

import { el, icon } from "../shared/dom.js";
import { clock, reference, span } from "../shared/format.js";
import { reason } from "../shared/problem.js";
import { say } from "../shared/words.js";

const ORDER = { urgent: 0, high: 1, normal: 2, low: 3 };
const HOLD = new Set(["paused", "waiting"]);
const SOON_MS = 15 * 60000;

/** Return rows as somebody should take them: what is late first, then urgent, then by deadline. */
export function sorted(rows) {
  const deadline = (row) => due(row)?.at ?? Infinity;
  const late = (row) => (deadline(row) < Date.now() ? 0 : 1);
  const held = (row) => (HOLD.has(row.state) ? 1 : 0);
  return [...rows].sort(
    (a, b) =>
      held(a) - held(b) ||
      late(a) - late(b) ||
      ORDER[a.priority] - ORDER[b.priority] ||
      deadline(a) - deadline(b),
  );
}

export function due(row) {
  if (row.state === "open" && row.accept_by) return { at: row.accept_by, what: "accept_in" };
  return row.done_by ? { at: row.done_by, what: "done_in" } : null;
}

/** List rows: as many as somebody looks through at once, and a button for as many again. */
export function list(rows, empty, open, page = { size: Infinity, further: () => {} }) {
  if (!rows.length)
    return el("p.empty", {}, icon(empty === "one_moment" ? "clock" : "check"), say(empty));
  const shown = rows.slice(0, page.size);
  const cards = el("ul.list", {}, ...shown.map((row) => el("li", {}, card(row, open))));
  if (shown.length === rows.length) return cards;
  return [
    cards,
    el(
      "button.further",
      { onclick: page.further, "data-action": "further" },
      `${say("further")} · ${rows.length - shown.length}`,
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
  const said = `${say(left < 0 ? "late" : made.dataset.what)} ${span(left)}`;
  if (was !== now) made.className = now;
  if (made.lastChild.data !== said) made.lastChild.data = said;
  return left < 0 && was !== now;
}

function tags(row) {
  const who = row.mine
    ? say("you_have_it")
    : row.holder
      ? `${row.holder.name} ${say("has_it")}`
      : "";
  return [
    row.priority === "urgent" && el("span.tag.red", {}, say("urgent")),
    row.round > 1 && el("span.tag.red", {}, say("again_open")),
    row.joined > 0 && el("span.tag", {}, `+${row.joined} ${say("have_it_too")}`),
    row.state !== "open" && el("span.tag", {}, say(row.state)),
    who && el("span", {}, who),
    row.unsent && el("span.tag.amber", {}, `${say(row.unsent)}: ${say("not_sent")}`),
  ].filter(Boolean);
}

/** Show whose tasks are listed: those that nobody has, or everybody's. */
export function choice(chosen, numbers, choose) {
  const one = (name) =>
    el(
      "button",
      { onclick: () => choose(name), "data-action": name, "aria-pressed": String(chosen === name) },
      `${say(name)} ${numbers[name]}`,
    );
  return el("div.choice", {}, one("free"), one("everybody"));
}

/** Show one task: its words, what may be done, and what happened. */
export function detail(task, does) {
  return [
    el("button.back", { onclick: does.back, "data-action": "back" }, `‹ ${say("back")}`),
    el("h2", {}, icon(task.icon || "dot"), task.title),
    el("p.where", {}, icon("pin"), task.place, task.spot ? ` · ${task.spot}` : ""),
    el("p.meta", {}, when(task), ...tags(task), el("span", {}, reference(task.reference))),
    task.help?.caution && el("p.waiting", {}, icon("alert"), ` ${task.help.caution.text}`),
    ...reported(task),
    el("div.actions", {}, ...buttons(task, does)),
    ...reaching(task, does),
    ...does.helps(task),
    ...photos(task.photos),
    ...lessons(task.help?.lessons),
    ...notes(task.notes),
    ...neighbours(task.neighbours),
    ...history(task.history),
  ];
}

/** Show what the resident said, chose and answered, and when somebody may come. */
function reported(task) {
  const own = { lang: task.lang, dir: "auto" };
  return [
    el("p.words-full", own, task.words || task.summary),
    task.chosen && el("p", {}, `${say("chosen")} `, el("b", {}, task.chosen)),
    task.named && el("p", {}, `${say("named")} `, el("b", {}, task.named)),
    task.comment && el("p.words-full", own, task.comment),
    task.reason && el("p.words-full", { dir: "auto" }, task.reason),
    task.visit && el("p", {}, `${say("visit")}: ${task.visit}`),
    task.may_enter && el("p", {}, say("may_enter")),
    ...(task.asked || []).map((each) => el("p", {}, `${each.question} `, el("b", {}, each.answer))),
  ];
}

const FIRST = ["claim", "accept", "start", "resume", "done", "lower", "ask", "pause", "note"];
const MORE = ["assign", "retopic", "hand_over", "release", "decline"];
const MAIN = new Set(["claim", "accept", "start", "resume", "done"]);

function buttons(task, does) {
  const may = (names) => names.filter((name) => (task.allowed || []).includes(name));
  const main = may(FIRST).find((name) => MAIN.has(name));
  const button = (name) => {
    const kind = name === main ? ".main" : name === "decline" ? ".danger" : "";
    return el(`button${kind}`, { onclick: () => does.act(name), "data-action": name }, say(name));
  };
  const more = may(MORE);
  return [
    ...may(FIRST).map(button),
    ...(task.mine ? cameras(does) : []),
    more.length
      ? el(
          "details.more",
          {},
          el("summary", {}, say("more")),
          el("div.actions", {}, ...more.map(button)),
        )
      : null,
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
      el("label.button", { for: id }, icon("camera"), say(`photo_${moment}`)),
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
        el("button", { onclick: does.reach, "data-action": "reach" }, icon("phone"), say("reach")),
      ),
    ];
  const link = (each) => {
    // Nothing could read it: it is shown as it was typed.
    if (each.channel === "refused")
      return el("p.where", { dir: "auto" }, icon("phone"), `${each.address} – ${say("no_mail")}`);
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
    el("h2", {}, task.contact.name || say("resident")),
    ...task.contact.addresses.map(link),
    el("p.soft", {}, say("looked")),
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
      el("p.soft", {}, `${say("not_here")} ${each.not_here}`),
    );
  return [el("h2", {}, icon("bulb"), say("lessons")), ...found.map(one)];
}

function photos(found = []) {
  if (!found.length) return [];
  const said = (photo) => say(photo.by === "resident" ? "by_resident" : `photo_${photo.when}`);
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
  return [el("h2", {}, say("photos")), el("div.thumbs", {}, ...shown)];
}

function notes(found = []) {
  if (!found.length) return [];
  const by = (note) => (note.by === "resident" ? say("resident") : note.by);
  const shown = found.map((note) =>
    el(
      "li",
      {},
      el("b", {}, by(note)),
      " ",
      el("bdi", {}, note.text),
      " ",
      el("small", {}, clock(note.at)),
    ),
  );
  return [el("h2", {}, say("notes")), el("ul.history", {}, ...shown)];
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
    el("h2", {}, icon("people"), say("neighbours")),
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
      `${clock(step.at)} · ${say(`past_${step.action}`)}`,
      step.name ? ` · ${step.name}` : "",
    ),
  );
  return [el("h2", {}, say("history")), el("ol.history", {}, ...shown)];
}

/** What may have been left out of a danger that was filed, and is asked for again. */
const UNREAD = new Set([
  "words",
  "no_words",
  "topic",
  "spot",
  "name",
  "contact",
  "consent",
  "visit",
  "answers",
]);

/** Show what is on this phone only, and what was refused or answered, each with its plain state. */
export function unsent(entries, dismiss, offer) {
  if (!entries.length) return null;
  const lines = entries.map((each) => {
    const state =
      { waiting: say("not_sent"), told: `${say("filed")} ${each.told}` }[each.state] ||
      `${say("refused")}: ${reason(each.problem)}`;
    const lost = (each.unread || [])
      .filter((name) => UNREAD.has(name))
      .map((name) => say(`unread_${name}`));
    const button =
      each.state !== "waiting" &&
      el("button", { onclick: () => dismiss(each.key), "data-key": each.key }, say("ok"));
    return el(
      "li",
      { "data-state": each.state },
      el(
        "span",
        {},
        el("b", {}, say(each.what)),
        ` ${each.title}`,
        el("br"),
        state,
        lost.length ? el("b.lost", {}, `${say("unread")} ${lost.join(", ")}`) : "",
      ),
      offer?.(each) || null,
      button || null,
    );
  });
  return el("section.waiting", { "aria-label": say("not_sent") }, el("ul", {}, ...lines));
}
