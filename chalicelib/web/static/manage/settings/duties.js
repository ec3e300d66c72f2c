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
      [["", t("the usual arrangement")], ...options],
      held.duties[duty] || "",
    ),
    covered
      ? hint(t("Now: %(department)s.", { department: name(department) }))
      : el(
          "p.lacking",
          {},
          t(
            "No one works there. In an emergency the job goes to %(department)s, and we call the managers.",
            {
              department: name(department),
            },
          ),
        ),
  ];
  const fields = [
    part(
      t("Duties"),
      hint(
        t(
          "When a request describes an emergency, we call these departments at once, 24 hours a day.",
        ),
      ),
      ...held.covers.map(one),
    ),
  ];
  return saving(page, fields, ({ duties = {} }) => ({ duties }));
}
