// Light or dark: as the device has it, or as somebody chose on this one.

import { el } from "./dom.js";
import { N_, t } from "./words.js";

const CHOSEN = "steward.theme";

const THEMES = {
  system: N_("Like this device"),
  light: N_("Light"),
  dark: N_("Dark"),
};

/** What the rules for dark pages (tokens.css) ask for, where a choice stands against the device's. */
const INSTEAD = { light: "not all", dark: "screen" };

/** @type {Map<CSSMediaRule, string>} */
const asked = new Map();

/** Show the page as it was chosen. */
export function wear() {
  const chosen = localStorage.getItem(CHOSEN) || "";
  for (const rule of [...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]))
    if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme"))
      asked.set(rule, asked.get(rule) || rule.conditionText);
  for (const [rule, usual] of asked) rule.media.mediaText = INSTEAD[chosen] || usual;
  document.documentElement.style.colorScheme = chosen in INSTEAD ? chosen : "";
}

/** Return the choice, as a field with this name for who hears the page. */
export function themes() {
  const now = localStorage.getItem(CHOSEN) || "system";
  const options = Object.entries(THEMES).map(([value, name]) =>
    el("option", { value, selected: value === now }, t(name)),
  );
  const choose = (event) => {
    localStorage.setItem(CHOSEN, event.target.value);
    wear();
  };
  return el("select", { id: "theme", "aria-label": t("Appearance"), onchange: choose }, ...options);
}
