// A refusal of the server in words.

import { say } from "./words.js";

/** Say a refusal in words: who has it, that it changed, what it is now, or what is missing. */
export function reason(problem) {
  if (!problem) return say("failed");
  if (problem.errors?.clean) return say("clean_first");
  if (problem.errors && "photo" in problem.errors) return say("photo_first");
  if (problem.status === 409 && problem.holder) return `${say("taken")} ${problem.holder.name}`;
  if (problem.status === 409 && problem.state) return `${say("is_now")} ${say(problem.state)}`;
  if (problem.status === 412) return say("changed");
  if (problem.status === 403) return say("not_yours");
  if (problem.status === 404) return say("not_there");
  const named = Object.values(problem.errors || {})
    .filter(Boolean)
    .join(" ");
  return `${say("failed")} ${named || problem.detail || problem.title || ""}`;
}
