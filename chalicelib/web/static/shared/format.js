// Times, spans and references as people read them.

import { language } from "./words.js";

export const reference = (code) =>
  code.includes("-") ? code : `${code.slice(0, 3)}-${code.slice(3)}`;

/** Say a span of time in at most two units. */
export function span(ms) {
  const minutes = Math.max(0, Math.round(Math.abs(ms) / 60000));
  const units =
    language === "en"
      ? [" d", " h", " min"]
      : language === "zh-Hans"
        ? [" 天", " 小时", " 分钟"]
        : [" 天", " 小時", " 分鐘"];
  const parts = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), minutes % 60];
  const first = parts.findIndex((part) => part > 0);
  if (first < 0) return `0${units[2]}`;
  return parts
    .map((part, n) => (part && n <= first + 1 ? `${part}${units[n]}` : ""))
    .filter(Boolean)
    .join(" ");
}

/** The zone in which times are said, and the country whose order dates have: the community's, wherever the phone is. */
let zone;
let country = "";

export function keepTimeOf(community) {
  zone = community?.zone || undefined;
  country = community?.region?.split("-")[0] || "";
}

/** English alone has two orders of a date: the American one is for America. */
const order = () => (country ? `${language}-${country}` : language === "en" ? "en-GB" : language);

/** From 00:00 to 23:59, as residents read it: a visit and a step of its history stand side by side. */
const HOURS = "h23";

export const clock = (at) =>
  new Intl.DateTimeFormat(order(), {
    dateStyle: "short",
    timeStyle: "short",
    hourCycle: HOURS,
    timeZone: zone,
  }).format(at);

/** Say the time of day of an instant. */
export const clockTime = (at) =>
  new Intl.DateTimeFormat(order(), {
    timeStyle: "short",
    hourCycle: HOURS,
    timeZone: zone,
  }).format(at);

/** Return an instant as a field of the browser has it, in the community's time. */
export const localTime = (at) =>
  new Intl.DateTimeFormat("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: zone })
    .format(at)
    .replace(" ", "T");

/** Return the instant of what a field of the browser says, in the community's time. */
export function instant(local) {
  const utc = (text) => Date.parse(`${text}Z`);
  const off = (at) => utc(localTime(at)) - at;
  const near = utc(local) - off(utc(local));
  // Behind a change of the clock the first guess is an hour off.
  return utc(local) - off(near);
}

/** Say a local date, as 2026-03-02, in the order in which `clock` says it. */
export const date = (iso) =>
  new Intl.DateTimeFormat(order(), { dateStyle: "short", timeZone: "UTC" }).format(new Date(iso));

/** Say a local date with its weekday, where somebody decides about that day. */
export const longDate = (iso) =>
  new Intl.DateTimeFormat(order(), { dateStyle: "full", timeZone: "UTC" }).format(new Date(iso));

/** Say the local date of an instant. */
export const dayOf = (at) =>
  new Intl.DateTimeFormat(order(), { dateStyle: "short", timeZone: zone }).format(at);

/** Say a month, as 2026-03, in words. */
export const month = (iso) =>
  new Intl.DateTimeFormat(order(), { year: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(iso),
  );

/** Say a day of this year as one reads it under a chart. */
export const dayMonth = (iso) =>
  new Intl.DateTimeFormat(order(), { day: "numeric", month: "numeric", timeZone: "UTC" }).format(
    new Date(iso),
  );

/** Say a span of time within one day. */
export const within = (at, end) => {
  const form = new Intl.DateTimeFormat(order(), {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: HOURS,
    timeZone: zone,
  });
  return end ? form.formatRange(at, end) : form.format(at);
};
