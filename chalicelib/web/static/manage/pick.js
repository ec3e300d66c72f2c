// One choice and the button that does it.

import { el } from "../shared/dom.js";

/** Return a select with a label and a button; `send` gets what was chosen. */
export function pick(id, label, options, action, said, send, chosen = "") {
  const made = el(
    "select",
    { id, name: id },
    ...options.map(([value, name]) => el("option", { value, selected: value === chosen }, name)),
  );
  const form = el(
    "form.choose",
    {},
    el("label", { for: id }, label),
    made,
    el(
      "button.small.main",
      { type: "submit", "data-action": action, disabled: !options.length },
      said,
    ),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (made.value) send(made.value);
  });
  return form;
}
