// Who comes in danger: each duty, and the department or contractor that covers it.

import { el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";
import { hint, part, select, workedIn } from "./fields.js";
import { saving } from "./frame.js";

export function content(page) {
  const { held } = page;
  const name = (code) => held.named.find((each) => each.department === code)?.name || code;
  const options = workedIn(held);
  const one = ({ duty, name: called, department, covered }) => [
    ...select(
      `duties.${duty}`,
      called,
      [["", t("as everybody has it")], ...options],
      held.duties[duty] || "",
    ),
    covered
      ? hint(t("Now: %(department)s.", { department: name(department) }))
      : el(
          "p.lacking",
          {},
          t(
            "Nobody works there. In danger work lies with %(department)s, and the managers are called.",
            {
              department: name(department),
            },
          ),
        ),
  ];
  const fields = [
    part(
      t("Duties"),
      hint(t("When words tell of a danger, these are called at once, day and night.")),
      ...held.covers.map(one),
    ),
  ];
  return saving(page, fields, ({ duties = {} }) => ({ duties }));
}
