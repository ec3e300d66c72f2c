// Fields of settings: their names are the paths that the API says.

import { el, icon } from "../../shared/dom.js";
import { names, t } from "../../shared/words.js";

const id = (name) => `s-${name.replaceAll(/[^\w-]/g, "-")}`;

export const input = (name, label, value = "", more = {}) => [
  el("label", { for: id(name) }, label),
  el("input", { id: id(name), name, value, ...more }),
];

/** A field for each language, in which its words are read. */
export const each = (name, label, languages, said = {}, more = {}) =>
  languages.flatMap((lang) =>
    input(`${name}.${lang}`, `${label} · ${names[lang] || lang}`, said[lang] || "", {
      lang,
      ...more,
    }),
  );

export const select = (name, label, options, chosen, more = {}) => [
  el("label", { for: id(name) }, label),
  el(
    "select",
    { id: id(name), name, ...more },
    ...options.map(([value, said]) => el("option", { value, selected: value === chosen }, said)),
  ),
];

export const tick = (name, label, on) =>
  el("label.check", {}, el("input", { id: id(name), type: "checkbox", name, checked: on }), label);

export const ticks = (name, label, options, chosen) =>
  el(
    "fieldset.several",
    {},
    el("legend", {}, label),
    ...options.map(([value, said]) =>
      el(
        "label.check",
        {},
        el("input", {
          id: id(`${name}-${value}`),
          type: "checkbox",
          name,
          value,
          checked: chosen.includes(value),
          "data-many": "",
        }),
        said,
      ),
    ),
  );

/** One of some pictures, each called as what it is known from. */
export const pictures = (name, label, options, chosen) =>
  el(
    "fieldset.pictures",
    {},
    el("legend", {}, label),
    ...options.map((option) =>
      el(
        "label",
        { title: option.name },
        el("input.unseen", {
          type: "radio",
          name,
          value: option.code,
          checked: option.code === chosen,
        }),
        icon(option.code),
        el("span.unseen", {}, option.name),
      ),
    ),
  );

export const part = (title, ...children) =>
  el("section.card-like", {}, el("h3", {}, title), ...children.flat());

/** A part that is open only where it says something. */
export const folded = (title, open, ...children) =>
  el("details.more", { open }, el("summary", {}, title), ...children.flat());

export const hint = (text) => el("p.soft", {}, text);

export const remove = (gone, said = t("Remove")) =>
  el(
    "button.small",
    {
      type: "button",
      onclick: (event) => {
        event.target.closest("[data-row]").remove();
        gone?.();
      },
    },
    said,
  );

const NOT_WORKED_IN = new Set(["conduct", "oversight"]);

/** The departments in which people work, and what they are called: complaints have queues, too. */
export const workedIn = (held) =>
  held.departments
    .filter((code) => !NOT_WORKED_IN.has(code))
    .map((code) => [code, held.named.find((known) => known.department === code).name]);
