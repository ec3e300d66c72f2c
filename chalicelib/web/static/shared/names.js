// What the codes of the server are called.

import { N_, NP_, t } from "./words.js";

/** Say what a code is called; a code that a newer server knows is said as it is. */
export const named = (names, code) => t(names[code] || code);

/** States of a task. */
export const STATES = {
  open: NP_("task", "Open"),
  claimed: NP_("task", "Taken"),
  working: N_("In work"),
  paused: NP_("task", "On hold"),
  waiting: N_("Waiting for the resident"),
  done: NP_("task", "It is done"),
  handed_over: N_("Handed over"),
  declined: NP_("task", "Declined"),
  cancelled: N_("Cancelled"),
};

/** What may be done with a task. */
export const ACTIONS = {
  claim: N_("I take it"),
  accept: N_("I accept it"),
  start: N_("I start now"),
  done: NP_("task", "It is done"),
  pause: NP_("action", "Put on hold"),
  ask: N_("Ask the resident"),
  say: N_("Write to the resident"),
  visit: N_("Agree on a visit"),
  resume: N_("Go on"),
  release: N_("Give it back"),
  hand_over: N_("Hand over"),
  decline: N_("Cannot be done"),
  note: N_("Add a note"),
  assign: N_("Give it to somebody"),
  retopic: N_("It is about something else"),
  lower: N_("Not a danger"),
};

/** What was done with a task. */
export const HISTORY = {
  put: NP_("history", "Came in"),
  assign: N_("Given to somebody"),
  claim: NP_("history", "Taken"),
  accept: NP_("history", "Accepted"),
  start: N_("Started"),
  pause: NP_("history", "Put on hold"),
  ask: N_("Asked the resident"),
  visit: N_("Visit agreed"),
  resume: N_("Went on"),
  release: N_("Given back"),
  hand_over: N_("Handed over"),
  decline: NP_("history", "Declined"),
  done: N_("Done"),
  cancel: N_("Cancelled"),
  wake: N_("Hold is over"),
  return: N_("Back in the queue"),
  send_link: N_("Link sent to the contractor"),
  withdraw_link: N_("Link of the contractor withdrawn"),
  retopic: N_("Topic corrected"),
  raise: N_("Urgent now"),
  lower: N_("No danger after all"),
  nudge: N_("Reminder sent"),
};

/** When a photo was taken. */
export const PHOTOS = {
  before: N_("Photo before"),
  after: N_("Photo after"),
};
