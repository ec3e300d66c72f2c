// The frame of every page of settings: one form, sent with the version that was read. A mistake is
// said at its field; what somebody else changed meanwhile is shown, and nothing typed is lost.

import { call, Refused } from "../../shared/api.js";
import { el, show } from "../../shared/dom.js";
import { failure } from "../../shared/problem.js";
import { t } from "../../shared/words.js";
import { told } from "./told.js";

/**
 * Return a form of fields that saves what `patch(values)` makes of them.
 * @param {any} page what a page gets: `held` (the settings as read), `given` (the board), `done`
 * @param {any[]} fields
 * @param {(values: any) => any} patch
 * @param {any} to where it goes, when it is no setting: `send(patch)`, `done(answer)`, `again()`
 *   (take the newest version after somebody else was quicker), and the word on its `button`
 */
export function saving(page, fields, patch, to = settings(page)) {
  const top = el("div", { "aria-live": "polite" });
  const made = el(
    "form.fields",
    { novalidate: true },
    top,
    ...fields.flat(),
    el(
      "button.small.main",
      { type: "submit", "data-action": to.action || "save" },
      to.button || t("Save"),
    ),
  );
  made.addEventListener("submit", async (event) => {
    event.preventDefault();
    clear(made, top);
    const button = made.querySelector("[type=submit]");
    button.disabled = true;
    await send(page, made, top, () => to.send(patch(values(made))), to).finally(
      () => (button.disabled = false),
    );
  });
  return made;
}

const settings = (page) => ({
  send: (patch) => save(page, patch),
  done: (held) => page.done(held),
  again: async () => (page.held = await page.given.ask("settings")),
});

async function send(page, made, top, work, to) {
  try {
    to.done(await work());
  } catch (error) {
    if (!(error instanceof Refused)) return page.given.tell(failure(error));
    if (error.status === 412) return conflict(page, top, to);
    if (!error.problem.errors) return show(top, wrong(failure(error)));
    place(made, top, error.problem.errors);
  }
}

/** Save settings with the version that is held. */
export const save = (page, patch) =>
  call(
    "POST",
    "/staff/v1/settings",
    { community: page.held.community, ...patch },
    { "If-Match": `"${page.held.version}"` },
  );

/** Take the newest version, and say what others changed since; the form stays as it was typed. */
async function conflict(page, top, to) {
  await to.again();
  const { changes } = await page.given.ask("changes");
  const missed = changes.slice(0, 1);
  show(
    top,
    el(
      "div.lacking",
      { role: "alert", "data-id": "conflict" },
      el("b", {}, t("Someone else has just changed this. What you typed is still here.")),
      ...missed.map((each) => told(each, page.held)),
      el("p", {}, t("Check it and save again if you still want to.")),
    ),
  );
  top.scrollIntoView();
}

const wrong = (said) => el("p.wrong", { role: "alert" }, said);

function clear(made, top) {
  top.replaceChildren();
  for (const old of made.querySelectorAll(".wrong")) old.remove();
  for (const each of made.querySelectorAll("[aria-invalid]")) each.removeAttribute("aria-invalid");
}

/** Say each mistake at its field, or at the nearest one that it is about. */
function place(made, top, errors) {
  /** @type {any} */
  let first = null;
  for (const [path, said] of Object.entries(errors)) {
    const field = nearest(made, path);
    if (!field) {
      top.append(wrong(said));
      continue;
    }
    for (let at = field.parentElement; at && at !== made; at = at.parentElement)
      if (at.tagName === "DETAILS") at.open = true;
    const id = `${field.id}-wrong`;
    const several = field.closest("fieldset.several");
    // Of several to choose from: above them all, for it is about no single one.
    (several?.querySelector("legend") || field.closest("label") || field).after(
      el("p.wrong", { id, role: "alert" }, said),
    );
    field.setAttribute("aria-describedby", id);
    field.setAttribute("aria-invalid", "true");
    first ||= field;
  }
  if (first) first.focus();
  else top.scrollIntoView();
}

function nearest(made, path) {
  const fields = [...made.elements].filter((each) => each.name);
  const near = (each) =>
    each.name === path ? 3 : each.name.startsWith(path) ? 2 : path.startsWith(each.name) ? 1 : 0;
  return fields.filter(near).sort((a, b) => near(b) - near(a))[0];
}

/** Return what a form says, nested by the dots of its names; what is empty is left out. */
export function values(made) {
  const said = {};
  for (const field of made.elements) {
    if (!field.name || field.disabled) continue;
    const value = valueOf(field);
    if (value === undefined) continue;
    const path = field.name.split(".");
    const last = path.pop();
    const into = path.reduce((at, part) => (at[part] ||= {}), said);
    if (field.dataset.many !== undefined) (into[last] ||= []).push(value);
    else into[last] = value;
  }
  return said;
}

function valueOf(field) {
  if (field.type === "checkbox" && field.dataset.many === undefined) return field.checked;
  if (["checkbox", "radio"].includes(field.type)) return field.checked ? field.value : undefined;
  const said = field.value.trim();
  return said || field.dataset.blank !== undefined ? said : undefined;
}
