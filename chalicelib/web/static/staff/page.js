// The fixed parts of the page (app.html).

import { part } from "../shared/dom.js";

export const main = part("main");
export const tabs = part("tabs");
export const duty = part("duty");
export const banner = part("banner");

/** Go to the first field of the form that is shown, if one is. */
export function focusForm() {
  const field = main.querySelector("form textarea, form select, form input");
  if (field instanceof HTMLElement) field.focus();
}
