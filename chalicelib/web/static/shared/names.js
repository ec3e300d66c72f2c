// What the codes of the server are called.

import { N_, NP_, t } from "./words.js";

/** Say what a code is called; a code that a newer server knows is said as it is. */
export const named = (names, code) => t(names[code] || code);

/** States of a task. */
export const STATES = {
  open: NP_("task", "Open"),
  claimed: NP_("task", "Accepted"),
  working: N_("In progress"),
  paused: NP_("task", "On hold"),
  waiting: N_("Waiting for the resident"),
  done: NP_("task", "Mark as done"),
  handed_over: N_("Transferred"),
  declined: NP_("task", "Cannot be done"),
  cancelled: N_("Cancelled"),
};

/** What may be done with a task. */
export const ACTIONS = {
  claim: N_("Take job"),
  accept: N_("Accept job"),
  start: N_("Start work"),
  done: NP_("task", "Mark as done"),
  pause: NP_("action", "Put on hold"),
  ask: N_("Ask the resident"),
  say: N_("Write to the resident"),
  visit: N_("Agree a visit time"),
  offer_times: N_("Offer times for a visit"),
  call_off: N_("Cancel the visit"),
  coming: N_("I am on the way"),
  resume: N_("Resume work"),
  release: N_("Return to list"),
  hand_over: N_("Transfer to another department"),
  decline: N_("Cannot be done"),
  note: N_("Add a note"),
  assign: N_("Assign to someone"),
  retopic: N_("Change topic"),
  lower: N_("Not an emergency"),
};

/** What was done with a task. */
export const HISTORY = {
  put: NP_("history", "Received"),
  assign: N_("Assigned"),
  claim: NP_("history", "Taken"),
  accept: NP_("history", "Accepted"),
  start: N_("Started"),
  pause: NP_("history", "Put on hold"),
  ask: N_("Question sent to the resident"),
  visit: N_("Visit time agreed"),
  offer_times: N_("Times offered for a visit"),
  pick: N_("The resident picked a time"),
  call_off: N_("Visit cancelled"),
  coming: N_("On the way"),
  ask_times: N_("The resident asks for a visit"),
  remind_visit: N_("Reminder of the visit sent"),
  resume: N_("Work resumed"),
  release: N_("Returned to list"),
  hand_over: N_("Transferred"),
  decline: NP_("history", "Cannot be done"),
  done: N_("Done"),
  cancel: N_("Cancelled"),
  wake: N_("Hold ended"),
  return: N_("Unassigned again"),
  send_link: N_("Link sent to the contractor"),
  withdraw_link: N_("Link of the contractor withdrawn"),
  retopic: N_("Topic changed"),
  raise: N_("Now urgent"),
  lower: N_("No emergency after all"),
  nudge: N_("Reminder sent"),
};

/** When a photo was taken. */
export const PHOTOS = {
  before: N_("Photo before"),
  after: N_("Photo after"),
};
