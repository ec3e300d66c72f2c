// What the app says. The message is the English sentence; the catalogues (staff.po) have the others,
// and `python -m chalicelib.i18n.catalogues` writes them into texts.<language>.js.

const CHOSEN = "steward.language";
// Between the context of a message and the message, as gettext writes it.
const CONTEXT = "\u0004";

export const names = { en: "English", "zh-Hans": "简体中文", "zh-Hant": "繁體中文" };

export let language = localStorage.getItem(CHOSEN) || match(navigator.languages || []);

/** @type {Record<string, string>} */
let texts = {};

/** Mark a message that is said later, by `t`. */
export const N_ = (text) => text;

/** Mark a message that has two meanings, with the one that is meant. */
export const NP_ = (context, text) => context + CONTEXT + text;

/** Say a message in the language of this phone, its %(names)s filled in. */
export function t(message, values = {}) {
  const said = texts[message] || message.slice(message.indexOf(CONTEXT) + 1);
  return said.replace(/%\((\w+)\)s/g, (_whole, name) => values[name]);
}

/** Say a message that has two meanings, in the one that is meant. */
export const pt = (context, text) => t(NP_(context, text));

/**
 * Say what a value is of; without one, what is said beside it. The punctuation is the language's.
 * @param {string} label
 * @param {string | number} value
 */
export const labelled = (label, value = "") => t("%(label)s: %(value)s", { label, value });

/** End a sentence that leads to what stands beside it: a full-width colon has its own space. */
export const leading = (said) => (said.endsWith("：") ? said : `${said} `);

/** Say several things after one another. */
export const series = (parts) =>
  parts.length ? parts.reduce((one, other) => t("%(one)s, %(other)s", { one, other })) : "";

/** Speak another language from now on. */
export async function choose(lang) {
  language = lang;
  localStorage.setItem(CHOSEN, lang);
  document.documentElement.lang = lang;
  const found = await textsOf(lang);
  // Another one may have been chosen meanwhile.
  if (lang === language) texts = found;
}

/** Read a catalogue; where it cannot be had, English is better than nothing. */
async function textsOf(lang) {
  if (lang === "en") return {};
  return import(`./texts.${lang}.js`).then((found) => found.default).catch(() => ({}));
}

function match(wanted) {
  for (const tag of wanted) {
    if (/^(yue|zh-(hk|tw|mo|hant))/i.test(tag)) return "zh-Hant";
    if (/^zh/i.test(tag)) return "zh-Hans";
    if (/^en/i.test(tag)) return "en";
  }
  return "en";
}
