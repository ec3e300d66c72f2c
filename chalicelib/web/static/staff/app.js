// The staff app begins here: every part of it is a module, and needs no build step.

import { BASE, call, hasToken, setLanguage } from "../shared/api.js";
import { failure } from "../shared/problem.js";
import { begun, settings } from "../shared/sign_in.js";
import { wear } from "../shared/theme.js";
import { choose, language } from "../shared/words.js";
import { go, openTask } from "./actions.js";
import { watch } from "./bell.js";
import * as outbox from "./outbox.js";
import { duty, main } from "./page.js";
import { render } from "./screens.js";
import { enter, resume, signInAgain } from "./session.js";
import { NOWHERE, onChange, place, recall, remember, state } from "./state.js";
import * as store from "./store.js";
import { round } from "./sync.js";
import * as views from "./views.js";

async function begin() {
  wear();
  await choose(language);
  setLanguage(language);
  if ("serviceWorker" in navigator)
    navigator.serviceWorker.register(`${BASE}/staff/sw.js`).catch(() => {});
  onChange(render);
  recall();
  follow();
  state.config = await settings().catch(() => null);
  const tokens = state.config && (await begun());
  if (tokens) return enter(tokens);
  // Without a signal nobody can sign in; what this phone held an hour ago is still true enough.
  if (!state.config && resume(store.held())) return render();
  return signInAgain();
}

/** Open the task that a message led to; without a token yet, it is shown after signing in. */
function follow() {
  const task = location.hash.slice(1);
  if (!task) return;
  history.replaceState(null, "", location.pathname + location.search);
  if (task === "me")
    return void (hasToken()
      ? go("me")
      : Object.assign(place, { ...NOWHERE, tab: "me" }) && remember());
  Object.assign(place, { ...NOWHERE, task });
  remember();
  if (hasToken()) openTask(task);
}

addEventListener("hashchange", follow);
duty.addEventListener("click", async () => {
  try {
    state.who.on_duty = (
      await call("POST", "/staff/v1/me/duty", { on_duty: !state.who.on_duty })
    ).on_duty;
  } catch (error) {
    state.said = failure(error);
  }
  render();
});
// What another tab of this phone did, or sent, is shown here too.
addEventListener("storage", (event) => outbox.isOurs(event.key) && render());
addEventListener("online", () => hasToken() && round());
document.addEventListener("visibilitychange", () => {
  if (document.hidden || !hasToken()) return;
  round();
  watch();
});
setInterval(() => views.tick(main) && render(), 15000);

begin();
