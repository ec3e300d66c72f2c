// The board of leads and managers: its sections, who looks at it, and how often it is drawn.

import { call, hasToken, Offline, Refused, setLanguage, setToken } from "../shared/api.js";
import { el, part, show } from "../shared/dom.js";
import { signIn } from "../shared/form.js";
import { clock, keepTimeOf } from "../shared/format.js";
import { named } from "../shared/names.js";
import { failure } from "../shared/problem.js";
import {
  begun,
  farewell,
  leave,
  renewal,
  settings,
  watchIdle,
  withPassword,
} from "../shared/sign_in.js";
import { themes, wear } from "../shared/theme.js";
import { choose, language, names, t } from "../shared/words.js";
import * as address from "./address.js";
import { TITLES } from "./names.js";

const main = part("main");
const banner = part("banner");
const tools = part("tools");
const sections = part("sections");

const EVERY_MS = 60000;
const LEADS = new Set(["lead", "manager", "admin"]);

/** Each section is a module of its own, read when somebody looks at it. */
const SECTIONS = {
  now: () => import("./now.js"),
  company: () => import("./company.js"),
  search: () => import("./search.js"),
  trends: () => import("./trends.js"),
  outages: () => import("./outages.js"),
  opinions: () => import("./opinions.js"),
  lessons: () => import("./lessons.js"),
  people: () => import("./people.js"),
  places: () => import("./places.js"),
  person: () => import("./person.js"),
  settings: () => import("./settings/section.js"),
};

/** Whose some sections are; the others are everybody's who is here. */
const MANAGERS = new Set(["manager", "admin"]);
const FOR = { person: MANAGERS, settings: MANAGERS };

/** @type {{ config: any, who: any, code: string, section: string, asked: Record<string, string> }} */
const state = { config: {}, who: null, code: "", section: "now", asked: {} };
let timer = 0;

async function begin() {
  wear();
  await choose(language);
  setLanguage(language);
  state.config = await settings().catch(() => ({}));
  const tokens = await begun();
  return tokens ? enter(tokens) : ask();
}

function ask(message = "") {
  clearTimeout(timer);
  sections.hidden = true;
  tools.replaceChildren();
  const byName = async (user, password) => {
    const tokens = await withPassword(user, password).catch(() => null);
    return tokens ? enter(tokens) : ask(t("User name or password is wrong."));
  };
  show(
    main,
    el(
      "div.narrow",
      {},
      ...signIn(state.config, { withPassword: byName, leave: () => leave(state.config) }, message)
        .flat()
        .filter(Boolean),
    ),
  );
}

async function enter(tokens) {
  setToken(tokens.id_token, renewal);
  try {
    state.who = await call("GET", "/staff/v1/me");
  } catch (error) {
    return ask(failure(error));
  }
  watchIdle(goodbye);
  const led = state.who.communities.filter((each) => LEADS.has(each.role));
  if (!led.length) return ask(t("This dashboard is for supervisors and managers."));
  state.who.communities = led;
  state.code ||= led[0].code;
  take();
  if (!location.hash && MANAGERS.has(community().role) && (await isEmpty()))
    state.section = "settings";
  return refresh();
}

/** Take what the address says; what it does not say, or nobody may see, stays as it was. */
function take() {
  const { section, community: code, asked } = address.read();
  if (state.who.communities.some((each) => each.code === code)) state.code = code;
  if (offered().includes(section)) state.section = section;
  state.asked = asked;
}

const offered = () =>
  Object.keys(SECTIONS).filter(
    (name) =>
      (!FOR[name] || FOR[name].has(community().role)) &&
      (name !== "company" || state.who.communities.length > 1),
  );

/** Say whether a manager comes to an estate where nothing is yet: its settings lead them. */
const isEmpty = () =>
  asking("settings").then(
    (held) => !held.places && sessionStorage.getItem("steward.opening") !== state.code,
    () => false,
  );

const community = () => state.who.communities.find((each) => each.code === state.code);

