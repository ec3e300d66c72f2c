// Webhooks: other programs are told what happens. Made here, tried, and what became of each message.

import { call, Refused } from "../../shared/api.js";
import { el, newKey, show } from "../../shared/dom.js";
import { clock } from "../../shared/format.js";
import { N_, t } from "../../shared/words.js";
import { hint, input, part, tick, ticks } from "./fields.js";
import { saving } from "./frame.js";
import { secret } from "./secret.js";

const OFF = {
  failing: N_("Switched off: it failed for five days."),
  gone: N_("Switched off: the receiver says this address no longer exists."),
  stopped: N_("Switched off."),
};
const STATES = {
  waiting: N_("Sending"),
  delivered: N_("Delivered"),
  dead: N_("Stopped trying"),
};
const WHY = {
  address: N_("This address is not allowed."),
  connect: N_("No answer from there."),
  tls: N_("Its certificate is not valid."),
  timeout: N_("It took too long."),
  broken: N_("The connection broke."),
};

export async function content(page) {
  const place = el("div.hooks");
  /** Draw all anew: with a secret that was just made, or with the messages of one that was tried. */
  const draw = async (made, tried = "") => {
    const found = await page.given.ask("webhooks");
    const named = Object.fromEntries(found.types.map((each) => [each.code, each.name]));
    show(
      place,
      made && shown(made),
      hint(
        t(
          "Each message is signed by Standard Webhooks. If it fails, we send it again for three days.",
        ),
      ),
      ...found.hooks.map((hook) => one(hook, named, page, draw)),
      part(...form(found, page, draw)),
    );
    if (made) place.scrollIntoView();
    if (tried) place.querySelector(`[data-id="${tried}"] [data-action=messages]`).click();
  };
  await draw();
  return place;
}

function one(hook, named, page, draw) {
  const below = el("div");
  return el(
    "section.card-like",
    { "data-id": hook.id },
    el("h3.address", {}, hook.url),
    el("p.soft", {}, `${hook.made_by} · ${clock(hook.made_at)}`),
    el("p", {}, hook.types.map((type) => named[type] || type).join(" · ")),
    hook.words && el("p", {}, t("Including what residents wrote, their names and contact details")),
    hook.off && el("p.wrong", {}, t(OFF[hook.off])),
    !hook.off &&
      hook.failing_since !== null &&
      el("p.wrong", {}, t("It has failed since %(at)s.", { at: clock(hook.failing_since) })),
    hook.old_until > Date.now() &&
      el("p", {}, t("Both secrets are used until %(at)s.", { at: clock(hook.old_until) })),
    buttons(hook, page, draw, below),
    below,
  );
}

function buttons(hook, page, draw, below) {
  const act = (action) =>
    page.given.telling(async () => {
      const headers = { "If-Match": `"${hook.version}"`, "Idempotency-Key": newKey() };
      const path = `/staff/v1/webhooks/${hook.id}/actions`;
      try {
        const made = await call("POST", path, { action }, headers);
        await draw(made.secret ? made : null, action === "test" ? hook.id : "");
        if (action === "test")
          page.given.tell(t("A test message has been sent. See the messages below."));
      } catch (error) {
        if (!(error instanceof Refused) || error.status !== 412) throw error;
        await draw();
        page.given.tell(t("Someone else has just changed this. Check it again."));
      }
    });
  const button = (action, said, onclick = () => act(action)) =>
    el("button.small", { onclick, "data-action": action }, said);
  const log = () => page.given.telling(() => messages(hook, page, below));
  const surely = () =>
    show(
      below,
      el("p", {}, t("Remove this webhook permanently?")),
      el(
        "p.row",
        {},
        button("remove", t("Remove")),
        button("keep", t("Cancel"), () => show(below)),
      ),
    );
  return el(
    "p.row",
    {},
    button("messages", t("Messages"), log),
    !hook.off && button("test", t("Send a test")),
    button("rotate", t("Replace the secret")),
    hook.off ? button("on", t("Switch on")) : button("off", t("Switch off")),
    button("ask-remove", t("Remove"), surely),
  );
}

async function messages(hook, page, below, found) {
  found ||= await call("GET", `/staff/v1/webhooks/${hook.id}/deliveries`);
  const again = (number) =>
    page.given.telling(async () => {
      const path = `/staff/v1/webhooks/${hook.id}/again`;
      await messages(hook, page, below, await call("POST", path, { delivery: number }));
    });
  if (!found.deliveries.length) return show(below, el("p.soft", {}, t("Nothing sent yet.")));
  show(
    below,
    el(
      "ul.from-to",
      {},
      ...found.deliveries.map((each) =>
        // Nothing is sent to one that is off.
        el("li", { "data-id": each.number }, ...line(each, hook.off ? null : again)),
      ),
    ),
  );
}

const line = (each, again) => [
  el("b", {}, `${each.type} · ${t(STATES[each.state])}`),
  el("br"),
  [
    clock(each.at),
    each.attempts > 0 && t("Tries: %(number)s", { number: each.attempts }),
    each.status > 0 && `HTTP ${each.status}`,
    each.why && t(WHY[each.why]),
    each.attempts > 0 && `${each.took_ms} ms`,
    each.next_at !== null && t("next: %(at)s", { at: clock(each.next_at) }),
  ]
    .filter(Boolean)
    .join(" · "),
  each.state === "dead" &&
    again &&
    el(
      "p.row",
      {},
      el(
        "button.small",
        { onclick: () => again(each.number), "data-action": "again" },
        t("Send it again"),
      ),
    ),
];

function form(found, page, draw) {
  // Of the form and not of the tap: sent again after a lost answer, it makes one.
  const once = { "Idempotency-Key": newKey() };
  const types = found.types.map((each) => [each.code, each.name]);
  const fields = [
    input("url", t("Web address to call"), "", { type: "url", placeholder: "https://" }),
    ticks("types", t("What we send"), types, []),
    tick("words", t("Including what residents wrote, their names and contact details"), false),
  ];
  const made = saving(
    page,
    fields,
    ({ url = "", types: chosen = [], words }) => ({
      community: page.held.community,
      url,
      types: chosen,
      words,
    }),
    {
      send: (body) => call("POST", "/staff/v1/webhooks", body, once),
      done: (answer) => page.given.telling(() => draw(answer)),
      button: t("Add webhook"),
    },
  );
  return [t("New webhook"), made];
}

const shown = (made) =>
  secret(
    t("The secret of %(url)s", { url: made.hook.url }),
    t("Copy it now: it is shown only once. The receiver uses it to check each message."),
    made.secret,
  );
