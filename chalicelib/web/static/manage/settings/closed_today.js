// A day on which nobody works, as in a typhoon: two taps, and every deadline moves.

import { el, show } from "../../shared/dom.js";
import { longDate } from "../../shared/format.js";
import { t } from "../../shared/words.js";
import { save } from "./frame.js";
import { dateIn, isAlways } from "./hours_text.js";

export function closingToday(page) {
  const place = el("div.card-like.today");
  const { calendar } = page.held;
  const today = dateIn(calendar.zone);
  const said = longDate(today);
  if (calendar.exceptions[today]?.length === 0) {
    place.append(el("p", {}, t("Closed today: %(day)s.", { day: said })));
    return place;
  }
  const first = () => show(place, asked());
  const ask = () =>
    el(
      "p",
      {},
      el(
        "button.small",
        { onclick: first, "data-action": "close-today" },
        t("Close today, as in a typhoon"),
      ),
    );
  const asked = () => [
    el(
      "p",
      {},
      t(
        "Close on %(day)s? Deadlines are extended. Emergencies and 24-hour departments are not affected.",
        {
          day: said,
        },
      ),
    ),
    el(
      "div.actions",
      {},
      el(
        "button.small.main",
        {
          onclick: () =>
            page.given.telling(async () => page.done(await save(page, closed(page, today)))),
          "data-action": "close-now",
        },
        t("Yes, close today"),
      ),
      el("button.small", { onclick: () => show(place, ask()) }, t("No")),
    ),
  ];
  place.append(ask());
  return place;
}

/** Return hours in which this day is closed: the community's, and those of who closes at all. */
export function closed({ held }, day) {
  const without = (hours) => ({ ...hours, exceptions: { ...hours.exceptions, [day]: [] } });
  const calendars = Object.fromEntries(
    Object.entries(held.calendars).map(([name, hours]) => [
      name,
      isAlways(hours) ? hours : without(hours),
    ]),
  );
  return { calendar: without(held.calendar), calendars };
}