/** What a section gets: whose board it is, how to ask, and how to say what came of it. */
function given() {
  return {
    community: community(),
    who: state.who,
    asked: state.asked,
    turn: (asked, section = state.section, code = state.code) =>
      (location.hash = address.of(section, code, asked)),
    ask: asking,
    act,
    again: () => refresh(true),
    telling,
    tell,
  };
}

async function refresh(quietly = false) {
  clearTimeout(timer);
  keepTimeOf(community());
  if (!offered().includes(state.section)) state.section = "now";
  const here = address.of(state.section, state.code, state.asked);
  address.stand(here);
  head();
  try {
    const { section } = await SECTIONS[state.section]();
    const drawn = await section(given());
    if (here !== address.of(state.section, state.code, state.asked)) return;
    show(main, ...drawn);
    if (!quietly) tell("");
  } catch (error) {
    failed(error);
  }
  timer = setTimeout(
    () => (document.hidden || main.querySelector(BUSY) ? wait() : refresh()),
    EVERY_MS,
  );
}

/** While somebody writes, looks at one thing or has chosen some, nothing is drawn anew under them. */
const BUSY = "form:focus-within, aside, .chosen";

const wait = () => (timer = setTimeout(refresh, EVERY_MS));

function failed(error) {
  if (error instanceof Refused && error.status === 401) {
    setToken("");
    return ask(t("Please sign in again. Your work is kept on this phone."));
  }
  if (!(error instanceof Offline) && !(error instanceof Refused)) throw error;
  return tell(failure(error));
}

const asking = (path, query = {}) =>
  call("GET", `/staff/v1/${path}?${new URLSearchParams({ community: state.code, ...query })}`);

/** Do one thing, once; say what came of it, and return whether it was done. */
async function act(path, body, headers = {}) {
  try {
    await call("POST", `/staff/v1/${path}`, body, headers);
  } catch (error) {
    failed(error);
    return false;
  }
  tell(t("Saved."));
  return true;
}

/** Do something that may be refused, and say so. */
const telling = (work) => Promise.resolve(work()).catch(failed);

function tell(text) {
  show(banner, text ? el("p", {}, text) : null);
}

function head() {
  const options = state.who.communities.map((each) =>
    el("option", { value: each.code, selected: each.code === state.code }, each.name),
  );
  const change = (event) => (location.hash = address.of(state.section, event.target.value));
  const languages = Object.entries(names).map(([code, name]) =>
    el("option", { value: code, selected: code === language, lang: code }, name),
  );
  show(
    tools,
    el("span.as-of", {}, t("As of %(time)s", { time: clock(Date.now()) })),
    options.length > 1
      ? el(
          "select",
          { id: "community", "aria-label": t("Community"), onchange: change },
          ...options,
        )
      : el("b", {}, community().name),
    el("select", { id: "language", "aria-label": t("Language"), onchange: speak }, ...languages),
    themes(),
    el("button", { onclick: goodbye, id: "sign-out" }, t("Sign out")),
  );
  sections.hidden = false;
  const tab = (name) =>
    el(
      "button",
      {
        onclick: () => open(name),
        "data-tab": name,
        "aria-current": state.section === name ? "page" : null,
      },
      named(TITLES, name),
    );
  show(sections, ...offered().map(tab));
}

/** Go to a section; to the one that is open, as it is without anything asked. */
function open(name) {
  const there = address.of(name, state.code);
  if (there === location.hash) refresh();
  else location.hash = there;
}

async function speak(event) {
  const lang = event.target.value;
  await choose(lang);
  setLanguage(lang);
  refresh();
}

function goodbye() {
  setToken("");
  state.who = null;
  ask();
  farewell(state.config);
}

document.addEventListener(
  "visibilitychange",
  () => !document.hidden && hasToken() && !main.querySelector(BUSY) && refresh(),
);

addEventListener("hashchange", () => {
  if (!state.who) return;
  const before = state.section;
  take();
  if (before !== state.section) show(main, el("p.empty", {}, t("One moment…")));
  refresh();
});

begin();
