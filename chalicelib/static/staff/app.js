// The staff app: polls, shows, and notes what is done, which is sent when there is a signal.

import { BASE, call, hasToken, Offline, Refused, setLanguage, setToken } from "./api.js";
import { el, icon, show } from "./dom.js";
import * as forms from "./forms.js";
import * as outbox from "./outbox.js";
import { arrive, farewell, leave, renewing, settings, withPassword } from "./sign_in.js";
import * as store from "./store.js";
import * as views from "./views.js";
import { choose, keepTimeOf, language, say } from "./words.js";

const main = document.getElementById("main");
const tabs = document.getElementById("tabs");
const duty = document.getElementById("duty");
const banner = document.getElementById("banner");

const PLACE = "steward.place";
const OFFERS = "steward.offers";
const LONGEST_WAIT_S = 300;
const SECONDS_MS = 4000;

// Where somebody is, drafts included: kept while they sign in again, on another page perhaps.
const place = { tab: "queue", whose: "free", task: null, form: null, community: "", draft: {} };
const state = { who: null, config: null, online: true, over: false, heard: false, found: null, tasks: new Map(), people: [], thanks: [], said: "" };

let timer = 0;
let wait = 10;
let running = null;

async function begin() {
  choose(language);
  setLanguage(language);
  if ("serviceWorker" in navigator) navigator.serviceWorker.register(`${BASE}/staff/sw.js`).catch(() => {});
  Object.assign(place, JSON.parse(sessionStorage.getItem(PLACE) || "{}"));
  state.config = await settings().catch(() => null);
  const tokens = state.config && (await arrive(state.config).catch(() => null));
  if (tokens) return enter(tokens);
  // Without a signal nobody can sign in; what this phone held an hour ago is still true enough.
  if (!state.config && resume(store.held())) return render();
  return askToSignIn();
}

function resume(who) {
  if (!who) return false;
  state.who = who;
  outbox.belongTo(who.id);
  Object.assign(state, { online: false, over: true, heard: true });
  tabs.hidden = duty.hidden = false;
  return true;
}

async function askToSignIn(message = "") {
  state.config ||= await settings().catch(() => null);
  tabs.hidden = duty.hidden = true;
  banner.replaceChildren();
  if (!state.config) return show(main, el("p.empty", {}, say("no_signal")), el("button", { onclick: () => askToSignIn() }, say("reload")));
  const byName = async (user, password) => {
    const tokens = await withPassword(user, password).catch(() => null);
    return tokens ? enter(tokens) : askToSignIn(say("not_signed_in"));
  };
  return show(main, forms.signIn(state.config, { withPassword: byName, leave: () => leave(state.config) }, message));
}

async function enter(tokens) {
  setToken(tokens.id_token, renewing(state.config, tokens));
  try {
    await meet();
  } catch (error) {
    return askToSignIn(error instanceof Refused ? views.reason(error.problem) : say("no_signal"));
  }
  Object.assign(state, { over: false, online: true });
  tabs.hidden = duty.hidden = false;
  render();
  await round();
  if (place.task) await read(place.task);
  return render();
}

/** Learn who this is; what another person left on this phone is not theirs to see. */
async function meet() {
  const before = state.who || store.held();
  const who = await call("GET", "/staff/v1/me");
  if (before && before.id !== who.id) {
    store.forget();
    state.tasks.clear();
    Object.assign(place, { tab: "queue", task: null, form: null, draft: {} });
  }
  state.who = who;
  outbox.belongTo(who.id);
}

/** One round: send what waits, then hear what changed. Only one runs at a time. */
function round() {
  running ||= oneRound().finally(() => (running = null));
  return running;
}

async function oneRound() {
  clearTimeout(timer);
  try {
    while (await outbox.flush());
    wait = await store.poll(queues());
    if (outbox.unsent().some((each) => each.state === "waiting")) wait = 3;
    state.online = state.heard = true;
    store.hold(state.who);
  } catch (error) {
    await failed(error);
  }
  render();
  if (hasToken()) timer = setTimeout(round, wait * 1000 * (0.9 + Math.random() * 0.2));
}

