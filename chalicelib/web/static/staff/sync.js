// The rounds of the app: send what waits, hear what changed, and how long to wait then.

import { call, hasToken, Offline, Refused, setToken } from "../shared/api.js";
import { reason } from "../shared/problem.js";
import * as outbox from "./outbox.js";
import { changed, leavePlace, place, state } from "./state.js";
import * as store from "./store.js";

const LONGEST_WAIT_S = 300;

let timer = 0;
let wait = 10;
/** @type {Promise<void> | null} */
let running = null;

/** Learn who this is; what another person left on this phone is not theirs to see. */
export async function meet() {
  const before = state.who || store.held();
  const who = await call("GET", "/staff/v1/me");
  if (before && before.id !== who.id) {
    store.forget();
    state.tasks.clear();
    leavePlace();
  }
  state.who = who;
  outbox.belongTo(who.id);
}

/** One round: send what waits, then hear what changed. Only one runs at a time. */
export function round() {
  running ||= oneRound().finally(() => (running = null));
  return running;
}

/** Wait for the round that runs, if one does, and let another one follow it. */
export async function another() {
  if (running) await running;
  await round();
}

export const rest = () => clearTimeout(timer);

/** What a round may change on the screen; what waits in the outbox says how long it waits. */
function onScreen() {
  const waits = outbox.unsent();
  return JSON.stringify([
    store.changes,
    state.online,
    state.heard,
    state.over,
    state.said,
    state.tasks.get(place.task)?.version,
    waits,
    waits.length && Date.now(),
  ]);
}

async function oneRound() {
  clearTimeout(timer);
  const before = onScreen();
  try {
    while (await outbox.flush());
    wait = await store.poll(queues());
    if (outbox.unsent().some((each) => each.state === "waiting")) wait = 3;
    state.online = state.heard = true;
    await freshen();
    // Who signed out meanwhile leaves nothing here.
    if (state.who) store.hold(state.who);
    else store.forget();
  } catch (error) {
    await failed(error);
  }
  if (onScreen() !== before) changed();
  if (hasToken()) timer = setTimeout(round, wait * 1000 * (0.9 + Math.random() * 0.2));
}

/** Read the open task again when it moved: an answer appears where somebody looks for it. */
async function freshen() {
  const read = state.tasks.get(place.task);
  const row = store.rows.get(place.task);
  if (read && row && row.version > read.version && !row.gone) await refresh(place.task);
}

let refresh = async (_id) => {};

/** Take what reads a task anew; the rounds need not know the screens. */
export const onMoved = (work) => (refresh = work);

async function failed(error) {
  state.online = !(error instanceof Offline);
  // Twice as long after each failure, so that a thousand phones do not come back at once.
  wait = Math.min(Math.max(wait, 5) * 2, LONGEST_WAIT_S);
  if (!(error instanceof Refused)) return;
  if (error.status === 401) {
    // The screen stays, and what is being typed in it: they sign in when their hands are free.
    setToken("");
    state.over = true;
  } else if (error.status === 403 || error.status === 422) {
    store.restart();
    await meet().catch(() => (state.said = reason(error.problem)));
  }
}

const queues = () => state.who.communities.flatMap((each) => each.queues.map((queue) => queue.id));
