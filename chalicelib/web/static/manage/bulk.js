// Giving many tasks to somebody, or handing them over, at once: each is an action of its own, with a key of its own.

import { call } from "../shared/api.js";
import { el, newKey, show } from "../shared/dom.js";
import { failure, reason } from "../shared/problem.js";
import { t } from "../shared/words.js";
import { pick } from "./pick.js";

const MOST = 25;

/** @type {Map<string, any>} What is chosen: a task by its id. */
const chosen = new Map();
/** @type {Map<string, string>} Why a task was not moved. */
const failed = new Map();
/** @type {Map<string, string>} The keys of what was sent and not answered: sent again it is the same action. */
const keys = new Map();

export const isChosen = (id) => chosen.has(id);
export const why = (id) => failed.get(id) || "";

export function choose(part, is) {
  failed.delete(part.id);
  if (is) chosen.set(part.id, part);
  else chosen.delete(part.id);
}

/** Keep of what is chosen that which is still listed, as it stands now. */
export function keep(listed) {
  const now = new Map(listed.map((part) => [part.id, part]));
  for (const id of chosen.keys()) {
    if (now.has(id)) chosen.set(id, now.get(id));
    else chosen.delete(id);
  }
  for (const id of failed.keys()) if (!now.has(id)) failed.delete(id);
}

/** Show what can be done with what is chosen; nothing while nothing is. */
export function bar(place, given, people, listed, again) {
  if (!chosen.size) return show(place);
  const all = [...chosen.values()];
  const queues = new Set(all.map((part) => part.queue.split(".")[1]));
  const fits = (each) =>
    each.role === "manager" || [...queues].every((own) => each.departments.includes(own));
  const to = given.community.departments.filter(
    (each) => each.department !== "conduct" && !(queues.size === 1 && queues.has(each.department)),
  );
  const send = (action, name) => (value) => sent(place, given, { action, [name]: value }, again);
  const button = (action, label, does) =>
    el("button.small", { onclick: does, "data-action": action }, label);
  const every = () => {
    for (const part of listed) if (part.movable) choose(part, true);
    again();
  };
  const none = () => {
    chosen.clear();
    again();
  };
  return show(
    place,
    el(
      "section.chosen",
      { "aria-label": t("Chosen") },
      el(
        "p",
        {},
        el("b", { role: "status" }, t("%(count)s chosen", { count: chosen.size })),
        button("choose-all", t("Choose all"), every),
        button("choose-none", t("Choose none"), none),
      ),
      pick(
        "many-staff",
        t("Assign to"),
        people.filter(fits).map((each) => [each.id, each.name]),
        "give-many",
        t("Assign"),
        send("assign", "staff"),
      ),
      pick(
        "many-department",
        t("To which department"),
        to.map((each) => [each.department, each.name]),
        "hand-over-many",
        t("Transfer"),
        send("hand_over", "department"),
      ),
    ),
  );
}

/** Send what is chosen, in batches; what was done is chosen no more, what was not says why. */
async function sent(place, given, said, again) {
  // A second tap finds nothing to press.
  for (const each of place.querySelectorAll("button, select")) each.disabled = true;
  failed.clear();
  const order = Object.values(said).join(" ");
  const parts = [...chosen.values()];
  let done = 0;
  try {
    for (let from = 0; from < parts.length; from += MOST)
      done += await batch(parts.slice(from, from + MOST), said, order);
  } catch (error) {
    return again(failure(error));
  }
  return again(
    failed.size
      ? t("%(done)s done, %(failed)s not: each says why.", { done, failed: failed.size })
      : t("%(done)s done.", { done }),
  );
}

async function batch(parts, said, order) {
  const actions = parts.map(({ id, version }) => {
    const name = `${order} ${id}`;
    if (!keys.has(name)) keys.set(name, newKey());
    return { key: keys.get(name), task: id, version, ...said };
  });
  const { verdicts } = await call("POST", "/staff/v1/actions", { actions });
  let done = 0;
  verdicts.forEach((each, n) => {
    const { id } = parts[n];
    keys.delete(`${order} ${id}`);
    if (each.verdict === "refused") return void failed.set(id, reason(each.problem));
    chosen.delete(id);
    done += 1;
  });
  return done;
}
