// Ready replies of the community's own, in each of its languages.

import { el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { each, hint, part, remove } from "./fields.js";
import { saving } from "./frame.js";
import { ACTIONS } from "./names.js";

export function content(page) {
  const { held } = page;
  const one = (action) => {
    const list = el(
      "div.rows",
      {},
      ...(held.replies[action] || []).map((text) => reply(action, held.languages, text)),
    );
    const add = () => {
      list.append(reply(action, held.languages));
      list.lastElementChild.querySelector("input").focus();
    };
    return part(
      t(ACTIONS[action]),
      list,
      el(
        "button.small",
        { type: "button", onclick: add, "data-action": `add-${action}` },
        t("Add a quick reply"),
      ),
    );
  };
  const fields = [
    hint(t("Staff see these before the usual ones. Residents read them in their language.")),
    ...held.actions.map(one),
  ];
  return saving(page, fields, ({ replies = {} }) => ({
    replies: Object.fromEntries(
      Object.entries(replies).map(([action, texts]) => [action, Object.values(texts)]),
    ),
  }));
}

let counted = 0;

const reply = (action, languages, text = {}) =>
  el(
    "div.card-like",
    { "data-row": "" },
    ...each(`replies.${action}.n${counted++}`, t("Quick reply"), languages, text, {
      maxlength: 400,
    }),
    remove(),
  );
