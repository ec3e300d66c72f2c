// Settings: what managers change of their community, a page each, and what was changed.

import { el, show } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { closingToday } from "./closed_today.js";
import { PAGES } from "./names.js";
import { isNew, opening } from "./opening.js";

/** Each page is a module of its own, read when somebody looks at it. */
const READ = {
  community: () => import("./community.js"),
  hours: () => import("./hours.js"),
  departments: () => import("./departments.js"),
  duties: () => import("./duties.js"),
  contractors: () => import("./contractors.js"),
  chats: () => import("./chats.js"),
  topics: () => import("./topics.js"),
  escalation: () => import("./escalation.js"),
  replies: () => import("./replies.js"),
  people: () => import("./people.js"),
  places: () => import("./places.js"),
  keys: () => import("./keys.js"),
  webhooks: () => import("./webhooks.js"),
  copies: () => import("./copies.js"),
  daily: () => import("./daily.js"),
  sheets: () => import("./sheets.js"),
  changes: () => import("./changes.js"),
};

let open = "";
/** The page that the address asked for: taken once, so that who goes on to another stays there. */
let asked = "";

export async function section(given) {
  const place = el("div.settings.narrow-form");
  /** @type {any} */
  const page = { given, held: await given.ask("settings") };
  if ((given.asked.page || "") !== asked) {
    asked = given.asked.page || "";
    if (READ[asked]) open = asked;
  }
  const draw = () => given.telling(() => fill(place, page, draw));
  page.done = (held) => {
    page.held = held;
    given.tell(t("Saved. You can see and undo it under Changes."));
    draw();
  };
  if (isNew(page.held)) show(place, opening(page, draw));
  else await fill(place, page, draw);
  return [place];
}

async function fill(place, page, draw) {
  const turn = (name) => {
    open = name;
    page.given.tell("");
    window.scrollTo(0, 0);
    draw();
  };
  if (!open) return show(place, menu(page, turn));
  const { content } = await READ[open]();
  show(
    place,
    el(
      "p",
      {},
      el("button.small", { onclick: () => turn(""), "data-action": "back" }, t("All settings")),
    ),
    el("h2", {}, t(PAGES[open])),
    ...[await content(page)].flat(),
  );
}

function menu(page, turn) {
  const one = (name) =>
    el("li", {}, el("button", { onclick: () => turn(name), "data-id": name }, t(PAGES[name])));
  return [
    el("h2", {}, t("Settings")),
    closingToday(page),
    el("ul.pages", {}, ...Object.keys(PAGES).map(one)),
  ];
}
