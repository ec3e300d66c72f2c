// How somebody is reached when this app is closed: a test of each way, and notices on this phone.

import { BASE, call } from "../shared/api.js";
import { el, icon } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { named } from "../shared/names.js";
import { failure } from "../shared/problem.js";
import { N_, t } from "../shared/words.js";
import { changed, state } from "./state.js";

const PATH = "/staff/v1/me/ways";
const LOOK_AGAIN_MS = 3000;
const LOOKS = 10;

const CHANNELS = {
  email: N_("Email"),
  text: N_("Text message"),
  chat: N_("Group chat"),
  push: N_("Notices on a phone"),
};

const OUTCOMES = {
  asked: N_("Sending"),
  sent: N_("Sent"),
  arrived: N_("Tested, it arrives"),
  lost: N_("It did not arrive"),
  refused: N_("Not accepted"),
  unknown: N_("May have been sent"),
};

/** @type {any} */
let known = null;
let here = "";

/** Learn the ways of this person, and give this phone its newest key when it takes notices. */
export async function load() {
  await told(() => call("GET", PATH));
  const mine = await subscription();
  here = mine ? await markOf(mine.endpoint) : "";
  const own = known?.ways.some((way) => way.mark === here);
  // Whoever used this phone before may have left their notices on: they are not for this person.
  if (mine && known && !own) await leave();
  else if (mine && own && key(mine) !== known.push_key) await add();
  changed();
}

export function section() {
  if (!known) return [];
  const rows = known.ways.map((way) =>
    el(
      "li",
      { "data-mark": way.mark },
      el("b", {}, name(way)),
      el("br"),
      outcome(way),
      ...question(way),
    ),
  );
  return [
    el("h2", {}, icon("alert"), t("How we tell you about emergencies")),
    known.ways.length
      ? el("ul.list.ways", {}, ...rows)
      : el(
          "p.wrong",
          {},
          t(
            "We have no contact details for you. Ask your manager to add them, or switch on notifications here.",
          ),
        ),
    el(
      "div.actions",
      {},
      known.ways.length
        ? el("button", { onclick: test, "data-action": "test_ways" }, t("Send me a test"))
        : null,
      phone(),
    ),
  ];
}

const name = (way) =>
  [named(CHANNELS, way.channel), way.mark === here ? t("this phone") : way.address]
    .filter(Boolean)
    .join(" – ");

function outcome(way) {
  if (!way.tested_at) return el("span.tag.amber", {}, t("Not tested yet"));
  const good = way.outcome === "arrived";
  return el(
    `span.tag${good ? "" : way.outcome === "" || way.outcome === "sent" ? ".amber" : ".red"}`,
    {},
    `${named(OUTCOMES, way.outcome || "asked")} ${clock(way.tested_at)}`,
  );
}

function question(way) {
  if (way.outcome !== "sent" && way.outcome !== "unknown") return [];
  const answer = (action) => () => does({ action, mark: way.mark });
  return [
    el("p", {}, t("Did it arrive?")),
    el(
      "div.two",
      {},
      el("button", { onclick: answer("arrived"), "data-action": "arrived" }, t("Yes")),
      el("button", { onclick: answer("lost"), "data-action": "lost" }, t("No")),
    ),
  ];
}

function phone() {
  if (!("PushManager" in window) || !known.push_key) return null;
  const on = known.ways.some((way) => way.mark === here);
  return el(
    "button",
    { onclick: on ? stop : start, "data-action": "notices" },
    on ? t("Switch off notices on this phone") : t("Switch on notices on this phone"),
  );
}

async function test() {
  await does({ action: "test" });
  for (
    let look = 0;
    look < LOOKS && known.ways.some((way) => way.tested_at && !way.outcome);
    look++
  ) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
    await told(() => call("GET", PATH));
    changed();
  }
}

async function start() {
  if ((await Notification.requestPermission()) !== "granted")
    state.said = t("This browser does not allow notifications. Allow them in its settings.");
  else await add().catch(() => (state.said = t("This browser could not switch on notifications.")));
  changed();
}

async function add() {
  const worker = await navigator.serviceWorker.ready;
  const old = await worker.pushManager.getSubscription();
  if (old && key(old) !== known.push_key) await old.unsubscribe();
  const made = await worker.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: bytes(known.push_key),
  });
  const { endpoint, keys = {} } = made.toJSON();
  here = await markOf(endpoint);
  await does({ action: "add", endpoint, p256dh: keys.p256dh, auth: keys.auth });
}

/** Let this phone take no notices any more: its service then tells ours that it is gone. */
export async function leave() {
  await (await subscription())?.unsubscribe();
  here = "";
}

async function stop() {
  const mark = here;
  await leave();
  await does({ action: "forget", mark });
  changed();
}

async function does(body) {
  await told(() => call("POST", PATH, body));
  changed();
}

async function told(ask) {
  try {
    known = await ask();
    state.said = "";
  } catch (error) {
    state.said = failure(error);
  }
}

async function subscription() {
  const worker =
    "PushManager" in window && (await navigator.serviceWorker?.getRegistration(`${BASE}/staff/`));
  return worker ? worker.pushManager.getSubscription() : null;
}

const key = (made) => text(new Uint8Array(made.options.applicationServerKey));
const text = (data) =>
  btoa(String.fromCharCode(...data))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const bytes = (written) =>
  Uint8Array.from(atob(written.replaceAll("-", "+").replaceAll("_", "/")), (each) =>
    each.charCodeAt(0),
  );

/** Name a phone as the server does (notifications/ways/model.py). */
async function markOf(endpoint) {
  const digest = await crypto.subtle.digest(
    "SHA-256",
    new TextEncoder().encode(`push|${endpoint}`),
  );
  return [...new Uint8Array(digest).slice(0, 8)]
    .map((byte) => byte.toString(16).padStart(2, "0"))
    .join("");
}
