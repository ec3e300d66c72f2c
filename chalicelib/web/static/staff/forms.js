// The forms: of finding, of oneself.

import { community } from "../shared/choices.js";
import { el, icon } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { clock } from "../shared/format.js";
import { themes } from "../shared/theme.js";
import { language, names, t } from "../shared/words.js";

export function finder(communities, search) {
  const fields = [
    ...community(communities),
    el("label", { for: "reference" }, t("Reference, for example 7KQ-2M9X, or words")),
    el("input", {
      id: "reference",
      name: "reference",
      type: "search",
      maxlength: 120,
      autocomplete: "off",
      required: true,
    }),
  ];
  return [
    el("h2", {}, t("Find")),
    finished(fields, t("Find"), { send: (said) => search(said.community, said.reference) }),
  ];
}

export function me(who, thanks, ways, setLanguage, signOut) {
  const options = Object.entries(names).map(([code, name]) =>
    el("option", { value: code, selected: code === language, lang: code }, name),
  );
  return [
    el("h2", {}, who.name),
    ...who.communities.map((each) =>
      el(
        "p",
        {},
        el("b", {}, each.name),
        el("br"),
        each.queues.map((queue) => queue.name).join(" · "),
      ),
    ),
    ...(thanks.length ? [el("h2", {}, icon("star"), t("Thanks"))] : []),
    ...thanks.map((each) =>
      el(
        "p.words-full",
        {},
        each.words || t("Thank you!"),
        el("br"),
        el("small", {}, `${each.mine ? who.name : each.department_name} · ${clock(each.at)}`),
      ),
    ),
    ...ways,
    el("label", { for: "language" }, t("Language")),
    el(
      "select",
      { id: "language", onchange: (event) => setLanguage(event.target.value) },
      ...options,
    ),
    el("label", { for: "theme" }, t("Appearance")),
    themes(),
    el(
      "div.actions",
      {},
      el("button.danger", { onclick: signOut, "data-action": "sign_out" }, t("Sign out")),
    ),
  ];
}
