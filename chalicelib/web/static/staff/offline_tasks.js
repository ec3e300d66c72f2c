// The tasks as their worker sees them: what the server said, moved on by what waits here.

import * as outbox from "./outbox.js";
import { place, state } from "./state.js";
import * as store from "./store.js";
import * as views from "./views.js";

const SECONDS_MS = 4000;

/** Say whether a line about what was done is worth reading: what is on its way for a second is not. */
export const stays = (each) =>
  each.state !== "waiting" || !state.online || state.over || Date.now() - each.at > SECONDS_MS;

export const open = () => [...store.rows.values()].filter((row) => !row.gone).map(expected);
export const mine = () => views.sorted(open().filter((row) => row.mine));
export const free = () => views.sorted(open().filter((row) => !row.holder));

const USUAL_MS = 3600000;

/** Return when somebody is expected elsewhere, [from, to]: the visits of their other tasks. */
export const busy = (task) =>
  mine()
    .filter((row) => row.visit_at && row.id !== task.id)
    .map((row) => [row.visit_at, row.visit_end || row.visit_at + USUAL_MS]);

/** Return a task as it will be when what waits here is sent: what its worker sees now. */
function expected(row) {
  const coming = outbox.onTheWay(row.id);
  if (!coming.length) return row;
  const shown = { ...row, unsent: coming.some(stays) && coming.at(-1).what };
  for (const { what } of coming) {
    // Its task stays where it is; a second tap would be refused.
    if (what === "lower") shown.allowed = (shown.allowed || []).filter((name) => name !== what);
    const after = state.who.life[shown.state]?.[what];
    if (!after) continue;
    shown.state = after;
    shown.mine = after !== "open";
    shown.holder = shown.mine ? { id: state.who.id, name: state.who.name } : null;
    shown.allowed = [
      ...Object.keys(state.who.life[after] || {}).filter((name) => name !== "assign"),
      "note",
    ];
  }
  return shown;
}

/** Return the open task as it was read, as it moved since, and as what waits here makes it. */
export function seen() {
  const known = state.tasks.get(place.task);
  const row = store.rows.get(place.task);
  if (!known && !row) return null;
  const newer = row && (!known || row.version > known.version) ? { ...known, ...row } : known;
  // What may be done with a task that was never opened follows from its state.
  const guess = () =>
    Object.keys(state.who.life[newer.state] || {}).filter(
      (name) => name !== "assign" && (newer.mine || !newer.holder),
    );
  return expected({ ...newer, allowed: newer === known ? known.allowed : guess() });
}

export const communityOf = (task) =>
  state.who.communities.find((each) => task?.queue.startsWith(`${each.code}.`));

/** Whose time is said: the open task's community, else the first. */
export const here = () => communityOf(seen()) || state.who.communities[0];
