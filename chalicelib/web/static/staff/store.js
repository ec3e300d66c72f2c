// What this phone holds for whoever works with it: rows of their queues, and what they did.
//
// Rows merge as the server's own model does (cases/tasks/polling.py): one that is not newer
// changes nothing, and what is gone is kept until the next full round.

import { call } from "../shared/api.js";

const HELD = "steward.held";
const HELD_FOR_MS = 12 * 3600000;
const HELD_ANEW_MS = 3600000;

export const rows = new Map();

/** Counts what changed in the rows: the same number is the same rows. */
export let changes = 0;

let cursor = "";
let etag = "";
/** @type {Map<string, any> | null} */
let full = null;
let last = 60;
/** @type {{ changes?: number, who?: any, at: number }} */
let keeps = { at: 0 };

/** Poll once and return how many seconds to wait; follows every page of a round. */
export async function poll(queues) {
  for (;;) {
    const query = cursor ? `cursor=${cursor}` : queues.map((queue) => `queue=${queue}`).join("&");
    const told = await call(
      "GET",
      `/staff/v1/tasks?${query}`,
      undefined,
      etag ? { "If-None-Match": etag } : {},
    );
    if (told === null) return last;
    if (told.resync) full = new Map();
    merge(full || rows, told.tasks);
    cursor = told.cursor;
    etag = told.etag || "";
    if (full && !told.more) startOver(full);
    if (!told.more) return (last = told.poll_after_s);
  }
}

/** Ask for everything next time: the queues changed, or what is held cannot be trusted. */
export function restart() {
  cursor = etag = "";
  full = null;
}

export function merge(into, told) {
  for (const row of told) {
    const known = into.get(row.id);
    if (known && row.version <= known.version) continue;
    into.set(row.id, row);
    if (into === rows) changes += 1;
  }
}

function startOver(all) {
  for (const [id, row] of rows) {
    if (all.has(id)) merge(all, [row]);
    else if (rows.delete(id)) changes += 1;
  }
  merge(rows, all.values());
  full = null;
}

/** Keep what is shown, so that a phone that died in a basement still shows it; once an hour if nothing changed. */
export function hold(who) {
  const now = Date.now();
  if (keeps.changes === changes && keeps.who === who && now - keeps.at < HELD_ANEW_MS) return;
  const open = [...rows.values()].filter((row) => !row.gone);
  if (write(HELD, { who, at: now, rows: open })) keeps = { changes, who, at: now };
}

/** Return who worked here in the last hours, their rows being shown again; null for nobody. */
export function held() {
  const kept = read(HELD, null);
  if (!kept || Date.now() - kept.at > HELD_FOR_MS) return null;
  merge(rows, kept.rows);
  return kept.who;
}

/** Forget everything that is not this person's work: somebody signed out, or another came. */
export function forget() {
  rows.clear();
  changes += 1;
  restart();
  localStorage.removeItem(HELD);
}

export function read(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name) || "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Write something down; false on a full phone, where it stands in memory only. */
export function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}
