// A caution: what helps whoever goes next in a difficult case. A manager agrees before anybody sees it.

import { el, icon } from "../shared/dom.js";
import { finished } from "../shared/form.js";
import { clock } from "../shared/format.js";
import { t } from "../shared/words.js";

const LONGEST = 300;

/** Show the caution of a task and what may be done with it, or offer to write one. */
export function caution(task, help, given) {
  const act = async (said) => {
    if (await given.act(`tasks/${task.id}/caution`, said, {})) given.again();
  };
  return [
    el("h2", {}, icon("alert"), t("Caution")),
    ...(help.caution ? shown(help.caution, act) : [offered(act)]),
  ];
}

function shown(known, act) {
  const waits = known.state === "proposed";
  const button = (action, label) =>
    el(
      "button.small",
      { onclick: () => act({ action }), "data-action": `caution-${action}` },
      label,
    );
  return [
    el("p.words-full", {}, known.text),
    el(
      "p.soft",
      {},
      waits
        ? t("A manager has to approve it before anyone sees it.")
        : t("Approved. It ends on %(at)s.", { at: clock(known.ends_at) }),
    ),
    el(
      "div.actions",
      {},
      waits ? button("approve", t("Approve")) : null,
      button("withdraw", t("Remove")),
    ),
  ];
}

function offered(act) {
  return el(
    "details",
    {},
    el("summary", {}, t("Write a caution")),
    finished(
      [
        el(
          "label",
          { for: "caution-text" },
          t("What helps whoever goes next? No names, no numbers."),
        ),
        el("textarea", {
          id: "caution-text",
          name: "text",
          rows: 3,
          maxlength: LONGEST,
          required: true,
        }),
      ],
      t("Send to a manager"),
      { send: (said) => act({ action: "propose", text: said.text }) },
    ),
  );
}
