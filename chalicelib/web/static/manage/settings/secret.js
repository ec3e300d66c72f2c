// A text that is shown once: selected by a touch, copied by a button.

import { el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";

export function secret(title, hint, text) {
  const field = el(
    "textarea",
    {
      readonly: true,
      rows: 4,
      "aria-label": title,
      "data-id": "secret",
      onclick: () => field.select(),
    },
    text,
  );
  const said = el("span", { "aria-live": "polite" });
  const copy = async () => {
    field.select();
    await navigator.clipboard.writeText(text);
    said.textContent = t("Copied.");
  };
  return el(
    "section.card-like",
    { role: "alert" },
    el("h3.address", {}, title),
    el("p", {}, hint),
    field,
    el("p.row", {}, el("button.small", { onclick: copy, "data-action": "copy" }, t("Copy")), said),
  );
}
