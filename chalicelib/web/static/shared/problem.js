// What went wrong, in words. The server says a refusal in the language of who asks; what it is about
// stands here, as far as a form does not show it.

import { Refused } from "./api.js";
import { STATES, named } from "./names.js";
import { labelled, N_, t } from "./words.js";

/** Say why a call failed: what the server refused, or that there is no signal. */
export const failure = (error) =>
  error instanceof Refused
    ? reason(error.problem)
    : t("No signal. Keep working: everything will be sent when you are back online.");

const BY_STATUS = {
  412: N_("This job has changed. Check it again."),
  403: N_("You do not have permission to do this."),
  404: N_("This job no longer exists or is not yours."),
  413: N_("This is too large to send."),
};

/** What the fields of a refusal are called. */
const FIELDS = {
  about: N_("Department"),
  building: N_("Building"),
  channel: N_("How did they tell you?"),
  comment: N_("Comment"),
  contact: N_("Contact details"),
  department: N_("Department"),
  departments: N_("Departments"),
  due_on: N_("Due by"),
  ends: N_("Until"),
  kind: N_("Type"),
  name: N_("Name"),
  opinions: N_("Feedback"),
  owner: N_("Owner"),
  photos: N_("Photos"),
  place: N_("Where"),
  places: N_("Places"),
  reason: N_("Reason"),
  reference: N_("Reference"),
  request: N_("Reference"),
  resolution: N_("What was done"),
  spot: N_("Exact location"),
  staff: N_("Assign to"),
  text: N_("Text"),
  title: N_("Title"),
  topic: N_("Topic"),
  topics: N_("Topics"),
  until: N_("Until"),
  windows: N_("Times on offer"),
  words: N_("What they said"),
};

/** Say a refusal in words: who has it, that it changed, what it is now, or what is wrong with which field. */
export function reason(problem) {
  if (!problem) return t("That did not work.");
  const { status, errors = {} } = problem;
  if (errors.clean) return t("Please leave the area clean, then confirm here.");
  if ("photo" in errors) return t("Please add a photo of the area after the work.");
  if (status === 409 && (problem.holder || problem.state in STATES)) return overtaken(problem);
  if (status in BY_STATUS) return t(BY_STATUS[status]);
  const why = Object.entries(errors)
    .map(([name, said]) => (FIELDS[name] ? labelled(t(FIELDS[name]), said) : said))
    .join(" ");
  return why || problem.detail || t("That did not work.");
}

/** Say who has it now, or what it is now. */
const overtaken = ({ holder, state }) =>
  holder
    ? t("Already taken by %(name)s", { name: holder.name })
    : labelled(t("This is no longer possible. Status now"), named(STATES, state));
