// What was done on this phone and is not sent yet: actions, photos, reports of residents.
//
// Each has a key of its own, so that sending it twice does it once; it survives a dead
// phone, and is sent as the person who did it and nobody else.

import * as album from "./album.js";
import { call, Offline, Refused } from "./api.js";
import { newKey } from "./dom.js";
import * as store from "./store.js";

const UNSENT = "steward.unsent";
const MOST = 25;
const DEVELOPING_MS = 120000;

let all = store.read(UNSENT, []);
let person = "";
const photographed = new Map();

export const belongTo = (id) => (person = id);

/** Return what this person did that is not sent, or was refused and not read yet. */
export const unsent = () => all.filter((each) => each.by === person);

const waiting = (kind) => unsent().filter((each) => each.kind === kind && each.state === "waiting");

/** Return the actions on a task that are on their way. */
export const onTheWay = (task) => waiting("action").filter((each) => each.task === task);

function add(entry) {
  const made = { key: newKey(), by: person, at: Date.now(), state: "waiting", ...entry };
  all.push(made);
  keep();
  return made;
}

/** Note an action on a task: on the version that is shown, or after what waits already. */
export function note(task, what, fields = {}) {
  const before = onTheWay(task.id).at(-1);
  const on = before ? { after: before.key } : { version: task.version };
  add({ kind: "action", task: task.id, title: task.title, what, item: { task: task.id, action: what, ...on, ...fields } });
}

/** Note what a resident told; it is filed when there is a signal. */
export function file(title, body) {
  return add({ kind: "request", title, what: "file", body });
}

/** Note what somebody said, without who said it. */
export function hear(title, what, body) {
  return add({ kind: "opinion", title, what, body });
}

/** Note a small kindness, without whom it was for. */
export function care(title, body) {
  return add({ kind: "courtesy", title, what: "courtesy", body });
}

/** Keep a photo of a task until it is sent. */
export async function photograph(task, when, picture) {
  const small = await album.shrunk(picture);
  const made = { kind: "photo", task: task.id, title: task.title, what: `photo_${when}`, when, key: newKey() };
  await album.keep(made.key, small);
  add(made);
}

/** Send what waits, photos first, then in order; return whether there is more to send now. */
export async function flush() {
  for (const entry of waiting("photo")) await sent(entry, sendPhoto);
  for (const entry of waiting("request")) await sent(entry, sendRequest);
  for (const entry of waiting("opinion")) await sent(entry, (each) => sendWord(each, "opinions"));
  for (const entry of waiting("courtesy")) await sent(entry, (each) => sendWord(each, "courtesies"));
  return sendActions();
}

async function sent(entry, send) {
  try {
    entry.told = await send(entry);
    entry.state = entry.told ? "told" : "sent";
  } catch (error) {
    if (!(error instanceof Refused) || error.status === 401 || error.status === 429) throw error;
    entry.state = "refused";
    entry.problem = error.problem;
  }
  settle();
}

async function sendRequest(entry) {
  const told = await call("POST", "/staff/v1/requests", entry.body, { "Idempotency-Key": entry.key });
  return told.reference;
}

async function sendWord(entry, where) {
  await call("POST", `/staff/v1/${where}`, entry.body, { "Idempotency-Key": entry.key });
  return "";
}

async function sendPhoto(entry) {
  const picture = await album.read(entry.key).catch(() => null);
  if (picture) {
    const form = await call("POST", `/staff/v1/tasks/${entry.task}/photos`, { when: entry.when });
    const body = new FormData();
    for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
    body.append("file", picture, "photo.jpg");
    const answer = await fetch(form.url, { method: "POST", body }).catch(() => null);
    if (!answer || answer.status >= 500) throw new Offline();
    if (!answer.ok) throw new Refused(answer.status, { status: answer.status, errors: { photo: "" } });
    photographed.set(entry.task, Date.now());
    await album.drop(entry.key);
  }
  return "";
}

async function sendActions() {
  const batch = waiting("action").slice(0, MOST);
  if (!batch.length) return false;
  let told;
  try {
    told = await call("POST", "/staff/v1/actions", { actions: batch.map((each) => ({ key: each.key, ...each.item })) });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 422) throw error;
    // Not one of them was read: the first is to blame, or it is read alone the next time.
    told = { verdicts: [{ key: batch[0].key, verdict: "refused", problem: error.problem }] };
  }
  const judged = told.verdicts.filter((verdict) => !developing(verdict));
  for (const verdict of judged) {
    const entry = all.find((each) => each.key === verdict.key);
    if (!entry) continue;
    entry.state = verdict.verdict === "refused" ? "refused" : "sent";
    entry.problem = verdict.problem;
    if (verdict.task) store.merge(store.rows, [verdict.task]);
  }
  settle();
  return judged.length > 0 && waiting("action").length > 0;
}

/** Say whether only the photo is missing that this phone has just sent: it is being looked at. */
function developing(verdict) {
  const entry = all.find((each) => each.key === verdict.key);
  const since = entry && photographed.get(entry.task);
  return Boolean(verdict.problem?.errors?.photo && since && Date.now() - since < DEVELOPING_MS);
}

export function dismiss(key) {
  all = all.filter((each) => each.key !== key);
  keep();
}

// What was done needs no line; what was refused or answered stays until somebody read it.
function settle() {
  all = all.filter((each) => each.state !== "sent");
  keep();
}

const keep = () => store.write(UNSENT, all);
