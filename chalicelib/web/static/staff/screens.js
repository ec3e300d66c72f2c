// Which screen is shown, and what it is given.

import { el, icon, show } from "../shared/dom.js";
import { keepTimeOf, reference } from "../shared/format.js";
import { form as taskForm } from "../shared/task_form.js";
import { language, N_, t } from "../shared/words.js";
import * as actions from "./actions.js";
import { draw } from "./bell.js";
import * as forms from "./forms.js";
import * as helps from "./helps.js";
import * as lookUp from "./look_up.js";
import { OFFERS } from "./offers.js";
import { busy, communityOf, free, here, mine, open, seen, stays } from "./offline_tasks.js";
import * as outbox from "./outbox.js";
import { banner, duty, main, tabs } from "./page.js";
import * as quiz from "./quiz.js";
import { signInAgain, signOut } from "./session.js";
import { keepDraft, place, remember, state } from "./state.js";
import * as store from "./store.js";
import { today } from "./today.js";
import { unsent } from "./unsent.js";
import * as views from "./views.js";
import * as ways from "./ways.js";

const PAGE = 40;

const TABS = {
  queue: { icon: "mail", name: N_("Jobs") },
  mine: { icon: "wrench", name: N_("My jobs") },
  file: { icon: "chat", name: N_("New") },
  find: { icon: "search", name: N_("Find") },
  me: { icon: "people", name: N_("Profile") },
};

const paged = { name: "", size: PAGE };

export function render() {
  if (!state.who) return;
  keepTimeOf(here());
  remember();
  show(banner, ...bannerWords());
  draw();
  duty.textContent = state.who.on_duty ? t("On duty") : t("Off duty");
  duty.setAttribute("aria-pressed", String(state.who.on_duty));
  show(tabs, ...Object.keys(TABS).map(tab));
  // A form that somebody fills in is not drawn again under their fingers.
  if (main.querySelector("form") && main.dataset.screen === screenName()) return;
  main.dataset.screen = screenName();
  show(main, unsent(outbox.unsent().filter(stays), actions, helps.offer), ...screen());
}

const screenName = () =>
  [place.tab, place.task, place.form, place.community, language, state.found ? "found" : ""].join(
    " ",
  );

function bannerWords() {
  if (state.over)
    return [
      el(
        "p",
        {},
        state.online
          ? t("Please sign in again. Your work is kept on this phone.")
          : t("No signal. Keep working: everything will be sent when you are back online."),
      ),
      el("button", { onclick: () => signInAgain(), "data-action": "sign_in_again" }, t("Sign in")),
    ];
  return [
    state.said ||
      (state.online
        ? ""
        : t("No signal. Keep working: everything will be sent when you are back online.")),
  ];
}

function tab(name) {
  const number = name === "mine" ? mine().length : name === "queue" ? free().length : 0;
  const attributes = {
    onclick: () => actions.go(name),
    "data-tab": name,
    "aria-current": place.tab === name ? "page" : null,
  };
  return el(
    "button",
    attributes,
    el(
      "span.tab",
      {},
      icon(TABS[name].icon),
      number ? el("b", {}, number > 99 ? "99+" : String(number)) : "",
    ),
    t(TABS[name].name),
  );
}

function screen() {
  if (place.task) return taskScreen();
  if (place.tab === "mine")
    return [
      views.list(
        mine(),
        state.heard ? t("You have no jobs. Take one from the list.") : null,
        actions.openTask,
        page(),
      ),
      ...today(state.today, actions.openTask),
    ];
  if (place.tab === "file") return later("report", (module) => module.tellScreen());
  if (place.tab === "find")
    return [...forms.finder(state.who.communities, lookUp.search), ...found()];
  if (place.tab === "me")
    return forms.me(
      state.who,
      state.thanks,
      [...ways.section(), ...quiz.section()],
      actions.changeLanguage,
      signOut,
    );
  const everybody = views.sorted(open().filter((row) => !row.mine));
  const shown = { free: free(), everybody };
  const numbers = { free: shown.free.length, everybody: everybody.length };
  const hint = state.who.on_duty
    ? null
    : el("p.waiting", {}, t("You are off duty. Go on duty to be given jobs."));
  const empty = state.heard ? t("No jobs here. Well done.") : null;
  return [
    hint,
    views.choice(place.whose, numbers, actions.whose),
    views.list(shown[place.whose], empty, actions.openTask, page()),
  ];
}

const LATER = { report: () => import("./report.js") };
/** @type {Record<string, any>} */
const arrived = {};

/** Show what is no part of the first load: it comes now, or was kept on this phone. */
function later(name, shown) {
  if (arrived[name]) return shown(arrived[name]);
  LATER[name]().then(
    (module) => {
      arrived[name] = module;
      main.dataset.screen = "";
      render();
    },
    () => {},
  );
  return [el("p.empty", {}, t("One moment…"))];
}

/** How much of a list is drawn; it grows for who reads on, and is small again on the next screen. */
function page() {
  const name = screenName() + place.whose;
  if (paged.name !== name) Object.assign(paged, { name, size: PAGE });
  const further = () => {
    paged.size += PAGE;
    render();
  };
  return { size: paged.size, further };
}

function taskScreen() {
  const task = seen();
  if (!task)
    return [
      el(
        "button.back",
        { onclick: () => actions.go(place.tab), "data-action": "back" },
        `‹ ${t("Back")}`,
      ),
      el("p.empty", {}, t("Not available offline.")),
    ];
  const does = {
    act: actions.act,
    reach: actions.reach,
    helps: helps.section,
    photograph: actions.photograph,
    calendar: actions.calendar,
    back: () => actions.go(place.tab),
  };
  if (!place.form) return views.detail(task, does);
  if (place.form === "helps") return helps.screen(() => actions.act(null));
  const community = communityOf(task);
  const people = state.people.filter(
    (each) => each.role === "manager" || each.departments.includes(task.queue.split(".")[1]),
  );
  const topics = store.read(OFFERS, {})[community.code + language]?.filing.topics || [];
  const offered = {
    departments: community.departments,
    people,
    topics,
    toOffer: state.times,
    busy: busy(task),
    draft: place.draft,
    errors: place.errors,
  };
  return taskForm(task, place.form, offered, {
    send: (fields) => actions.act(place.form, fields),
    keep: keepDraft,
    back: () => actions.act(null),
  });
}

function found() {
  if (!state.found) return [];
  if (state.hits) return lookUp.hits(actions.openTask);
  if (!state.found.length) return [el("p.empty", {}, t("Nothing found."))];
  return state.found.map((each) =>
    el(
      "section",
      {},
      el("h2", {}, `${reference(each.reference)} · ${each.title}`),
      el("p.where", {}, icon("pin"), each.place),
      views.list(each.tasks, t("Nothing found."), actions.openTask),
    ),
  );
}