async function failed(error) {
  state.online = !(error instanceof Offline);
  // Twice as long after each failure, so that a thousand phones do not come back at once.
  wait = Math.min(Math.max(wait, 5) * 2, LONGEST_WAIT_S);
  if (!(error instanceof Refused)) return;
  if (error.status === 401) {
    // The screen stays, and what is being typed in it: they sign in when their hands are free.
    setToken("");
    state.over = true;
  } else if (error.status === 403 || error.status === 422) {
    store.restart();
    await meet().catch(() => (state.said = views.reason(error.problem)));
  }
}

const queues = () => state.who.communities.flatMap((each) => each.queues.map((queue) => queue.id));

/** Whose time is said: the open task's community, else the first. */
const here = () => state.who.communities.find((each) => seen()?.queue.startsWith(`${each.code}.`)) || state.who.communities[0];

function render() {
  if (!state.who) return;
  keepTimeOf(here()?.zone);
  sessionStorage.setItem(PLACE, JSON.stringify(place));
  show(banner, ...bannerWords());
  duty.textContent = say(state.who.on_duty ? "on_duty" : "off_duty");
  duty.setAttribute("aria-pressed", String(state.who.on_duty));
  show(tabs, ...["queue", "mine", "file", "find", "me"].map(tab));
  // A form that somebody fills in is not drawn again under their fingers.
  if (main.querySelector("form") && main.dataset.screen === screenName()) return;
  main.dataset.screen = screenName();
  show(main, views.unsent(outbox.unsent().filter(stays), dismiss), ...screen());
}

/** Say whether a line about what was done is worth reading: what is on its way for a second is not. */
const stays = (each) => each.state !== "waiting" || !state.online || state.over || Date.now() - each.at > SECONDS_MS;

const screenName = () => [place.tab, place.task, place.form, place.community, language, state.found ? "found" : ""].join(" ");

function bannerWords() {
  if (state.over) return [el("p", {}, say(state.online ? "again" : "no_signal")), el("button", { onclick: () => askToSignIn(), "data-action": "sign_in_again" }, say("sign_in"))];
  return [state.said || (state.online ? "" : say("no_signal"))];
}

const ICONS = { queue: "mail", mine: "wrench", file: "chat", find: "search", me: "people" };

function tab(name) {
  const number = name === "mine" ? mine().length : name === "queue" ? free().length : 0;
  const attributes = { onclick: () => go(name), "data-tab": name, "aria-current": place.tab === name ? "page" : null };
  return el("button", attributes, el("span.tab", {}, icon(ICONS[name]), number ? el("b", {}, String(number)) : ""), say(`tab_${name}`));
}

const open = () => [...store.rows.values()].filter((row) => !row.gone).map(expected);
const mine = () => views.sorted(open().filter((row) => row.mine));
const free = () => views.sorted(open().filter((row) => !row.holder));

/** Return a task as it will be when what waits here is sent: what its worker sees now. */
function expected(row) {
  const coming = outbox.onTheWay(row.id);
  if (!coming.length) return row;
  const seen = { ...row, unsent: coming.some(stays) && coming.at(-1).what };
  for (const { what } of coming) {
    const after = state.who.life[seen.state]?.[what];
    if (!after) continue;
    seen.state = after;
    seen.mine = after !== "open";
    seen.holder = seen.mine ? { id: state.who.id, name: state.who.name } : null;
    seen.allowed = [...Object.keys(state.who.life[after] || {}).filter((name) => name !== "assign"), "note"];
  }
  return seen;
}

function screen() {
  if (place.task) return taskScreen();
  if (place.tab === "mine") return [views.list(mine(), state.heard ? "empty_mine" : "one_moment", openTask)];
  if (place.tab === "file") return tellScreen();
  if (place.tab === "find") return [...forms.finder(state.who.communities, search), ...found()];
  if (place.tab === "me") return forms.me(state.who, state.thanks, changeLanguage, signOut);
  const everybody = views.sorted(open().filter((row) => !row.mine));
  const shown = { free: free(), everybody };
  const numbers = { free: shown.free.length, everybody: everybody.length };
  const hint = state.who.on_duty ? null : el("p.waiting", {}, say("off_hint"));
  const empty = state.heard ? "empty_queue" : "one_moment";
  return [hint, views.choice(place.whose, numbers, whose), views.list(shown[place.whose], empty, openTask)];
}

