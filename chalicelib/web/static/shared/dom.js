// Making elements: text is always text, so that no resident's words become a page.

import { PATHS } from "./icons.js";

const SVG = "http://www.w3.org/2000/svg";

/** Return an element: `el("p.note", {id: "x"}, "words", child)`. Handlers are `onclick` etc. */
export function el(what, attributes = {}, ...children) {
  const [tag, ...classes] = what.split(".");
  const made = document.createElement(tag);
  made.className = classes.join(" ");
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter(isSaid));
  return made;
}

/** Say whether a child is there: `task.late && el(...)` leaves "false" where nothing is late. */
const isSaid = (child) =>
  child !== null && child !== undefined && child !== "" && typeof child !== "boolean";

/** Return a picture of the residents' own set; always beside a word. */
export function icon(name) {
  const made = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", PATHS[name] || PATHS.dot);
  made.setAttribute("class", "icon");
  made.setAttribute("viewBox", "0 0 24 24");
  made.setAttribute("aria-hidden", "true");
  made.append(line);
  return made;
}

/** Return an element that the page always has. */
export function part(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`this page has no #${id}`);
  return found;
}

const NAMES = ["data-id", "data-action", "data-tab", "data-key", "id"];

/** Show these children in a place, instead of what was there; who was at one of them stays there. */
export function show(place, ...children) {
  const at = document.activeElement;
  const inside = place.contains(at) ? at : null;
  const name = NAMES.find((each) => inside?.getAttribute(each));
  const value = name && inside?.getAttribute(name);
  place.replaceChildren(...children.flat().filter(Boolean));
  if (value)
    [...place.querySelectorAll(`[${name}]`)]
      .find((each) => each.getAttribute(name) === value)
      ?.focus({ preventScroll: true });
}

/** Return a fresh key for one action: 128 bits, as the API wants it. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
