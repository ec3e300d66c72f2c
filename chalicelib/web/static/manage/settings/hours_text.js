// Working hours as people write them in one line: "09:00–13:00, 14:00–18:00".

import { language } from "../../shared/words.js";

const DAY = 1440;

/** Say windows in minutes as a line; nothing where it is closed. */
export const line = (open) => open.map(([from, to]) => `${clock(from)}–${clock(to)}`).join(", ");

/** Return what a line says, as the API takes it; what is no time is for the API to refuse. */
export const windows = (text) =>
  text
    .normalize("NFKC")
    .split(/[,;、，；]/)
    .map((each) => each.trim())
    .filter(Boolean)
    .map((each) => each.split(/\s*[-–—~〜至到]\s*/).map(minutes));

/** Say whether these hours never close. */
export const isAlways = (hours) =>
  hours.week.every((day) => day.length === 1 && day[0][0] === 0 && day[0][1] === DAY);

/** The days of the week, from Monday. */
export const days = () =>
  Array.from({ length: 7 }, (_day, n) =>
    new Intl.DateTimeFormat(language, { weekday: "long", timeZone: "UTC" }).format(
      new Date(Date.UTC(2026, 5, 1 + n)),
    ),
  );

/** The local date of an instant in a zone, as 2026-03-02. */
export const dateIn = (zone, at = Date.now()) =>
  new Intl.DateTimeFormat("en-CA", { timeZone: zone }).format(at);

const clock = (at) =>
  `${String(Math.floor(at / 60)).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;

// A night shift ends on the next day: 22:00–30:00, which people write 22:00–06:00.
function minutes(text) {
  const found = /^(\d{1,2})(?::?(\d\d))?$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2] || 0) : text;
}

/** Return windows with those that end before they begin running into the next day. */
export const overnight = (found) =>
  found.map(([from, to, ...more]) => [from, to <= from ? to + DAY : to, ...more]);
