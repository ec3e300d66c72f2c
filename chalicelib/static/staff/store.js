// What the phone holds: rows of the queues, and actions that were not sent yet.
//
// Rows merge as the server's own model does (domain/polling.py): one that is not newer
// changes nothing, and what is gone is kept until the next full round. The queue of
// actions survives a dead phone; it is cleared when somebody signs out.

import { call, Offline, Refused } from "./api.js";
import { newKey } from "./dom.js";

const WAITING = "steward.actions";

export const rows = new Map();
export let actions = JSON.parse(localStorage.getItem(WAITING) || "[]");

let cursor = "";
let etag = "";
let full = null;

/** Poll once and return how many seconds to wait; follows every page of a round. */
export async function poll(queues) {
  for (;;) {
    const query = cursor ? `cursor=${cursor}` : queues.map((queue) => `queue=${queue}`).join("&");
    const told = await call("GET", `/staff/v1/tasks?${query}`, undefined, etag ? { "If-None-Match": etag } : {});
    if (told === null) return 60;
    if (told.resync) full = new Map();
    merge(full || rows, told.tasks);
    cursor = told.cursor;
    etag = told.etag || "";
    if (full && !told.more) startOver();
    if (!told.more) return told.poll_after_s;
  }
}

export function merge(held, told) {
  for (const row of told) {
    const known = held.get(row.id);
    if (!known || row.version > known.version) held.set(row.id, row);
  }
}

function startOver() {
  for (const [id, row] of rows) {
    if (!full.has(id)) rows.delete(id);
    else merge(full, [row]);
  }
  merge(rows, full.values());
  full = null;
}

/** Forget everything: somebody signed out. */
export function forget() {
  rows.clear();
  actions = [];
  cursor = etag = "";
  localStorage.removeItem(WAITING);
}

/** Note an action; it is sent at once, or when the signal returns, and never twice. */
export function note(task, action, fields = {}) {
  const before = actions.filter((each) => each.task === task && each.state === "waiting").at(-1);
  const held = rows.get(task);
  const item = { key: newKey(), task, action, ...fields };
  if (before) item.after = before.key;
  else item.version = held ? held.version : 1;
  actions.push({ ...item, item, state: "waiting", at: Date.now(), title: held ? held.title : task });
  keep();
  return item.key;
}

/** Send what waits, in order, 25 at a time; return whether anything was said. */
export async function flush() {
  const waiting = actions.filter((each) => each.state === "waiting").slice(0, 25);
  if (!waiting.length) return false;
  const told = await call("POST", "/staff/v1/actions", { actions: waiting.map((each) => each.item) });
  for (const verdict of told.verdicts) {
    const mine = actions.find((each) => each.key === verdict.key);
    mine.state = verdict.verdict;
    mine.problem = verdict.problem;
    if (verdict.task) merge(rows, [verdict.task]);
  }
  // What was done needs no line; what was refused stays until somebody has read it.
  actions = actions.filter((each) => each.state === "waiting" || each.state === "refused");
  keep();
  return true;
}

export function dismiss(key) {
  actions = actions.filter((each) => each.key !== key);
  keep();
}

function keep() {
  localStorage.setItem(WAITING, JSON.stringify(actions));
}

export { Offline, Refused };
