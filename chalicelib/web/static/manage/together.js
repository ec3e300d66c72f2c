// What belongs together: this request is the same as another, one that joined it is not, two have to do with each other.

import { el } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { N_, t } from "../shared/words.js";

const SAYS = {
  merge: N_("It is a duplicate of that one"),
  link: N_("Link it to that one"),
};

/** Show who joined a request and what is linked with it, and let it be put with another. */
export function together(task, given, act) {
  const may = new Set(task.allowed);
  const says = Object.keys(SAYS).filter((action) => may.has(action));
  if (!says.length && !task.linked.length && !task.joiners.length) return [];
  return [
    el("h2", {}, t("Related requests")),
    ...listed(
      t("Linked requests"),
      task.linked.map((code) => [code, ""]),
      may.has("unlink") && ["unlink", t("Remove the link")],
      act,
    ),
    ...listed(
      t("Duplicates"),
      task.joiners.map((each) => [each.reference, clock(each.at)]),
      may.has("split") && ["split", t("Not a duplicate")],
      act,
    ),
    says.length ? naming(says, act) : null,
  ];
}

function listed(title, found, offer, act) {
  if (!found.length) return [];
  const one = ([code, more]) =>
    el(
      "li",
      {},
      el("b", {}, code),
      more ? ` · ${more} ` : " ",
      offer &&
        el(
          "button.link",
          { onclick: () => act(offer[0], { request: code }), "data-action": offer[0] },
          offer[1],
        ),
    );
  return [el("p", {}, title), el("ul.history", {}, ...found.map(one))];
}

/** Ask which other request it is, by its reference, and what of it. */
function naming(says, act) {
  const code = el("input", {
    id: "panel-other",
    name: "request",
    autocapitalize: "characters",
    autocomplete: "off",
    required: true,
  });
  const send = (action) => {
    if (code.reportValidity()) act(action, { request: code.value.trim() });
  };
  const button = (action) =>
    el(
      "button.small",
      { type: "button", onclick: () => send(action), "data-action": action },
      t(SAYS[action]),
    );
  return el(
    "form",
    { onsubmit: (event) => event.preventDefault() },
    el("label", { for: "panel-other" }, t("Reference of the other request, for example 7KQ-2M9X")),
    code,
    el("div.row", {}, ...says.map(button)),
  );
}
