// The bell: what is urgent and nobody took on yet. It is asked for by itself, whatever the queue waits for.

import { call, hasToken } from "../shared/api.js";
import { el, icon, part, show } from "../shared/dom.js";
import { labelled, t } from "../shared/words.js";
import { openTask } from "./actions.js";
import { place } from "./state.js";
import { round } from "./sync.js";

const bell = part("bell");
const SHOWN = 3;
const TONE_MS = [0, 250, 500];

let timer = 0;
let wait = 15;
let etag = "";
let tasks = [];
/** @type {AudioContext | null} */
let sound = null;

/** Ask now and go on asking, until `hush`. */
export async function watch() {
  clearTimeout(timer);
  if (!hasToken()) return;
  try {
    const told = await call(
      "GET",
      "/staff/v1/urgent",
      undefined,
      etag ? { "If-None-Match": etag } : {},
    );
    if (told) take(told);
  } catch {
    // Without an answer what rang goes on ringing: silence would say that it is over.
  }
  clearTimeout(timer);
  if (hasToken()) timer = setTimeout(watch, wait * 1000);
}

export function hush() {
  clearTimeout(timer);
  etag = "";
  tasks = [];
  bell.replaceChildren();
}

function take(told) {
  const known = new Set(tasks.map((task) => task.id));
  const fresh = told.tasks.some((task) => !known.has(task.id));
  ({ tasks, poll_after_s: wait } = told);
  etag = told.etag || "";
  draw();
  if (!fresh) return;
  navigator.vibrate?.([400, 150, 400, 150, 400]);
  beep();
  round();
}

/** Show what rings; the task that is open on the screen needs no sign to it. */
export function draw() {
  const others = tasks.filter((task) => task.id !== place.task);
  const more = others.length - SHOWN;
  show(
    bell,
    ...others
      .slice(0, SHOWN)
      .map((task) =>
        el(
          "button.ring",
          { onclick: () => openTask(task.id), "data-id": task.id },
          icon("alert"),
          el(
            "span",
            {},
            el("b", {}, labelled(t("URGENT, unassigned"), task.title)),
            el("span.where", {}, task.place),
          ),
        ),
      ),
    more > 0 && el("p.ring", {}, t("and %(number)s more urgent", { number: more })),
  );
}

// A browser lets nobody make a noise who was not touched yet.
addEventListener(
  "pointerdown",
  () => (sound ||= "AudioContext" in window ? new AudioContext() : null),
  { once: true },
);

function beep() {
  if (!sound) return;
  for (const ms of TONE_MS) {
    const tone = sound.createOscillator();
    tone.frequency.value = 880;
    tone.connect(sound.destination);
    tone.start(sound.currentTime + ms / 1000);
    tone.stop(sound.currentTime + (ms + 150) / 1000);
  }
}
