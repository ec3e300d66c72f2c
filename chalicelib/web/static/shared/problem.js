// What went wrong, in words.

import { Refused } from "./api.js";
import { STATES, named } from "./names.js";
import { N_, t } from "./words.js";

/** Say why a call failed: what the server refused, or that there is no signal. */
export const failure = (error) =>
  error instanceof Refused
    ? reason(error.problem)
    : t("No signal. You can go on; everything is sent when it is back.");

const BY_STATUS = {
  412: N_("It changed meanwhile. Please look again."),
  403: N_("That is not yours to do."),
  404: N_("It is not there any more, or not yours."),
};

/** Say a refusal in words: who has it, that it changed, what it is now, or what is missing. */
export function reason(problem) {
  if (!problem) return t("That did not work:");
  const { status, errors = {} } = problem;
  if (errors.clean) return t("Please leave the place clean, then say so here.");
  if ("photo" in errors) return t("Please add a photo of the place after the work.");
  if (status === 409 && (problem.holder || problem.state)) return overtaken(problem);
  if (status in BY_STATUS) return t(BY_STATUS[status]);
  const details = Object.values(errors).filter(Boolean).join(" ");
  return `${t("That did not work:")} ${details || problem.detail || problem.title || ""}`;
}

/** Say who has it now, or what it is now. */
const overtaken = ({ holder, state }) =>
  holder
    ? `${t("Somebody was quicker:")} ${holder.name}`
    : `${t("That is no longer possible. It is now:")} ${named(STATES, state)}`;
