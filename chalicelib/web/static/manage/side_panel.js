// A panel beside what is shown: one thing, closely, until it is closed.

import { el, show } from "../shared/dom.js";
import { t } from "../shared/words.js";

/** Open a panel at a place; `fill` shows what it is about. Closing gives the focus back to `id`. */
export function sidePanel(place, id, label) {
  const panel = el(
    "aside",
    { "aria-label": label, tabindex: -1 },
    el("p.empty", {}, t("One moment…")),
  );
  const close = () => {
    panel.remove();
    [...place.querySelectorAll("[data-id]")].find((each) => each.dataset.id === id)?.focus();
  };
  place.querySelector("aside")?.remove();
  place.append(panel);
  panel.focus();
  panel.addEventListener("keydown", (event) => event.key === "Escape" && close());
  const fill = (...children) =>
    show(panel, ...children, el("button", { onclick: close, "data-action": "close" }, t("Close")));
  return { fill };
}
