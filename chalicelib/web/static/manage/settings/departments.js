// The departments of a community: which it has, what they are called, who takes over closed ones.

import { Refused } from "../../shared/api.js";
import { el } from "../../shared/dom.js";
import { pt, t } from "../../shared/words.js";
import { each, folded, hint, part, select, ticks } from "./fields.js";
import { saving } from "./frame.js";

export function content(page) {
  const { held } = page;
  const name = (code) => held.named.find((known) => known.department === code)?.name || code;
  const more = el("div.rows");
  const add = () => {
    const code = fresh();
    more.append(
      el(
        "div.card-like",
        { "data-row": code },
        ...each(
          `added.${code}`,
          pt("of a community or place", "Name"),
          held.languages,
          {},
          { maxlength: 80 },
        ),
      ),
    );
    more.lastElementChild.querySelector("input").focus();
  };
  const all = held.named.map((known) => [known.department, known.name]);
  const others = (code) => [
    ["", t("Choose who takes over its work")],
    [NOBODY, t("no one: it has no open jobs")],
    ...held.departments.filter((other) => other !== code).map((other) => [other, name(other)]),
  ];
  const takers = [...new Set([...held.departments, ...Object.keys(held.redirects)])].map((code) =>
    el(
      "div",
      { "data-closed": code, hidden: held.departments.includes(code) },
      ...select(`redirects.${code}`, name(code), others(code), takes(code, held), {
        "data-blank": "",
      }),
    ),
  );
  const fields = [
    part(
      t("Departments in use"),
      ticks("departments", t("Departments"), all, held.departments),
      more,
      el(
        "button.small",
        { type: "button", onclick: add, "data-action": "add-department" },
        t("Add your own department"),
      ),
    ),
    part(
      t("Who takes over"),
      hint(t("Jobs of a department you close go to the one you choose here.")),
      ...takers,
    ),
    part(
      t("Local names"),
      hint(t("Empty: use the usual name.")),
      ...held.departments.map((code) =>
        folded(
          name(code),
          false,
          each(
            `department_names.${code}`,
            name(code),
            held.languages,
            held.department_names[code],
            {
              maxlength: 80,
            },
          ),
        ),
      ),
    ),
  ];
  const made = saving(page, fields, (said) => patch(said, held));
  made.addEventListener("change", ({ target }) => {
    const closed = takers.find((taker) => taker.dataset.closed === target.value);
    if (target.name === "departments" && closed) closed.hidden = target.checked;
  });
  return made;
}

const NOBODY = "-";

/** Who takes over what is closed already; of what is closed now somebody has to say it. */
const takes = (code, held) =>
  held.redirects[code] || (held.departments.includes(code) ? "" : NOBODY);

/** Ask for who takes over the work of a department that is closed now. */
function ask(closed, redirects) {
  const unsaid = closed.filter((code) => !redirects[code]);
  if (!unsaid.length) return;
  const said = t("Say who takes over, or that it has no open jobs.");
  throw new Refused(422, {
    errors: Object.fromEntries(unsaid.map((code) => [`redirects.${code}`, said])),
  });
}

function patch({ departments = [], added = {}, redirects = {}, department_names = {} }, held) {
  const there = [...departments, ...Object.keys(added)];
  ask(
    held.departments.filter((code) => !there.includes(code)),
    redirects,
  );
  const kept = Object.entries({ ...held.redirects, ...redirects }).filter(
    ([code, heir]) => heir && heir !== NOBODY && !there.includes(code),
  );
  const names = Object.entries({ ...department_names, ...added });
  return {
    departments: there,
    redirects: Object.fromEntries(kept),
    department_names: Object.fromEntries(names.filter(([code]) => there.includes(code))),
  };
}

const LETTERS = "abcdefghijklmnopqrstuvwxyz";

/** A code of letters: ids of tasks are made of it, and nobody reads it. */
const fresh = () =>
  `own_${Array.from(crypto.getRandomValues(new Uint8Array(8)), (n) => LETTERS[n % 26]).join("")}`;
