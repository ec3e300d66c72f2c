// What was done on this phone and is not sent yet: actions, photos, reports of residents.
//
// Each has a key of its own, so that sending it twice does it once; it survives a dead
// phone, and is sent as the person who did it and nobody else. Each is written down by
// itself: two tabs of one phone add to one outbox, and one of them at a time empties it.

import { call, Refused } from "../shared/api.js";
import { newKey } from "../shared/dom.js";
import * as photos from "./photo_store.js";
import * as store from "./store.js";

const UNSENT = "steward.unsent";
const PHOTOGRAPHED = "steward.photographed";
const MOST = 25;
const DEVELOPING_MS = 120000;
const UPLOAD_MS = 60000;

/** The bucket's answer did not reach us: it may have the photo. Nothing else waits for that. */
class Unheard extends Error {}

let person = "";
let number = 0;
// What this phone could not write down, for it is full: it is still sent while the tab is open.
const unwritten = new Map();

export const belongTo = (id) => (person = id);
export const isOurs = (name) => Boolean(name) && name.startsWith(UNSENT);

/** Return what this person did that is not sent, or was refused and not read yet. */
export const unsent = () => everything().filter((each) => each.by === person);

const waiting = (kind) => unsent().filter((each) => each.kind === kind && each.state === "waiting");

/** Return all that is written down, by whichever tab, in the order in which it was done. */
function everything() {
  unpack();
  const written = Object.keys(localStorage).filter((name) => name.startsWith(`${UNSENT}.`));
  const found = [...written.map((name) => store.read(name, null)), ...unwritten.values()];
  return found.filter(Boolean).sort((a, b) => a.at - b.at || a.n - b.n);
}

function put(entry) {
  const kept = store.write(`${UNSENT}.${entry.key}`, entry);
  if (kept) unwritten.delete(entry.key);
  else unwritten.set(entry.key, entry);
}

export function dismiss(key) {
  unwritten.delete(key);
  localStorage.removeItem(`${UNSENT}.${key}`);
}

/** Take over what an older build kept in one list. */
function unpack() {
  const list = store.read(UNSENT, null);
  if (!list) return;
  list.forEach((entry, n) => put({ n, ...entry }));
  localStorage.removeItem(UNSENT);
}

/** Return the actions on a task that are on their way. */
export const onTheWay = (task) => waiting("action").filter((each) => each.task === task);

function add(entry) {
  const made = {
    key: newKey(),
    by: person,
    at: Date.now(),
    n: number++,
    state: "waiting",
    ...entry,
  };
  put(made);
  return made;
}

/** Note an action on a task: on the version that is shown, or after what waits already. */
export function note(task, what, fields = {}) {
  const before = onTheWay(task.id).at(-1);
  const on = before ? { after: before.key } : { version: task.version };
  add({
    kind: "action",
    task: task.id,
    title: task.title,
    what,
    item: { task: task.id, action: what, ...on, ...fields },
  });
}

/** Note what a resident told; it is filed when there is a signal, and what of it cannot be used is said. */
export function file(title, body, community) {
  return add({ kind: "request", title, what: "file", body, community });
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
  const small = await photos.shrunk(picture);
  const made = {
    kind: "photo",
    task: task.id,
    title: task.title,
    what: `photo_${when}`,
    when,
    key: newKey(),
  };
  await photos.keep(made.key, small);
  add(made);
}

/** Send what waits, photos first, then in order; return whether there is more to send now. */
export const flush = () =>
  alone(async () => {
    for (const entry of waiting("photo")) await sent(entry, sendPhoto);
    for (const entry of waiting("request")) await sent(entry, sendRequest);
    for (const entry of waiting("opinion")) await sent(entry, (each) => sendWord(each, "opinions"));
    for (const entry of waiting("courtesy"))
      await sent(entry, (each) => sendWord(each, "courtesies"));
    return sendActions();
  });

