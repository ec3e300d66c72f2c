// What each screen shows. Nothing here asks the server: it is given what it shows.

import { el } from "./dom.js";
import { clock, language, names, say, span } from "./words.js";

const ORDER = { urgent: 0, high: 1, normal: 2, low: 3 };
const HOLD = new Set(["paused", "waiting"]);

/** Return rows as somebody should take them: late first, then urgent, then by deadline. */
export function sorted(rows) {
  const deadline = (row) => due(row)?.at ?? Infinity;
  const held = (row) => (HOLD.has(row.state) ? 1 : 0);
  return [...rows].sort(
    (a, b) => held(a) - held(b) || ORDER[a.priority] - ORDER[b.priority] || deadline(a) - deadline(b),
  );
}

function due(row) {
  if (row.state === "open" && row.accept_by) return { at: row.accept_by, what: "accept_in" };
  return row.done_by ? { at: row.done_by, what: "done_in" } : null;
}

export function list(rows, empty, open) {
  if (!rows.length) return el("p.empty", {}, say(empty));
  return el("ul.list", {}, ...rows.map((row) => el("li", {}, card(row, open))));
}

function card(row, open) {
  const by = due(row);
  const late = by && by.at < Date.now();
  return el(
    `button.card.${row.priority}${late ? ".late" : ""}`,
    { onclick: () => open(row.id), "data-id": row.id },
    el("strong", {}, row.title),
    el("span.words", {}, row.summary),
    el("span.meta", {}, el("span", {}, row.place), when(row), holder(row), tag(row)),
  );
}

function when(row) {
  const by = due(row);
  if (!by) return "";
  const left = by.at - Date.now();
  const kind = left < 0 ? ".late" : left < 15 * 60000 ? ".soon" : "";
  return el(`span.time${kind}`, {}, `${say(left < 0 ? "late" : by.what)} ${span(left)}`);
}

function holder(row) {
  if (row.mine) return el("span", {}, say("you_have_it"));
  return el("span", {}, row.holder ? `${row.holder.name} ${say("has_it")}` : say("nobody"));
}

function tag(row) {
  if (row.state !== "open" || row.priority !== "urgent") return row.state === "open" ? "" : el("span.tag", {}, say(row.state));
  return el("span.tag.red", {}, say("urgent"));
}

/** Show one task: its words, what may be done, and what happened. `act(action)` opens a form. */
export function detail(task, act, back) {
  return [
    el("button", { onclick: back }, `‹ ${say("back")}`),
    el("h2", {}, task.title),
    el("p.words-full", { lang: task.lang }, task.words || task.summary),
    task.comment ? el("p.words-full", {}, task.comment) : null,
    el("p.meta", {}, el("span", {}, task.spot || task.place), when(task), holder(task), tag(task), el("span", {}, reference(task.reference))),
    task.reason ? el("p.words-full", {}, task.reason) : null,
    task.visit ? el("p", {}, `${say("visit")}: ${task.visit}`) : null,
    task.may_enter ? el("p", {}, say("may_enter")) : null,
    el("div.actions", {}, ...buttons(task, act)),
    ...photos(task.photos || []),
    ...notes(task.notes || []),
    ...history(task.history || []),
  ];
}

const SHOWN = ["claim", "accept", "start", "resume", "done", "ask", "pause", "hand_over", "note", "release", "decline"];
const MAIN = new Set(["claim", "accept", "start", "resume", "done"]);

function buttons(task, act) {
  const may = SHOWN.filter((action) => (task.allowed || []).includes(action));
  const first = may.find((action) => MAIN.has(action));
  return may.map((action) => {
    const kind = action === first ? ".main" : action === "decline" ? ".danger" : "";
    return el(`button${kind}`, { onclick: () => act(action), "data-action": action }, say(action));
  });
}

const reference = (code) => `${code.slice(0, 3)}-${code.slice(3)}`;

function photos(found) {
  if (!found.length) return [];
  const shown = found.map((photo) => el("a", { href: photo.url, target: "_blank", rel: "noopener" }, el("img", { src: photo.thumb, alt: say("photos") })));
  return [el("h2", {}, say("photos")), el("div.thumbs", {}, ...shown)];
}

function notes(found) {
  if (!found.length) return [];
  const shown = found.map((note) => el("li", {}, `${clock(note.at)} · ${note.by}: ${note.text}`));
  return [el("h2", {}, say("notes")), el("ul.history", {}, ...shown)];
}

function history(steps) {
  const shown = steps.map((step) => el("li", {}, `${clock(step.at)} · ${say(step.action)}`));
  return [el("h2", {}, say("history")), el("ol.history", {}, ...shown)];
}

/** The fields that each action asks for; those with * cannot be left out. */
const FIELDS = {
  pause: ["reason*", "until*"],
  ask: ["reason*"],
  hand_over: ["department*", "reason"],
  decline: ["reason*"],
  done: ["resolution", "clean"],
  note: ["text*"],
};

export const needsForm = (action) => action in FIELDS;

