// Answering and finishing from the panel of a task: the same forms, ready words and conditions as in the staff app.

import { call, Refused } from "../shared/api.js";
import { el, newKey, show } from "../shared/dom.js";
import { ACTIONS, named } from "../shared/names.js";
import { form, needsForm } from "../shared/task_form.js";
import { t } from "../shared/words.js";

const OFFERED = ["claim", "accept", "start", "resume", "done", "say", "ask", "visit", "pause"];
const MORE = ["note", "decline"];
const ARRIVES_MS = 1500;
const TRIES = 10;

/** Offer what may be done now, as a button each; what needs words opens its form below them. */
export function doing(task, help, given, act) {
  const place = el("div.doing");
  const known = { ...task, help };
  const close = () => show(place);
  const open = (action) => {
    if (!needsForm(action)) return act(action, {});
    const send = (fields) => given.telling(() => sent(task, action, fields, act, given));
    const [, , made] = form(known, action, { draft: {} }, { send, back: close });
    show(place, el("h2", {}, named(ACTIONS, action)), made);
    made.querySelector("textarea, input, select")?.focus();
  };
  const button = (action) =>
    el(
      "button.small",
      { onclick: () => open(action), "data-action": action },
      named(ACTIONS, action),
    );
  const may = [...OFFERED, ...MORE].filter((action) => task.allowed.includes(action));
  return may.length ? [el("div.row", {}, ...may.map(button)), place] : [];
}

/** Send an action; a photo goes before it, and is waited for. */
async function sent(task, action, fields, act, given) {
  const { photo, ...said } = fields;
  if (photo) {
    given.tell(t("One moment…"));
    await photographed(task.id, photo);
  }
  await act(action, said);
}

async function photographed(id, photo) {
  const before = (await call("GET", `/staff/v1/tasks/${id}`)).photos.length;
  const key = { "Idempotency-Key": newKey() };
  const offer = await call("POST", `/staff/v1/tasks/${id}/photos`, { when: "after" }, key);
  const body = new FormData();
  for (const [name, value] of Object.entries(offer.fields)) body.append(name, value);
  body.append("file", photo, "photo.jpg");
  const answer = await fetch(offer.url, { method: "POST", body });
  if (!answer.ok) throw new Refused(answer.status, { status: 422, errors: { photo: "" } });
  // It counts once it was looked at; the action says so if that takes longer.
  for (let tried = 0; tried < TRIES; tried += 1) {
    await new Promise((done) => setTimeout(done, ARRIVES_MS));
    if ((await call("GET", `/staff/v1/tasks/${id}`)).photos.length > before) return;
  }
}
