// What the board calls the codes of the server.

import { N_, NP_ } from "../shared/words.js";

/** The sections of the board. */
export const TITLES = {
  now: NP_("section of the board", "Now"),
  trends: N_("Trends"),
  outages: N_("Outages"),
  opinions: N_("Opinions"),
  lessons: N_("Lessons"),
  people: N_("People"),
  places: N_("Places"),
  person: N_("A person's data"),
  settings: N_("Settings"),
};

/** What is counted of open tasks. */
export const NUMBERS = {
  total: NP_("number of tasks", "Open"),
  board_late: N_("Late"),
  unassigned: N_("Nobody has it"),
  on_hold: NP_("number of tasks", "On hold"),
  reopened: N_("Reopened"),
};

/** What is counted of a day. */
export const TALLIES = {
  arrived: NP_("number of requests", "Came in"),
  done: N_("Done"),
  reopened: N_("Came back"),
};

/** How many days are shown. */
export const SPANS = {
  14: N_("14 days"),
  30: N_("30 days"),
  90: N_("90 days, by week"),
};

/** States of a measure. */
export const MEASURES = {
  proposed: N_("Proposed"),
  accepted: NP_("measure", "Accepted"),
  doing: N_("Being done"),
  done: N_("Done, being watched"),
  verified: N_("It holds"),
  dropped: N_("Dropped"),
};

/** States of an outage. */
export const OUTAGES = {
  planned: N_("Planned"),
  running: NP_("outage", "Now"),
  ended: N_("Over"),
  withdrawn: N_("Withdrawn"),
};

/** What may be done with an outage. */
export const OUTAGE_ACTIONS = {
  start: N_("It has begun"),
  end: N_("It is over: ask everybody"),
  withdraw: N_("Withdraw it"),
};

/** States of a lesson. */
export const LESSONS = {
  draft: N_("Draft"),
  published: N_("Published"),
  retired: N_("Retired"),
};

/** What may be done with a lesson. */
export const LESSON_ACTIONS = {
  publish: N_("Publish it"),
  retire: N_("Retire it"),
  revise: N_("Revise it"),
};

/** The parts of a lesson. */
export const LESSON_TEXTS = {
  problem: N_("What was wrong"),
  done: N_("What was done"),
  prevent: N_("How to prevent it"),
  not_here: N_("When this does not fit"),
};

/** What people are in a community. */
export const ROLES = {
  staff: N_("Staff"),
  lead: N_("Lead"),
  manager: N_("Manager"),
  admin: N_("Administrator"),
};

/** Whether somebody can be reached. */
export const REACH = {
  tested: N_("Tested"),
  untested: N_("Not tested"),
  failed: N_("Test failed"),
  missing: N_("No way to reach"),
};

/** Whose a place is. */
export const KINDS_OF_PLACE = {
  shared: N_("Shared"),
  private: N_("Private"),
};

/** What may be done with the link of a contractor. */
export const LINK_ACTIONS = {
  withdraw_link: N_("Withdraw the link"),
  send_link: N_("Send a new link"),
};
