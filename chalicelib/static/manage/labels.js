// The labels of a community: to look at, to print as A4 sheets and posters, to replace.

import { call, file, Refused, setLanguage, setToken } from "../../staff/static/api.js";
import { el, show } from "../../staff/static/dom.js";
import { signIn } from "../../staff/static/forms.js";
import { arrive, leave, renewing, settings, withPassword } from "../../staff/static/sign_in.js";
import { reason } from "../../staff/static/views.js";
import { choose, language, say } from "../../staff/static/words.js";

const WORDS = {
  en: {
    print: "Print all labels", poster: "Print the poster", replace: "Replace", old: "Replaced by",
    sure: "Replace this label? The old one leads to the new one for 90 days.",
    how: "In the print window choose A4 and 100 %. To keep a PDF, print to a file.",
  },
  "zh-Hans": {
    print: "打印全部标签", poster: "打印海报", replace: "更换", old: "已更换为",
    sure: "更换这个标签？旧标签在90天内会引到新标签。",
    how: "打印时选 A4、100 %。要保存 PDF，请打印到文件。",
  },
  "zh-Hant": {
    print: "列印全部標籤", poster: "列印海報", replace: "更換", old: "已更換為",
    sure: "更換這個標籤？舊標籤在90天內會引到新標籤。",
    how: "列印時選 A4、100 %。要保存 PDF，請列印到檔案。",
  },
};

const main = document.getElementById("main");
const banner = document.getElementById("banner");
const paper = document.getElementById("paper");
const words = WORDS[language] || WORDS.en;

let config = {};
let who = null;
let code = "";

async function begin() {
  choose(language);
  setLanguage(language);
  config = await settings().catch(() => ({}));
  const tokens = await arrive(config).catch(() => null);
  return tokens ? enter(tokens) : ask();
}

function ask(message = "") {
  const byName = async (user, password) => {
    const tokens = await withPassword(user, password).catch(() => null);
    return tokens ? enter(tokens) : ask(say("not_signed_in"));
  };
  show(main, ...signIn(config, { withPassword: byName, leave: () => leave(config) }, message).flat().filter(Boolean));
}

async function enter(tokens) {
  setToken(tokens.id_token, renewing(config, tokens));
  try {
    who = await call("GET", "/staff/v1/me");
    code = who.communities[0].code;
  } catch (error) {
    return ask(error instanceof Refused ? reason(error.problem) : say("no_signal"));
  }
  return refresh();
}

async function refresh() {
  await telling(async () => {
    const found = await call("GET", `/staff/v1/labels?community=${code}`);
    show(main, tools(found), el("p", {}, words.how), el("ul.labels", {}, ...found.labels.map(label)));
  });
}

function tools(found) {
  const options = who.communities.map((each) => el("option", { value: each.code, selected: each.code === code }, each.name));
  const change = (event) => {
    code = event.target.value;
    refresh();
  };
  const all = Array.from({ length: found.sheets }, (_, at) => `/staff/v1/sheets?community=${code}&page=${at + 1}`);
  return el(
    "div.tools",
    {},
    el("div", {}, el("label", { for: "community" }, say("community")), el("select", { id: "community", onchange: change }, ...options)),
    el("button", { onclick: () => print(all) }, words.print),
  );
}

function label(row) {
  const place = `${row.name} · ${row.shown}`;
  const buttons = row.retired_at
    ? [el("p", {}, `${words.old} ${row.replaced_by}`)]
    : [
        el("button", { onclick: () => print([`/staff/v1/labels/${row.code}`]), "aria-label": `${words.poster}: ${place}` }, words.poster),
        el("button", { onclick: () => replace(row), "aria-label": `${words.replace}: ${place}` }, words.replace),
      ];
  const head = [el("h2", {}, row.name), el("p", {}, row.shown), el("p", {}, row.serial), el("p", {}, row.address)];
  return el(`li${row.retired_at ? ".old" : ""}`, {}, ...head, el("div.actions", {}, ...buttons));
}

// Pictures and not markup: whatever a name holds, it stays a picture.
async function print(paths) {
  await telling(async () => {
    const pictures = [];
    for (const path of paths) {
      const picture = el("img", { alt: "" });
      picture.src = URL.createObjectURL(await file(path));
      await picture.decode();
      pictures.push(picture);
    }
    paper.replaceChildren(...pictures);
    window.print();
    for (const picture of pictures) URL.revokeObjectURL(picture.src);
  });
}

async function replace(row) {
  if (!window.confirm(words.sure)) return;
  await telling(async () => {
    await call("POST", `/staff/v1/labels/${row.code}/rotate`, {});
    await refresh();
  });
}

async function telling(work) {
  try {
    await work();
    banner.textContent = "";
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return ask(say("again"));
    banner.textContent = error instanceof Refused ? reason(error.problem) : say("no_signal");
  }
}

begin();