function taskScreen() {
  const task = seen();
  if (!task) return [el("button.back", { onclick: () => go(place.tab), "data-action": "back" }, `‹ ${say("back")}`), el("p.empty", {}, say("not_held"))];
  const does = { act, reach, photograph, back: () => go(place.tab) };
  if (!place.form) return views.detail(task, does);
  const community = state.who.communities.find((each) => task.queue.startsWith(`${each.code}.`));
  const people = state.people.filter((each) => each.role === "manager" || each.departments.includes(task.queue.split(".")[1]));
  const topics = store.read(OFFERS, {})[community.code + language]?.filing.topics || [];
  const offered = { departments: community.departments, people, topics, draft: place.draft };
  return forms.form(task, place.form, offered, { send: (fields) => act(place.form, fields), keep: keepDraft, back: () => act(null) });
}

/** Return the open task as it was read, as it moved since, and as what waits here makes it. */
function seen() {
  const known = state.tasks.get(place.task);
  const row = store.rows.get(place.task);
  if (!known && !row) return null;
  const newer = row && (!known || row.version > known.version) ? { ...known, ...row } : known;
  // What may be done with a task that was never opened follows from its state.
  const guess = () => Object.keys(state.who.life[newer.state] || {}).filter((name) => name !== "assign" && (newer.mine || !newer.holder));
  return expected({ ...newer, allowed: newer === known ? known.allowed : guess() });
}

function found() {
  if (!state.found) return [];
  if (!state.found.length) return [el("p.empty", {}, say("nothing_found"))];
  return state.found.map((each) => el("section", {}, el("h2", {}, `${views.reference(each.reference)} · ${each.title}`), el("p.where", {}, icon("pin"), each.place), views.list(each.tasks, "nothing_found", openTask)));
}

function tellScreen() {
  const code = place.community || state.who.communities[0].code;
  const { filing, opinions, courtesies } = store.read(OFFERS, {})[code + language] || {};
  if (!filing || !opinions || !courtesies) return [el("p.empty", {}, say(state.online ? "one_moment" : "no_signal"))];
  const tell = (form) => {
    Object.assign(place, { form, draft: {} });
    render();
    main.focus();
  };
  if (!place.form) return forms.telling(state.who.communities, code, opinions, { tell, change: openTelling });
  if (place.form === "report") return fileScreen(code, filing, () => tell(null));
  const logged = () => {
    go("queue");
    state.said = say("heard");
    render();
    round();
  };
  const care = (kind) => {
    outbox.care(kind.name, { community: code, kind: kind.code });
    logged();
  };
  if (place.form === "courtesy") return forms.caring(courtesies.kinds, { care, back: () => tell(null) });
  const kind = opinions.kinds.find((each) => each.code === place.form);
  const hear = (topic, words) => {
    outbox.hear(topic.name, `heard_${kind.code}`, { community: code, kind: kind.code, topic: topic.code, words });
    logged();
  };
  return forms.hearing(kind, opinions, place.draft, { hear, keep: keepDraft, back: () => tell(null) });
}

function fileScreen(code, offer, back) {
  const file = (fields) => {
    const topic = offer.topics.find((each) => each.code === fields.topic);
    outbox.file(topic ? topic.name : fields.words.slice(0, 40), fields);
    place.draft = {};
    go("queue");
    round();
  };
  return forms.filing(offer, place.draft, { send: file, keep: keepDraft, back });
}

/** Learn what can be told where: it changes seldom, and without a signal the last answer will do. */
async function openTelling(code) {
  place.community = code;
  try {
    const paths = ["filing", "opinions/choices", "courtesies/choices"].map((name) => call("GET", `/staff/v1/${name}?community=${code}`));
    const [filing, opinions, courtesies] = await Promise.all(paths);
    store.write(OFFERS, { ...store.read(OFFERS, {}), [code + language]: { filing, opinions, courtesies } });
  } catch (error) {
    if (!(error instanceof Offline)) state.said = views.reason(error.problem);
  }
  render();
}

