// What went wrong, in words.

import { Refused } from "./api.js";
import { STATES, named } from "./names.js";
import { N_, t } from "./words.js";

/** Say why a call failed: what the server refused, or that there is no signal. */
export const failure = (error) =>
  error instanceof Refused
    ? reason(error.problem)
    : t("No signal. Keep working: everything will be sent when you are back online.");

const BY_STATUS = {
  412: N_("This job has changed. Check it again."),
  403: N_("You do not have permission to do this."),
  404: N_("This job no longer exists or is not yours."),
};

/** Say a refusal in words: who has it, that it changed, what it is now, or what is missing. */
export function reason(problem) {
  if (!problem) return t("That did not work:");
  const { status, errors = {} } = problem;
  if (errors.clean) return t("Please leave the area clean, then confirm here.");
  if ("photo" in errors) return t("Please add a photo of the area after the work.");
  if (status === 409 && (problem.holder || problem.state)) return overtaken(problem);
  if (status in BY_STATUS) return t(BY_STATUS[status]);
  const details = Object.values(errors).filter(Boolean).join(" ");
  return `${t("That did not work:")} ${details || problem.detail || problem.title || ""}`;
}

/** Say who has it now, or what it is now. */
const overtaken = ({ holder, state }) =>
  holder
    ? `${t("Already taken by")} ${holder.name}`
    : `${t("This is no longer possible. Status now:")} ${named(STATES, state)}`;
