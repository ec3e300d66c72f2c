// Forms of the board: fields by kind, texts in every language of the community, one send.

import { el } from "../shared/dom.js";
import { instant } from "../shared/format.js";
import { PHOTOS, named } from "../shared/names.js";
import { names, t } from "../shared/words.js";

export const line = (name, label, value = "", more = {}) => [
  el("label", { for: `f-${name}` }, label),
  el("input", { id: `f-${name}`, name, value, ...more }),
];

export const check = (name, label) => [
  el(
    "label.check",
    { for: `f-${name}` },
    el("input", { id: `f-${name}`, type: "checkbox", name, value: "yes" }),
    label,
  ),
];

export function text(name, label, value = "", more = {}) {
  const made = el("textarea", { id: `f-${name}`, name, rows: 3, ...more });
  made.value = value || "";
  return [el("label", { for: `f-${name}` }, label), made];
}

export function choice(name, label, options, chosen) {
  const made = options.map(([value, said]) =>
    el("option", { value, selected: value === chosen }, said),
  );
  return [
    el("label", { for: `f-${name}` }, label),
    el("select", { id: `f-${name}`, name }, ...made),
  ];
}

export function several(name, label, options) {
  const one = ([value, said]) =>
    el(
      "label.check",
      { for: `f-${name}-${value}` },
      el("input", { id: `f-${name}-${value}`, type: "checkbox", name, value }),
      said,
    );
  return [el("fieldset.several", {}, el("legend", {}, label), ...options.map(one))];
}

/** Return a text field for each language in which people read it. */
export function texts(name, label, languages, said = {}) {
  const one = (lang) => {
    const id = `f-${name}-${lang}`;
    const made = el("textarea", { id, name: `${name}.${lang}`, rows: 2, maxlength: 500, lang });
    made.value = said[lang] || "";
    return [el("label", { for: id }, `${label} · ${names[lang] || lang}`), made];
  };
  return languages.flatMap(one);
}

/** Return photos to choose from; those that are chosen already are ticked. */
export function pictures(name, label, offered, chosen) {
  if (!offered.length) return [];
  const had = new Set(chosen.map((each) => each.request + each.slot));
  const one = (photo, n) => {
    const id = `f-${name}-${n}`;
    const value = JSON.stringify({ request: photo.request, slot: photo.slot });
    return el(
      "label.check.photo",
      { for: id },
      el("input", {
        id,
        type: "checkbox",
        name: `${name}:json`,
        value,
        checked: had.has(photo.request + photo.slot),
      }),
      el("img", {
        src: photo.thumb,
        alt: t("Photo %(n)s", { n: n + 1 }),
        width: 96,
        height: 96,
        loading: "lazy",
      }),
      photo.when && named(PHOTOS, photo.when),
    );
  };
  return [
    el(
      "fieldset.several",
      {},
      el("legend", {}, label),
      el(
        "p.soft",
        {},
        t("Everyone can see them on the public page. Choose photos without people."),
      ),
      ...offered.map(one),
    ),
  ];
}

/** Return a form that gives `send` what was filled in: texts by language, checks as lists. */
export function form(fields, action, label, send) {
  const made = el(
    "form.fields",
    {},
    ...fields.flat(),
    el("button.small.main", { type: "submit", "data-action": action }, label),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    send(filled(made));
  });
  return made;
}

function filled(made) {
  const said = {};
  for (const field of made.elements) {
    const [full, lang] = field.name.split(".");
    const [name, kind] = full.split(":");
    if (!name || (field.type === "checkbox" && !field.checked)) continue;
    const value = field.value.trim();
    if (lang) said[name] = { ...said[name], ...(value ? { [lang]: value } : {}) };
    else if (field.type === "checkbox")
      said[name] = [...(said[name] || []), kind ? JSON.parse(value) : value];
    else if (value) said[name] = meant(field.type, value);
  }
  return said;
}

/** Return what a field says as the API has it: an instant for a day or a time. */
function meant(type, value) {
  if (type === "datetime-local") return instant(value);
  return type === "date" ? new Date(value).getTime() : value;
}

/** Return a day, counted from now or from an instant, as a field of the browser has it. */
export const day = (days, since = Date.now()) =>
  new Date(since + days * 86400000).toISOString().slice(0, 10);
