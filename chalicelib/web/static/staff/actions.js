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
import { changed, place, state } from "./state.js";
import * as store from "./store.js";
import { another, round } from "./sync.js";
import * as ways from "./ways.js";

export function go(name) {
  Object.assign(place, { tab: name, task: null, form: null, draft: {} });
  Object.assign(state, { found: null, hits: null, said: "" });
  changed();
  main.focus();
  scrollTo(0, 0);
  if (name === "file") openTelling(place.community || state.who.communities[0].code);
  if (name === "me") {
    readThanks();
    ways.load();
  }
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
  Object.assign(place, { task: id, form: null, draft: {} });
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

/** Open the form of an action, or note the action and send it. */
export async function act(action, fields) {
  if (action === null || (needsForm(action) && !fields)) {
    if (action === "assign") await meetPeople();
    if (action === "offer_times") await learnTimes();
    if (action === "retopic") await openTelling(seen().queue.split(".")[0]);
    Object.assign(place, { form: action, draft: {} });
    changed();
    focusForm();
    return;
  }
  const { photo, ...said } = fields || {};
  const task = seen();
  Object.assign(place, { form: null, draft: {} });
  if (photo) await outbox.photograph(task, "after", photo);
  outbox.note(task, action, said);
  await sendAndRead();
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