/**
 * Do something while no other tab does it. It spares sending twice, and does not rule it out:
 * what one tab took from the storage another may still see for a moment, and some browsers
 * have no locks. The keys make it safe.
 */
const alone = (work) => (navigator.locks ? navigator.locks.request(UNSENT, work) : work());

async function sent(entry, send) {
  try {
    const told = await send(entry);
    if (told) put({ ...entry, ...told, state: "told" });
    else dismiss(entry.key);
  } catch (error) {
    if (error instanceof Unheard) put({ ...entry, tried: true });
    else if (!(error instanceof Refused) || error.status === 401 || error.status === 429)
      throw error;
    else put({ ...entry, state: "refused", problem: error.problem });
  }
}

async function sendRequest(entry) {
  const told = await call("POST", "/staff/v1/requests", entry.body, {
    "Idempotency-Key": entry.key,
  });
  return {
    told: told.reference,
    unread: told.unread,
    request: told.id,
    community: told.id.split("-")[0],
  };
}

async function sendWord(entry, where) {
  await call("POST", `/staff/v1/${where}`, entry.body, { "Idempotency-Key": entry.key });
  return "";
}

async function sendPhoto(entry) {
  const picture = await photos.read(entry.key).catch(() => null);
  if (picture) {
    // Under its key: what arrived, but was not heard of, has the same form, and is not sent again.
    const form = await call(
      "POST",
      `/staff/v1/tasks/${entry.task}/photos`,
      { when: entry.when },
      { "Idempotency-Key": entry.key },
    );
    if (!form.there) await upload(entry, form, picture);
    await photos.drop(entry.key);
  }
  return "";
}

async function upload(entry, form, picture) {
  const body = new FormData();
  for (const [name, value] of Object.entries(form.fields)) body.append(name, value);
  body.append("file", picture, "photo.jpg");
  const answer = await fetch(form.url, {
    method: "POST",
    body,
    signal: AbortSignal.timeout(UPLOAD_MS),
  }).catch(() => null);
  const known = answer && answer.status < 500;
  if (known && !answer.ok)
    throw new Refused(answer.status, { status: answer.status, errors: { photo: "" } });
  // Once only: an action that needs a photo which never comes is told so in the end.
  if (known || !entry.tried) {
    const lately = Object.entries(store.read(PHOTOGRAPHED, {})).filter(
      ([, at]) => Date.now() - at < DEVELOPING_MS,
    );
    store.write(PHOTOGRAPHED, Object.fromEntries([...lately, [entry.task, Date.now()]]));
  }
  if (!known) throw new Unheard();
}

async function sendActions() {
  const batch = waiting("action").slice(0, MOST);
  if (!batch.length) return false;
  let told;
  try {
    told = await call("POST", "/staff/v1/actions", {
      actions: batch.map((each) => ({ key: each.key, ...each.item })),
    });
  } catch (error) {
    if (!(error instanceof Refused) || error.status !== 422) throw error;
    // Not one of them was read: the first is to blame, or it is read alone the next time.
    told = { verdicts: [{ key: batch[0].key, verdict: "refused", problem: error.problem }] };
  }
  const judged = told.verdicts.filter((verdict) => !developing(verdict, batch));
  for (const verdict of judged) {
    const entry = batch.find((each) => each.key === verdict.key);
    if (!entry) continue;
    // What was done needs no line; what was refused stays until somebody read it.
    if (verdict.verdict === "refused")
      put({ ...entry, state: "refused", problem: verdict.problem });
    else dismiss(entry.key);
    if (verdict.task) store.merge(store.rows, [verdict.task]);
  }
  return judged.length > 0 && waiting("action").length > 0;
}

/** Say whether only the photo is missing that this phone has just sent: it is being looked at. */
function developing(verdict, batch) {
  const entry = batch.find((each) => each.key === verdict.key);
  const since = entry && store.read(PHOTOGRAPHED, {})[entry.task];
  return Boolean(verdict.problem?.errors?.photo && since && Date.now() - since < DEVELOPING_MS);
}
