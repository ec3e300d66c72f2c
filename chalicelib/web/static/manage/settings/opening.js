// Opening a new company: four steps that lead from an empty estate to the first label, each of
// which may be skipped; everything in them stands in the settings, too.

import { call, file, Refused } from "../../shared/api.js";
import { el, show } from "../../shared/dom.js";
import { failure } from "../../shared/problem.js";
import { labelled, language, series, t } from "../../shared/words.js";
import { print } from "../label_list.js";
import { hint, input, part, select, workedIn } from "./fields.js";
import { save, saving } from "./frame.js";
import { regions } from "./hours.js";
import { line, overnight, windows } from "./hours_text.js";
import { read } from "./people_lines.js";
import { adding } from "./places.js";

const SKIPPED = "steward.opening";
const STEPS = [nameAndHours, places, people, firstLabel];

/** Say whether a manager is led through the opening: nothing is there, and they did not leave it. */
export const isNew = (held) => !held.places && sessionStorage.getItem(SKIPPED) !== held.community;

export function opening(page, leave) {
  const place = el("div.opening");
  const to = (step) => {
    if (step < STEPS.length) return page.given.telling(() => draw(step));
    sessionStorage.setItem(SKIPPED, page.held.community);
    return leave();
  };
  const draw = async (step) => {
    page.held = await page.given.ask("settings");
    page.given.tell("");
    show(
      place,
      el("p.soft", {}, t("Step %(step)s of %(all)s", { step: step + 1, all: STEPS.length })),
      ...(await STEPS[step](page, () => to(step + 1))),
      el(
        "p",
        {},
        el(
          "button.small",
          { onclick: () => to(step + 1), "data-action": "skip" },
          step + 1 < STEPS.length ? t("Resume work") : t("Go to the dashboard"),
        ),
      ),
    );
    place.querySelector("h2").focus();
  };
  draw(0);
  return place;
}

const title = (said) => el("h2", { tabindex: -1 }, said);

function nameAndHours(page, next) {
  const { held } = page;
  const { week, zone, region } = held.calendar;
  const fields = [
    input(
      "name",
      t("What is the community called?"),
      held.name[language] || Object.values(held.name)[0],
      {
        maxlength: 80,
      },
    ),
    input("phone", t("Office phone number"), held.phone, { type: "tel" }),
    input("emergency_phone", t("Emergency phone number"), held.emergency_phone, { type: "tel" }),
    input("calendar.week[0]", t("Hours, Monday to Friday"), line(week[0]), {
      "data-blank": "",
    }),
    input("calendar.week[5]", t("Hours on Saturday"), line(week[5]), { "data-blank": "" }),
    input("calendar.week[6]", t("Hours on Sunday"), line(week[6]), { "data-blank": "" }),
    input("calendar.zone", t("Time zone"), zone, { autocomplete: "off" }),
    select("calendar.region", t("Public holidays"), regions(held), region, { "data-blank": "" }),
    hint(t("For example 09:00–13:00, 14:00–18:00. Empty: closed. Night shift: 22:00–06:00.")),
  ];
  const patch = ({ name, calendar, ...rest }) => {
    const open = (n) => overnight(windows(calendar[`week[${n}]`] || ""));
    return {
      ...rest,
      name: name ? { ...held.name, [language]: name } : {},
      calendar: {
        ...held.calendar,
        zone: calendar.zone || "",
        region: calendar.region,
        week: [0, 0, 0, 0, 0, 5, 6].map(open),
      },
    };
  };
  const to = {
    send: (body) => save(page, body),
    done: next,
    again: () => renew(page),
    button: t("Save and continue"),
  };
  return [title(t("Name and hours")), saving(page, fields, patch, to)];
}

const renew = async (page) => (page.held = await page.given.ask("settings"));

function places(page) {
  return [
    title(t("Places")),
    hint(t("Each place gets a code and a QR label. A tower is one line.")),
    part(t("New places"), ...adding(page, async () => renew(page))),
  ];
}

function people(page, next) {
  const { held } = page;
  const said = el("div", { "aria-live": "polite" });
  const fields = [
    el("label", { for: "s-people" }, t("One line for each person: name, email, departments")),
    el("textarea", {
      id: "s-people",
      name: "people",
      rows: 8,
      placeholder: t("Paco Chan, paco@estate.example, Engineering team"),
    }),
    hint(
      t(
        "Write “lead” or “manager” for supervisors and managers. Anyone without email can have a phone number, for a text message. With neither we show a password here, to hand over on paper.",
      ),
    ),
    hint(labelled(t("Departments"), series(workedIn(held).map(([, name]) => name)))),
  ];
  const invite = async ({ people: text = "" }) => {
    const left = [];
    const done = [];
    for (const each of text.split("\n").filter((row) => row.trim())) {
      const { body, wrong } = read(each, held);
      try {
        if (wrong) throw new Refused(422, { errors: { line: wrong } });
        done.push(await call("POST", "/staff/v1/members", body));
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        left.push(each);
        done.push({ failed: labelled(each, failure(error)) });
      }
    }
    return { done, left };
  };
  const tell = ({ done, left }) => {
    made.elements.namedItem("people").value = left.join("\n");
    show(said, el("ul", {}, ...done.map(outcome)));
    if (!done.some((each) => each.failed || each.password)) next();
  };
  const made = saving(page, fields, (values) => values, {
    send: invite,
    done: tell,
    again: () => null,
    button: t("Invite them all"),
    action: "invite-all",
  });
  return [title(t("People")), made, said];
}

const outcome = ({ failed, member, password }) =>
  failed
    ? el("li.wrong", {}, failed)
    : el(
        "li",
        {},
        labelled(member.name, member.id),
        password && el("b", {}, ` · ${labelled(t("one-time password"), password)}`),
      );

async function firstLabel(page) {
  const { places: found } = await page.given.ask("places");
  if (!found.length)
    return [title(t("The first QR label")), hint(t("No places yet. Add them under Places."))];
  const [first] = found;
  const { labels } = await page.given.ask("labels");
  const { address } = labels.find((each) => each.code === first.code);
  const picture = el("img.first-label", { alt: labelled(t("QR label"), first.said) });
  const poster = `/staff/v1/labels/${first.code}`;
  picture.src = URL.createObjectURL(await file(poster));
  return [
    title(t("The first QR label")),
    hint(t("Scan it with your phone and send a test. It shows on the dashboard within seconds.")),
    picture,
    el("p", {}, el("a", { href: `../q/${first.code}`, target: "_blank" }, address)),
    el(
      "button.small",
      { onclick: () => page.given.telling(() => print([poster])), "data-action": "print-first" },
      t("Print poster"),
    ),
  ];
}
