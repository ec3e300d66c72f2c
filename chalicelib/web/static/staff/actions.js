// What a tap does: going somewhere, opening a task, acting on it, looking something up.

import { call, file, hasToken, Refused, setLanguage } from "../shared/api.js";
import { save } from "../shared/download.js";
import { failure, reason } from "../shared/problem.js";
import { needsForm } from "../shared/task_form.js";
import { choose } from "../shared/words.js";
import { openTelling } from "./offers.js";
import { seen } from "./offline_tasks.js";
import * as outbox from "./outbox.js";
import { focusForm, main } from "./page.js";
import { changed, NOWHERE, place, state } from "./state.js";
import * as store from "./store.js";
import { another, onMoved, round } from "./sync.js";
import * as ways from "./ways.js";

export function go(name) {
  Object.assign(place, { ...NOWHERE, tab: name });
  Object.assign(state, { found: null, hits: null, said: "" });
  changed();
  main.focus();
  scrollTo(0, 0);
  if (name === "file") openTelling(place.community || state.who.communities[0].code);
  if (name === "mine") readToday();
  if (name === "me") {
    readThanks();
    ways.load();
  }
}

/** Read what this person did today. */
async function readToday() {
  state.today = await call("GET", "/staff/v1/me/today").then(
    (told) => told.deeds,
    () => state.today,
  );
  changed();
}

/** Read the good words for this person and their departments. */
async function readThanks() {
  const told = state.who.communities.map((each) =>
    call("GET", `/staff/v1/thanks?community=${each.code}`),
  );
  state.thanks = await Promise.all(told).then(
    (found) => found.flatMap((each) => each.thanks),
    () => state.thanks,
  );
  changed();
}

export function whose(name) {
  place.whose = name;
  changed();
}

export async function openTask(id) {
  Object.assign(place, { ...NOWHERE, tab: place.tab, task: id });
  changed();
  scrollTo(0, 0);
  await read(id);
  changed();
}

export async function read(id) {
  try {
    const [task, help] = await Promise.all([
      call("GET", `/staff/v1/tasks/${id}`),
      call("GET", `/staff/v1/tasks/${id}/help`),
    ]);
    // What was looked at stays, also when it came while this was on its way.
    const { contact, helps } = state.tasks.get(id) || {};
    state.tasks.set(id, { ...task, help, contact, helps });
    state.said = "";
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) state.said = reason(error.problem);
  }
}

onMoved(read);

/** Open the form of an action, or note the action and send it. */
export async function act(action, fields) {
  if (action === null || (needsForm(action) && !fields)) return openForm(action);
  const { photo, ...said } = fields || {};
  const task = seen();
  written();
  Object.assign(place, { form: null, draft: {} });
  if (photo) await outbox.photograph(task, "after", photo);
  outbox.note(task, action, said);
  await sendAndRead();
}

async function openForm(action, mended = { draft: {}, mending: "", errors: {} }) {
  if (action === "assign") await meetPeople();
  if (action === "offer_times") await learnTimes();
  if (action === "retopic") await openTelling(seen().queue.split(".")[0]);
  Object.assign(place, { form: action, ...mended });
  changed();
  focusForm();
}

/** Open the form of what was refused again, with all that was typed; it stays until it is sent anew. */
export async function mend(entry) {
  const mended = { draft: draftOf(entry), mending: entry.key, errors: entry.problem?.errors || {} };
  if (entry.kind !== "action") {
    Object.assign(place, { ...NOWHERE, tab: "file" });
    const code = entry.community || entry.body.community || place.community;
    await openTelling(code || state.who.communities[0].code);
    Object.assign(place, { form: FORMS[entry.kind](entry), ...mended });
    changed();
    return focusForm();
  }
  await openTask(entry.task);
  return openForm(entry.what, mended);
}

/** Say whether what was refused has a form that can be opened again, and could be taken then. */
export const canMend = ({ state: is, kind, what, problem }) =>
  is === "refused" &&
  !OVERTAKEN.has(problem?.status) &&
  (kind === "action" ? needsForm(what) : kind in FORMS);

const OVERTAKEN = new Set([403, 404, 409]);

const FORMS = { request: () => "report", opinion: (entry) => entry.body.kind };

/** Return what was typed, under the names of the fields of its form. */
function draftOf({ body, item }) {
  const { windows = [], ...said } = body || item;
  const ticked = windows.map(([at, end]) => [`time.${at}-${end}`, true]);
  return { ...said, ...Object.fromEntries(ticked) };
}

/** What was refused was written anew and is on its way: the old of it goes. */
export function written() {
  if (place.mending) outbox.dismiss(place.mending);
  Object.assign(place, { mending: "", errors: {} });
}

export async function photograph(when, picture) {
  await outbox.photograph(seen(), when, picture);
  await sendAndRead();
}

async function sendAndRead() {
  changed();
  await another();
  if (place.task && hasToken()) await read(place.task);
  changed();
}

async function meetPeople() {
  const code = seen().queue.split(".")[0];
  state.people = await call("GET", `/staff/v1/people?community=${code}`).then(
    (told) => told.people,
    () => [],
  );
}

/** Learn which times can be offered for a visit of the open task. */
async function learnTimes() {
  state.times = await call("GET", `/staff/v1/tasks/${place.task}/times`).catch(() => null);
}

/** Hand over the visit of the open task as a file for one's own calendar. */
export async function calendar() {
  try {
    save(await file(`/staff/v1/tasks/${place.task}/calendar`), "visit.ics");
  } catch (error) {
    state.said = failure(error);
    changed();
  }
}

export async function reach() {
  try {
    const contact = await call("POST", `/staff/v1/tasks/${place.task}/contact`, {});
    state.tasks.set(place.task, { ...state.tasks.get(place.task), contact });
  } catch (error) {
    state.said = failure(error);
  }
  changed();
}

export function dismiss(key) {
  outbox.dismiss(key);
  changed();
}

export async function changeLanguage(lang) {
  await choose(lang);
  setLanguage(lang);
  // Titles come from the server in one language: they are told anew.
  store.rows.clear();
  store.restart();
  state.tasks.clear();
  changed();
  round();
}
