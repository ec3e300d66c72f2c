// What the board calls the codes of the server.

import { N_, NP_ } from "../shared/words.js";

/** The sections of the board. */
export const TITLES = {
  now: NP_("section of the board", "Now"),
  company: N_("All communities"),
  search: NP_("section of the board", "Search"),
  trends: N_("Trends"),
  outages: N_("Faults and planned work"),
  opinions: N_("Feedback"),
  lessons: N_("Lessons learned"),
  people: N_("People"),
  places: N_("Places"),
  person: N_("Data requests"),
  settings: N_("Settings"),
};

/** What is counted of open tasks. */
export const NUMBERS = {
  total: NP_("number of tasks", "Open"),
  board_late: N_("Overdue"),
  unassigned: N_("Unassigned"),
  on_hold: NP_("number of tasks", "On hold"),
  reopened: N_("Reopened"),
};

/** What is counted of a day. */
export const TALLIES = {
  arrived: NP_("number of requests", "New"),
  done: N_("Done"),
  reopened: N_("Reopened"),
};

/** How many days are shown. */
export const SPANS = {
  14: N_("14 days"),
  30: N_("30 days"),
  90: N_("90 days, by week"),
};

/** How old what is open is. */
export const AGES = {
  day: N_("Up to 1 day"),
  week: N_("2 to 7 days"),
  month: N_("8 to 30 days"),
  older: N_("More than 30 days"),
};

/** States of a measure. */
export const MEASURES = {
  proposed: N_("Proposed"),
  accepted: NP_("measure", "Accepted"),
  doing: N_("Under way"),
  done: N_("Done, being watched"),
  verified: N_("Confirmed working"),
  dropped: N_("Rejected"),
};

/** States of an outage. */
export const OUTAGES = {
  planned: N_("Planned"),
  running: NP_("outage", "Now"),
  ended: N_("Ended"),
  withdrawn: N_("Withdrawn"),
};

/** What may be done with an outage. */
export const OUTAGE_ACTIONS = {
  start: N_("Starts now"),
  end: N_("End it and ask residents to check"),
  withdraw: N_("Withdraw"),
};

/** States of a lesson. */
export const LESSONS = {
  draft: N_("Draft"),
  published: N_("Published"),
  retired: N_("Retired"),
};

/** What may be done with a lesson. */
export const LESSON_ACTIONS = {
  publish: N_("Publish"),
  retire: N_("Retire"),
  revise: N_("Edit"),
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
  lead: N_("Supervisor"),
  manager: N_("Manager"),
  admin: N_("Administrator"),
};

/** Whether somebody can be reached. */
export const REACH = {
  tested: N_("Tested"),
  untested: N_("Not tested"),
  failed: N_("Test failed"),
  missing: N_("No contact details"),
};

/** Whose a place is. */
export const KINDS_OF_PLACE = {
  shared: N_("Common area"),
  private: N_("Home"),
};

/** What may be done with the link of a contractor. */
export const LINK_ACTIONS = {
  withdraw_link: N_("Withdraw the link"),
  send_link: N_("Send a new link"),
};

/** How a request ended, as it is said of what was found. */
export const OUTCOMES = {
  confirmed: N_("Fixed, says the resident"),
  unconfirmed: N_("Closed without an answer"),
  declined: NP_("request", "Declined"),
  withdrawn: N_("Withdrawn"),
};