function go(name) {
  Object.assign(place, { tab: name, task: null, form: null, draft: {} });
  Object.assign(state, { found: null, said: "" });
  render();
  main.focus();
  scrollTo(0, 0);
  if (name === "file") openTelling(place.community || state.who.communities[0].code);
  if (name === "me") readThanks();
}

/** Read the good words for this person and their departments. */
async function readThanks() {
  const told = state.who.communities.map((each) => call("GET", `/staff/v1/thanks?community=${each.code}`));
  state.thanks = await Promise.all(told).then((found) => found.flatMap((each) => each.thanks), () => state.thanks);
  render();
}

function whose(name) {
  place.whose = name;
  render();
}

async function openTask(id) {
  Object.assign(place, { task: id, form: null, draft: {} });
  render();
  scrollTo(0, 0);
  await read(id);
  render();
}

async function read(id) {
  try {
    const before = state.tasks.get(id);
    const [task, help] = await Promise.all([call("GET", `/staff/v1/tasks/${id}`), call("GET", `/staff/v1/tasks/${id}/help`)]);
    state.tasks.set(id, { ...task, help, contact: before?.contact });
    state.said = "";
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) state.said = views.reason(error.problem);
  }
}

/** Open the form of an action, or note the action and send it. */
async function act(action, fields) {
  if (action === null || (forms.needsForm(action) && !fields)) {
    if (action === "assign") await meetPeople();
    if (action === "retopic") await openTelling(seen().queue.split(".")[0]);
    Object.assign(place, { form: action, draft: {} });
    render();
    main.querySelector("form textarea, form select, form input")?.focus();
    return;
  }
  const { photo, ...said } = fields || {};
  const task = seen();
  Object.assign(place, { form: null, draft: {} });
  if (photo) await outbox.photograph(task, "after", photo);
  outbox.note(task, action, said);
  await sendAndRead();
}

async function photograph(when, picture) {
  await outbox.photograph(seen(), when, picture);
  await sendAndRead();
}

async function sendAndRead() {
  render();
  if (running) await running;
  await round();
  if (place.task && hasToken()) await read(place.task);
  render();
}

async function meetPeople() {
  const code = seen().queue.split(".")[0];
  state.people = await call("GET", `/staff/v1/people?community=${code}`).then((told) => told.people, () => []);
}

async function reach() {
  try {
    const contact = await call("POST", `/staff/v1/tasks/${place.task}/contact`, {});
    state.tasks.set(place.task, { ...state.tasks.get(place.task), contact });
  } catch (error) {
    state.said = error instanceof Refused ? views.reason(error.problem) : say("no_signal");
  }
  render();
}

async function search(community, reference) {
  try {
    const query = new URLSearchParams({ community, reference });
    state.found = (await call("GET", `/staff/v1/find?${query}`)).requests;
    state.said = "";
  } catch (error) {
    state.found = [];
    state.said = error instanceof Refused ? views.reason(error.problem) : say("no_signal");
  }
  main.dataset.screen = "";
  render();
}

function keepDraft(draft) {
  place.draft = draft;
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function dismiss(key) {
  outbox.dismiss(key);
  render();
}

function changeLanguage(lang) {
  choose(lang);
  setLanguage(lang);
  // Titles come from the server in one language: they are told anew.
  store.rows.clear();
  store.restart();
  state.tasks.clear();
  render();
  round();
}

function signOut() {
  clearTimeout(timer);
  setToken("");
  store.forget();
  state.tasks.clear();
  sessionStorage.removeItem(PLACE);
  Object.assign(place, { tab: "queue", task: null, form: null, draft: {} });
  Object.assign(state, { who: null, over: false, heard: false, said: "" });
  askToSignIn();
  farewell(state.config);
}

duty.addEventListener("click", async () => {
  try {
    state.who.on_duty = (await call("POST", "/staff/v1/me/duty", { on_duty: !state.who.on_duty })).on_duty;
  } catch (error) {
    state.said = error instanceof Refused ? views.reason(error.problem) : say("no_signal");
  }
  render();
});
addEventListener("online", () => hasToken() && round());
document.addEventListener("visibilitychange", () => !document.hidden && hasToken() && round());
setInterval(() => views.tick(main), 15000);

begin();
