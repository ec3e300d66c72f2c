// The labels of a community: to look at, to print as A4 sheets and posters, to replace.

import { call, Refused, setLanguage, setToken } from "../shared/api.js";
import { el, part, show } from "../shared/dom.js";
import { signIn } from "../shared/form.js";
import { failure } from "../shared/problem.js";
import { begun, leave, renewal, settings, withPassword } from "../shared/sign_in.js";
import { wear } from "../shared/theme.js";
import { choose, language, t } from "../shared/words.js";
import { labelList } from "./label_list.js";

const main = part("main");
const banner = part("banner");

let config = {};
/** @type {any} */
let who = null;
let code = "";

async function begin() {
  wear();
  await choose(language);
  setLanguage(language);
  config = await settings().catch(() => ({}));
  const tokens = await begun();
  return tokens ? enter(tokens) : ask();
}

function ask(message = "") {
  const byName = async (user, password) => {
    const tokens = await withPassword(user, password).catch(() => null);
    return tokens ? enter(tokens) : ask(t("User name or password is wrong."));
  };
  show(
    main,
    ...signIn(config, { withPassword: byName, leave: () => leave(config) }, message)
      .flat()
      .filter(Boolean),
  );
}

async function enter(tokens) {
  setToken(tokens.id_token, renewal);
  try {
    who = await call("GET", "/staff/v1/me");
    code = who.communities[0].code;
  } catch (error) {
    return ask(failure(error));
  }
  return refresh();
}

async function refresh() {
  await telling(async () => {
    const found = await call("GET", `/staff/v1/labels?community=${code}`);
    show(main, tools(), ...labelList(found, code, { telling, again: refresh }));
  });
}

function tools() {
  const options = who.communities.map((each) =>
    el("option", { value: each.code, selected: each.code === code }, each.name),
  );
  const change = (event) => {
    code = event.target.value;
    refresh();
  };
  return el(
    "div.tools",
    {},
    el(
      "div",
      {},
      el("label", { for: "community" }, t("Community")),
      el("select", { id: "community", onchange: change }, ...options),
    ),
  );
}

async function telling(work) {
  try {
    await work();
    banner.textContent = "";
  } catch (error) {
    if (error instanceof Refused && error.status === 401)
      return ask(t("Please sign in again. Your work is kept on this phone."));
    banner.textContent = failure(error);
  }
}

begin();
