// Questions that somebody keeps under a name: asked again with one tap, seen by nobody else.

import { call } from "../shared/api.js";
import { el, newKey } from "../shared/dom.js";
import { labelled, t } from "../shared/words.js";
import { form, line } from "./fields.js";

/** Show one's own views, and offer to keep what is asked now. */
export function savedSearches(kept, given, look, draw) {
  const drop = (view) =>
    given.telling(async () => {
      const told = await call("POST", `/staff/v1/searches/${view.id}/actions`, {
        action: "delete",
      });
      kept.views = told.views;
      draw();
    });
  const keep = ({ name }) =>
    given.telling(async () => {
      const body = { community: given.community.code, name: name || "", asked: given.asked };
      const made = await call("POST", "/staff/v1/searches", body, { "Idempotency-Key": newKey() });
      kept.views = [...kept.views, made];
      draw();
    });
  const one = (view) =>
    el(
      "li",
      {},
      el(
        "button.small",
        { onclick: () => look(view.asked), "data-action": "view", "data-id": view.id },
        view.name,
      ),
      el(
        "button.small",
        {
          onclick: () => drop(view),
          "data-action": "delete-view",
          "aria-label": labelled(t("Delete"), view.name),
        },
        "×",
      ),
    );
  return el(
    "div.chips",
    {},
    kept.views.length
      ? el("ul", { "aria-label": t("Saved searches") }, ...kept.views.map(one))
      : null,
    isAsked(given.asked)
      ? el(
          "details.more",
          {},
          el("summary", {}, t("Save this search")),
          form(
            [line("name", t("Name"), "", { maxlength: 40, required: true })],
            "save_search",
            t("Save"),
            keep,
          ),
        )
      : null,
  );
}

const isAsked = ({ task, place, all, ...asked }) =>
  !task && !place && !all && Object.keys(asked).length > 0;
