// Making elements: text is always text, so that no resident's words become a page.

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
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return made;
}

/** Show these children in a place, instead of what was there. */
export function show(place, ...children) {
  place.replaceChildren(...children.filter(Boolean));
}

/** Return a fresh key for one action: 128 bits, as the API wants it. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
