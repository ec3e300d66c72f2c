// What went wrong, in words.

import { Refused } from "./api.js";
import { say } from "./words.js";

/** Say why a call failed: what the server refused, or that there is no signal. */
export const failure = (error) =>
  error instanceof Refused ? reason(error.problem) : say("no_signal");

const BY_STATUS = { 412: "changed", 403: "not_yours", 404: "not_there" };

/** Say a refusal in words: who has it, that it changed, what it is now, or what is missing. */
export function reason(problem) {
  if (!problem) return say("failed");
  const { status, errors = {} } = problem;
  if (errors.clean) return say("clean_first");
  if ("photo" in errors) return say("photo_first");
  if (status === 409 && (problem.holder || problem.state)) return overtaken(problem);
  if (status in BY_STATUS) return say(BY_STATUS[status]);
  const named = Object.values(errors).filter(Boolean).join(" ");
  return `${say("failed")} ${named || problem.detail || problem.title || ""}`;
}

/** Say who has it now, or what it is now. */
const overtaken = ({ holder, state }) =>
  holder ? `${say("taken")} ${holder.name}` : `${say("is_now")} ${say(state)}`;
