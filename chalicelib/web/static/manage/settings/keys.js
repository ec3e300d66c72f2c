// Keys of other programs: made here, shown once, rotated and revoked.

import { call, Refused } from "../../shared/api.js";
import { el, newKey, show } from "../../shared/dom.js";
import { clock } from "../../shared/format.js";
import { t } from "../../shared/words.js";
import { hint, input, part, tick, ticks } from "./fields.js";
import { saving } from "./frame.js";
import { secret } from "./secret.js";

export async function content(page) {
  const place = el("div.keys");
  const draw = async (made) => {
    const found = await page.given.ask("keys");
    show(place, made && shown(made), ...list(found, page, draw), part(...form(found, page, draw)));
    if (made) place.scrollIntoView();
  };
  await draw();
  return place;
}

function list(found, page, draw) {
  const named = Object.fromEntries(found.rights.map((each) => [each.code, each.name]));
  return [
    hint(t("Other programs use a key to submit and read requests. Each has its own.")),
    ...found.keys.map((key) => one(key, named, page, draw)),
  ];
}

function one(key, named, page, draw) {
  const over = key.revoked_at !== null;
  return el(
    "section.card-like",
    { "data-id": key.id },
    el("h3", {}, key.name),
    el("p.soft", {}, `${key.id} · ${key.made_by} · ${clock(key.made_at)}`),
    el("p", {}, key.rights.map((right) => named[right] || right).join(" · ")),
    key.communities.length > 1 && el("p", {}, key.communities.join(" · ")),
    el(
      "p",
      {},
      key.last_used === null
        ? t("It was never used.")
        : t("Last used: %(at)s", { at: clock(key.last_used) }),
    ),
    !over &&
      key.old_until > Date.now() &&
      el("p", {}, t("The earlier key works until %(at)s.", { at: clock(key.old_until) })),
    over
      ? el(
          "p.wrong",
          {},
          t("Revoked by %(name)s: %(at)s", { name: key.revoked_by, at: clock(key.revoked_at) }),
        )
      : buttons(key, page, draw),
  );
}

function buttons(key, page, draw) {
  const act = (action) =>
    page.given.telling(async () => {
      const headers = { "If-Match": `"${key.version}"` };
      try {
        const made = await call("POST", `/staff/v1/keys/${key.id}/actions`, { action }, headers);
        await draw(made.text ? made : null);
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 412) throw error;
        await draw();
        page.given.tell(t("Someone else has just changed this. Check it again."));
      }
    });
  const place = el("div");
  const surely = () =>
    show(
      place,
      el(
        "p",
        {},
        t("Revoke %(name)s? It stops working at once and cannot be restored.", { name: key.name }),
      ),
      el(
        "p.row",
        {},
        el(
          "button.small.main",
          { onclick: () => act("revoke"), "data-action": "revoke" },
          t("Revoke"),
        ),
        el("button.small", { onclick: usual, "data-action": "keep" }, t("Cancel")),
      ),
    );
  const usual = () =>
    show(
      place,
      choices(() => act("rotate"), surely),
    );
  usual();
  return place;
}

const choices = (rotate, surely) =>
  el(
    "p.row",
    {},
    el("button.small", { onclick: rotate, "data-action": "rotate" }, t("Replace the key")),
    el("button.small", { onclick: surely, "data-action": "ask-revoke" }, t("Revoke")),
  );

function form(found, page, draw) {
  // Of the form and not of the tap: sent again after a lost answer, it makes one.
  const once = { "Idempotency-Key": newKey() };
  const rights = found.rights.map((each) => [each.code, each.name]);
  const fields = [
    input("name", t("Name of the program"), "", { maxlength: 40, autocomplete: "off" }),
    ticks("rights", t("What it may do"), rights, []),
    tick("company", t("In all communities of the company"), false),
  ];
  const made = saving(
    page,
    fields,
    ({ name = "", rights: chosen = [], company }) => ({
      community: page.held.community,
      name,
      rights: chosen,
      company,
    }),
    {
      send: (body) => call("POST", "/staff/v1/keys", body, once),
      done: (answer) => page.given.telling(() => draw(answer)),
      button: t("Create key"),
    },
  );
  return [t("New key"), made];
}

const shown = (made) =>
  secret(
    t("The key of %(name)s", { name: made.key.name }),
    t("Copy it now: it is shown only once. The program sends it as Authorization: Bearer."),
    made.text,
  );