/** Show the form of an action; `send(fields)` gets what was filled in. */
export function form(task, action, departments, send, back) {
  const made = el("form", { novalidate: true });
  for (const field of FIELDS[action]) made.append(...input(field.replace("*", ""), field.endsWith("*"), action, departments, task));
  made.append(el("div.actions", {}, el("button.main", { type: "submit" }, say("send")), el("button", { type: "button", onclick: back }, say("back"))));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const fields = filled(made);
    if (fields) send(fields);
  });
  return [el("h2", {}, `${say(action)}: ${task.title}`), made];
}

function input(name, needed, action, departments, task) {
  const id = `field-${name}`;
  const common = { id, name, required: needed };
  if (name === "clean") return [el("label.check", { for: id }, el("input", { ...common, type: "checkbox" }), say("clean"))];
  const label = el("label", { for: id }, say({ reason: action === "ask" ? "question" : "reason", department: "to_department" }[name] || name));
  if (name === "until") return [label, el("input", { ...common, type: "datetime-local", value: tomorrow() })];
  if (name === "department") {
    const mine = task.queue.split(".")[1];
    const others = departments.filter((each) => each.department !== mine && each.department !== "conduct");
    return [label, el("select", common, ...others.map((each) => el("option", { value: each.department }, each.name)))];
  }
  return [label, el("textarea", { ...common, rows: 3, maxlength: 500 })];
}

function tomorrow() {
  const at = new Date(Date.now() + 86400000);
  at.setHours(9, 0, 0, 0);
  return new Date(at - at.getTimezoneOffset() * 60000).toISOString().slice(0, 16);
}

function filled(made) {
  const fields = {};
  for (const field of made.elements) {
    if (!field.name) continue;
    field.nextElementSibling?.classList.contains("wrong") && field.nextElementSibling.remove();
    if (field.required && !field.value.trim()) {
      field.after(el("p.wrong", { role: "alert" }, say("needed")));
      field.focus();
      return null;
    }
    if (field.type === "checkbox") fields[field.name] = field.checked;
    else if (field.type === "datetime-local") fields[field.name] = new Date(field.value).getTime();
    else if (field.value.trim()) fields[field.name] = field.value.trim();
  }
  return fields;
}

/** Show what is on this phone only, and what was refused, each with its plain state. */
export function unsent(actions, dismiss) {
  if (!actions.length) return null;
  const lines = actions.map((each) => {
    const state = each.state === "refused" ? `${say("refused")}: ${reason(each.problem)}` : say("not_sent");
    const button = each.state === "refused" ? el("button", { onclick: () => dismiss(each.key) }, say("ok")) : null;
    return el("li", {}, `${say(each.action)} · ${each.title} · ${state} `, button);
  });
  return el("section.waiting", { "aria-live": "polite" }, el("ul.history", {}, ...lines));
}

/** Say a refusal in words: who has it, that it changed, or what is wrong. */
export function reason(problem) {
  if (!problem) return say("failed");
  if (problem.holder) return `${say("taken")} ${problem.holder.name}`;
  if (problem.status === 412) return say("changed");
  return `${say("failed")} ${problem.detail || problem.title}`;
}

export function signIn(config, withPassword, leave, message) {
  const main = [el("h2", {}, say("sign_in")), message ? el("p.wrong", { role: "alert" }, message) : null];
  if (!config.password_login) return [...main, el("button.main", { onclick: leave }, say("sign_in"))];
  const made = el(
    "form",
    {},
    el("label", { for: "user" }, say("user")),
    el("input", { id: "user", name: "user", autocomplete: "username", autocapitalize: "none", required: true }),
    el("label", { for: "password" }, say("password")),
    el("input", { id: "password", name: "password", type: "password", autocomplete: "current-password", required: true }),
    el("div.actions", {}, el("button.main", { type: "submit" }, say("sign_in"))),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    withPassword(made.elements.user.value, made.elements.password.value);
  });
  return [...main, made];
}

export function finder(communities, found, search, open) {
  const made = el(
    "form",
    { role: "search" },
    el("label", { for: "community" }, say("community")),
    el("select", { id: "community", name: "community" }, ...communities.map((each) => el("option", { value: each.code }, each.name))),
    el("label", { for: "reference" }, say("reference")),
    el("input", { id: "reference", name: "reference", autocapitalize: "characters", autocomplete: "off" }),
    el("div.actions", {}, el("button.main", { type: "submit" }, say("find"))),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    search(made.elements.community.value, made.elements.reference.value);
  });
  const result = found === null ? null : found.length ? el("div", {}, ...found.map((each) => hit(each, open))) : el("p.empty", {}, say("nothing_found"));
  return [el("h2", {}, say("find")), made, result];
}

function hit(each, open) {
  return el("section", {}, el("h2", {}, `${reference(each.reference)} · ${each.title}`), el("p", {}, `${each.place} · ${clock(each.created_at)}`), list(each.tasks, "nothing_found", open));
}

export function me(who, setLanguage, signOut) {
  const options = Object.entries(names).map(([code, name]) => el("option", { value: code, selected: code === language }, name));
  return [
    el("h2", {}, who.name),
    ...who.communities.map((each) => el("p", {}, `${each.name}: ${each.queues.map((queue) => queue.name).join(" · ")}`)),
    el("label", { for: "language" }, say("language")),
    el("select", { id: "language", onchange: (event) => setLanguage(event.target.value) }, ...options),
    el("div.actions", {}, el("button.danger", { onclick: signOut }, say("sign_out"))),
  ];
}
