// What helps at home: looked at for a task, and noted at the desk for who has no mail or telephone.

import { call } from "../shared/api.js";
import { grouped } from "../shared/choices.js";
import { el, icon, show } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { failure } from "../shared/problem.js";
import { labelled, language, pt, t } from "../shared/words.js";
import { go, read } from "./actions.js";
import { OFFERS, openTelling } from "./offers.js";
import { focusForm } from "./page.js";
import { changed, keepDraft, place, state } from "./state.js";
import * as store from "./store.js";

/** Read what helps with the task that is shown; the server writes down who looked. */
export async function look() {
  await tried(async () => {
    const id = place.task;
    const helps = await call("POST", `/staff/v1/tasks/${id}/preferences`, {});
    state.tasks.set(id, { ...state.tasks.get(id), helps });
  });
  changed();
}

/** Open the form that notes one thing: for a task, or for what was just filed. */
export async function begin(request, community) {
  if (!place.task) Object.assign(place, { tab: "file", community });
  Object.assign(place, { request, form: "helps", draft: {} });
  await openTelling(community);
  focusForm();
}

/** Take back what was noted at the desk. */
export async function takeBack(request, code) {
  if (
    await tried(() =>
      call("POST", `/staff/v1/requests/${request}/preferences`, { action: "withdraw", code }),
    )
  )
    await look();
}

/** Show the form: what helps, what more it says, and that the resident agreed. */
export function screen(back) {
  const offer = store.read(OFFERS, {})[place.community + language]?.filing;
  if (!offer?.helps)
    return [
      el(
        "p.empty",
        {},
        state.online
          ? t("One moment…")
          : t("No signal. Keep working: everything will be sent when you are back online."),
      ),
    ];
  const what = grouped(
    { id: "helps", name: "helps", required: true },
    offer.helps,
    (each) => each.purpose,
  );
  const further = el("div", {});
  const draw = (code) =>
    show(further, more(offer.helps.find((each) => each.code === code)?.takes, offer.spoken));
  what.addEventListener("change", () => draw(what.value));
  draw(place.draft.helps);
  const fields = [
    el("label", { for: "helps" }, t("What did they tell us?")),
    what,
    further,
    el(
      "label.check",
      { for: "agreed" },
      el("input", { id: "agreed", name: "agreed", type: "checkbox", required: true }),
      t("They agree that we keep this and show it for this purpose"),
    ),
  ];
  const form = finished(
    fields,
    t("Send"),
    { send: (said) => note(said, back), keep: keepDraft, back },
    place.draft,
  );
  return [
    el("h2", {}, pt("task", "Household needs")),
    el(
      "p.soft",
      {},
      t(
        "For a resident without email or phone. It belongs to this request and is deleted automatically.",
      ),
    ),
    form,
  ];
}

function more(takes, spoken) {
  const time = (name, label) => [
    el("label", { for: name }, label),
    el("input", { id: name, name, type: "time", required: true }),
  ];
  if (takes === "hours") return [...time("from", pt("hours", "From")), ...time("to", t("To"))];
  if (takes !== "language") return [];
  return [
    el("label", { for: "spoken" }, t("Which language")),
    grouped({ id: "spoken", name: "spoken", required: true }, spoken, () => ""),
  ];
}

async function note(said, back) {
  const value = said.from ? `${said.from}-${said.to}` : said.spoken || "";
  const body = { action: "tell", code: said.helps, value, consent: said.agreed };
  if (!(await tried(() => call("POST", `/staff/v1/requests/${place.request}/preferences`, body))))
    return changed();
  if (place.task) {
    back();
    await read(place.task);
    await look();
  } else go("queue");
  state.said = t("Recorded.");
  changed();
}

/** Do something now, and say so when it did not work: what was typed stays. */
async function tried(work) {
  try {
    await work();
    state.said = "";
    return true;
  } catch (error) {
    state.said = failure(error);
    return false;
  }
}

/** Show what helps with a task, for who has it or answers for it. */
export function section(task) {
  if (task.gone || !(task.mine || (task.allowed || []).includes("assign"))) return [];
  if (!task.helps)
    return [
      el(
        "div.actions",
        {},
        el(
          "button",
          { onclick: look, "data-action": "look_helps" },
          icon("home"),
          pt("task", "Household needs"),
        ),
      ),
    ];
  const { preferences, request, may_note } = task.helps;
  const one = (each) => {
    const taking =
      each.at_desk &&
      may_note &&
      el(
        "button",
        { onclick: () => takeBack(request, each.code), "data-action": `back-${each.code}` },
        t("Undo"),
        el("span.unseen", {}, labelled("", each.name)),
      );
    return el(
      "li",
      {},
      el("b", {}, each.name),
      each.value && labelled("", each.value),
      el("br"),
      el("small", {}, each.purpose),
      taking || null,
    );
  };
  const noting =
    may_note &&
    el(
      "div.actions",
      {},
      el(
        "button",
        { onclick: () => begin(request, task.queue.split(".")[0]), "data-action": "note_helps" },
        t("Record household needs"),
      ),
    );
  const list = preferences.length
    ? [
        el("ul.history", {}, ...preferences.map(one)),
        el("p.soft", {}, t("Your viewing is recorded.")),
      ]
    : [el("p.soft", {}, t("No household needs recorded."))];
  return [el("h2", {}, pt("task", "Household needs")), ...list, noting].filter(Boolean);
}

/** Offer to note what helps for what was just filed without an address. */
export const offer = (entry) =>
  entry.request &&
  !entry.body?.contact &&
  el(
    "button",
    { onclick: () => begin(entry.request, entry.community), "data-action": "note_helps" },
    t("Record household needs"),
  );
