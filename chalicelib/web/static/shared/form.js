// One form: what was typed is kept, what is needed is asked for, once it is sent. And signing in.

import { el } from "./dom.js";
import { instant, localTime } from "./format.js";
import { isShared, setShared } from "./sign_in.js";
import { t } from "./words.js";

/**
 * Return a form around fields, with what was typed before in them, and at each what was wrong with
 * it. `does.check` says what is wrong before it is sent.
 */
export function finished(fields, send, does, draft = {}, errors = {}) {
  const back =
    does.back &&
    el("button", { type: "button", onclick: does.back, "data-action": "back" }, t("Back"));
  const made = el(
    "form",
    { novalidate: true },
    ...fields,
    el("div.actions", {}, el("button.main", { type: "submit", "data-action": "send" }, send), back),
  );
  for (const [name, value] of Object.entries(draft)) {
    const field = made.elements[name];
    if (!field || field.type === "file") continue;
    if (field.type === "checkbox") field.checked = value;
    else if (field instanceof RadioNodeList || typeof value !== "number") field.value = value;
    else field.value = localTime(value);
  }
  point(made, errors);
  made.addEventListener("input", () => does.keep?.(typed(made)));
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = filled(made);
    if (!said) return;
    const wrong = does.check?.(said);
    if (wrong) point(made, wrong);
    else does.send(said);
  });
  return made;
}

function typed(made) {
  const kept = {};
  for (const field of made.elements) {
    if (field.type === "checkbox") kept[field.name] = field.checked;
    else if (field.name && field.type !== "file" && (field.type !== "radio" || field.checked))
      kept[field.name] = field.value;
  }
  return kept;
}

/** Say what is wrong at each field that it is about, and above the form what is about none. */
function point(made, errors) {
  const first = Object.entries(errors).map(([name, said]) => {
    const field = [...made.elements].find((each) => each.name === name);
    if (!field) made.prepend(el("p.wrong", { role: "alert" }, said));
    return field && wrongAt(field, said);
  });
  // The form may not stand in the page yet.
  setTimeout(() => first.find(Boolean)?.focus());
}

/** Say at a field what is wrong with it. */
function wrongAt(field, text) {
  const said = el("p.wrong", { id: `${field.id}-wrong`, role: "alert" }, text);
  (field.closest("fieldset") || field.closest("label") || field).after(said);
  field.setAttribute("aria-describedby", said.id);
  field.setAttribute("aria-invalid", "true");
  return field;
}

function filled(made) {
  for (const old of made.querySelectorAll(".wrong")) old.remove();
  for (const old of made.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
  const fields = {};
  for (const field of made.elements) {
    if (!field.name || (field.type === "radio" && !field.checked)) continue;
    const value = valueOf(field);
    if (field.required && !value) return missing(field);
    if (value !== "") fields[field.name] = value;
  }
  return fields;
}

/** Return what a field says: whether it is ticked, the file, an instant in ms, or the words. */
function valueOf(field) {
  if (field.type === "checkbox") return field.checked;
  if (field.type === "file") return field.files[0];
  const said = field.value.trim();
  return field.type === "datetime-local" && said ? instant(said) : said;
}

function missing(field) {
  wrongAt(field, t("Please fill this in.")).focus();
  return null;
}

export function signIn(config, does, message) {
  const shared = el("input", { type: "checkbox", checked: isShared() });
  shared.onchange = () => setShared(shared.checked);
  const head = [el("h2", {}, t("Sign in")), message && el("p.wrong", { role: "alert" }, message)];
  const others = el(
    "label.check",
    {},
    shared,
    t("Others use this device too: sign me out when I leave it"),
  );
  if (!config.password_login)
    return [
      ...head,
      others,
      el(
        "div.actions",
        {},
        el("button.main", { onclick: does.leave, "data-action": "sign_in" }, t("Sign in")),
      ),
    ];
  const fields = [
    el("label", { for: "user" }, t("User name")),
    el("input", {
      id: "user",
      name: "user",
      autocomplete: "username",
      autocapitalize: "none",
      required: true,
    }),
    el("label", { for: "password" }, t("Password")),
    el("input", {
      id: "password",
      name: "password",
      type: "password",
      autocomplete: "current-password",
      required: true,
    }),
    others,
  ];
  return [
    ...head,
    finished(fields, t("Sign in"), {
      send: (said) => does.withPassword(said.user, said.password),
    }),
  ];
}
