// The staff app: polls, shows, and notes actions that are sent when there is a signal.

import { BASE, call, hasToken, Offline, Refused, setLanguage, setToken } from "./api.js";
import { el, show } from "./dom.js";
import { arrive, leave, settings, withPassword } from "./sign_in.js";
import * as store from "./store.js";
import * as views from "./views.js";
import { choose, language, say } from "./words.js";

const main = document.getElementById("main");
const tabs = document.getElementById("tabs");
const duty = document.getElementById("duty");
const banner = document.getElementById("banner");

const state = { tab: "queue", task: null, form: null, found: null, who: null, online: true, config: null, tasks: new Map() };
let timer = 0;
let wait = 10;

async function begin() {
  choose(language);
  setLanguage(language);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${BASE}/staff/sw.js`).catch(() => {});
  state.config = await settings().catch(() => ({}));
  const token = await arrive(state.config).catch(() => "");
  if (token) return enter(token);
  return askToSignIn();
}

function askToSignIn(message = "") {
  tabs.hidden = duty.hidden = true;
  const byName = async (user, password) => {
    const token = await withPassword(user, password).catch(() => "");
    return token ? enter(token) : askToSignIn(say("not_signed_in"));
  };
  show(main, ...views.signIn(state.config, byName, () => leave(state.config), message));
}

async function enter(token) {
  setToken(token);
  try {
    state.who = await call("GET", "/staff/v1/me");
  } catch (error) {
    return askToSignIn(error instanceof Refused ? error.message : say("offline"));
  }
  tabs.hidden = duty.hidden = false;
  render();
  return round();
}

/** One round: send what waits, then hear what changed. */
async function round() {
  clearTimeout(timer);
  try {
    while (await store.flush());
    const queues = state.who.communities.flatMap((each) => each.queues.map((queue) => queue.id));
    wait = await store.poll(queues);
    state.online = true;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) {
      setToken("");
      return askToSignIn(say("again"));
    }
    state.online = !(error instanceof Offline);
    // Twice as long after each failure, so that a thousand phones do not come back at once.
    wait = Math.min(wait * 2, 300);
  }
  render();
  timer = setTimeout(round, wait * 1000 * (0.9 + Math.random() * 0.2));
}

function render() {
  if (!hasToken() && state.online) return;
  banner.textContent = state.online ? "" : say("offline");
  duty.textContent = say(state.who.on_duty ? "on_duty" : "off_duty");
  duty.setAttribute("aria-pressed", state.who.on_duty);
  show(tabs, ...["queue", "mine", "find", "me"].map(tab));
  // A form that somebody fills in is not drawn again under their fingers.
  if (state.form && main.querySelector("form")) return;
  show(main, views.unsent(store.actions, dismiss), ...screen());
}

function tab(name) {
  const number = name === "mine" ? mine().length : name === "queue" ? queue().length : 0;
  const attributes = { onclick: () => go(name), "data-tab": name, "aria-current": state.tab === name ? "page" : null };
  return el("button", attributes, number ? `${say(name)} ${number}` : say(name));
}

const open = () => [...store.rows.values()].filter((row) => !row.gone);
const mine = () => views.sorted(open().filter((row) => row.mine));
const queue = () => views.sorted(open().filter((row) => !row.mine));

function screen() {
  if (state.task) return taskScreen();
  if (state.tab === "mine") return [views.list(mine(), "empty_mine", openTask)];
  if (state.tab === "find") return views.finder(state.who.communities, state.found, search, openTask);
  if (state.tab === "me") return views.me(state.who, changeLanguage, signOut);
  const hint = state.who.on_duty ? null : el("p.waiting", {}, say("off_hint"));
  return [hint, views.list(queue(), "empty_queue", openTask)];
}

function taskScreen() {
  const task = { ...state.tasks.get(state.task), ...store.rows.get(state.task) };
  if (!task.id) return [el("p.empty", {}, say("offline"))];
  if (state.form) {
    const community = state.who.communities.find((each) => task.queue.startsWith(`${each.code}.`));
    return views.form(task, state.form, community.departments, (fields) => act(state.form, fields), () => act(null));
  }
  return views.detail(task, act, () => go(state.tab));
}

function go(name) {
  Object.assign(state, { tab: name, task: null, form: null, found: null });
  render();
  main.focus();
  scrollTo(0, 0);
}

async function openTask(id) {
  Object.assign(state, { task: id, form: null });
  await read(id);
  render();
  scrollTo(0, 0);
}

async function read(id) {
  try {
    state.tasks.set(id, await call("GET", `/staff/v1/tasks/${id}`));
  } catch (error) {
    if (error instanceof Refused) banner.textContent = views.reason(error.problem);
  }
}

/** Open the form of an action, or note the action and send it. */
async function act(action, fields) {
  if (action === null || (views.needsForm(action) && !fields)) {
    state.form = action;
    show(main, ...screen());
    main.querySelector("textarea, select, input")?.focus();
    return;
  }
  state.form = null;
  store.note(state.task, action, fields);
  await round();
  if (state.task) await read(state.task);
  render();
}

async function search(community, reference) {
  try {
    const query = new URLSearchParams({ community, reference });
    state.found = (await call("GET", `/staff/v1/find?${query}`)).requests;
  } catch (error) {
    state.found = [];
    if (error instanceof Refused) banner.textContent = views.reason(error.problem);
  }
  render();
}

function dismiss(key) {
  store.dismiss(key);
  render();
}

function changeLanguage(lang) {
  choose(lang);
  setLanguage(lang);
  render();
}

function signOut() {
  clearTimeout(timer);
  setToken("");
  store.forget();
  state.tasks.clear();
  Object.assign(state, { task: null, form: null, tab: "queue" });
  askToSignIn();
}

duty.addEventListener("click", async () => {
  try {
    state.who.on_duty = (await call("POST", "/staff/v1/me/duty", { on_duty: !state.who.on_duty })).on_duty;
  } catch (error) {
    banner.textContent = error instanceof Refused ? views.reason(error.problem) : say("offline");
  }
  render();
});
addEventListener("online", () => hasToken() && round());
document.addEventListener("visibilitychange", () => !document.hidden && hasToken() && round());
setInterval(() => hasToken() && !state.form && !state.task && render(), 30000);

begin();
