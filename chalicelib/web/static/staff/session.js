// Who uses the app: signing in, going on without a signal, signing out.

import { setToken } from "../shared/api.js";
import { el, show } from "../shared/dom.js";
import { signIn } from "../shared/form.js";
import { failure } from "../shared/problem.js";
import { farewell, leave, renewal, settings, watchIdle, withPassword } from "../shared/sign_in.js";
import { t } from "../shared/words.js";
import { read } from "./actions.js";
import * as bell from "./bell.js";
import * as outbox from "./outbox.js";
import { banner, duty, main, tabs } from "./page.js";
import { changed, leavePlace, place, state } from "./state.js";
import * as store from "./store.js";
import { meet, rest, round } from "./sync.js";
import * as ways from "./ways.js";

/** Go on as who was here last, without a signal: what this phone held is still true enough. */
export function resume(who) {
  if (!who) return false;
  state.who = who;
  outbox.belongTo(who.id);
  Object.assign(state, { online: false, over: true, heard: true });
  tabs.hidden = duty.hidden = false;
  return true;
}

export async function signInAgain(message = "") {
  state.config ||= await settings().catch(() => null);
  tabs.hidden = duty.hidden = true;
  banner.replaceChildren();
  if (!state.config)
    return show(
      main,
      el(
        "p.empty",
        {},
        t("No signal. Keep working: everything will be sent when you are back online."),
      ),
      el("button", { onclick: () => signInAgain() }, t("Refresh")),
    );
  const byName = async (user, password) => {
    const tokens = await withPassword(user, password).catch(() => null);
    return tokens ? enter(tokens) : signInAgain(t("User name or password is wrong."));
  };
  return show(
    main,
    signIn(state.config, { withPassword: byName, leave: () => leave(state.config) }, message),
  );
}

export async function enter(tokens) {
  setToken(tokens.id_token, renewal);
  try {
    await meet();
  } catch (error) {
    return signInAgain(failure(error));
  }
  Object.assign(state, { over: false, online: true });
  tabs.hidden = duty.hidden = false;
  changed();
  bell.watch();
  watchIdle(signOut);
  await round();
  if (place.task) await read(place.task);
  return changed();
}

export function signOut() {
  rest();
  bell.hush();
  setToken("");
  store.forget();
  state.tasks.clear();
  leavePlace();
  Object.assign(state, { who: null, over: false, heard: false, said: "" });
  signInAgain();
  // Or the phone would ring for whoever had it before.
  ways
    .leave()
    .catch(() => null)
    .finally(() => farewell(state.config));
}
