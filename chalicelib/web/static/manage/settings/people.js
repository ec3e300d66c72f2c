// Who works here: invited, changed, let go; their rights, leave and duty roster.

import { call } from "../../shared/api.js";
import { el, show } from "../../shared/dom.js";
import { named } from "../../shared/names.js";
import { labelled, names, t } from "../../shared/words.js";
import { ROLES } from "../names.js";
import { folded, hint, input, remove, select, tick, ticks, workedIn } from "./fields.js";
import { saving } from "./frame.js";
import { days, line, overnight, windows } from "./hours_text.js";
import { CHANNELS } from "./names.js";
import { userName } from "./people_lines.js";

export async function content(page) {
  const place = el("div.people");
  /** @type {any} */
  const list = { found: await page.given.ask("members") };
  list.draw = () => show(place, ...people(page, list));
  list.again = async () => (list.found = await page.given.ask("members"));
  list.draw();
  return place;
}

function people(page, list) {
  const { members } = list.found;
  const there = members.filter((each) => !each.disabled);
  const left = members.filter((each) => each.disabled);
  return [
    folded(t("Invite someone"), !there.length, invitation(page, list)),
    ...there.map((member) => person(member, page, list)),
    left.length &&
      folded(
        t("People who left"),
        false,
        left.map((member) =>
          el(
            "p",
            {},
            el("b", {}, member.name),
            " ",
            access(member, "let_in", t("Enable again"), page, list),
          ),
        ),
      ),
  ].filter(Boolean);
}

const roles = () => ["staff", "lead", "manager"].map((code) => [code, named(ROLES, code)]);
const spoken = (held) => held.spoken.map((lang) => [lang, names[lang] || lang]);

function departments(name, held, chosen) {
  return ticks(name, t("Departments"), workedIn(held), chosen);
}

function invitation(page, list) {
  const { held } = page;
  const { others, pool } = list.found;
  const known = [["", t("someone new")], ...others.map((each) => [each.code, each.name])];
  const fields = [
    others.length ? select("known", t("Already works for the company"), known, "") : [],
    input("name", t("Name"), "", { maxlength: 80, autocomplete: "off" }),
    input("username", t("User name, to sign in with"), "", {
      autocapitalize: "none",
      autocomplete: "off",
      maxlength: 40,
    }),
    input("email", t("Email address"), "", { type: "email", autocomplete: "off" }),
    input("phone", t("Phone number, if there is no email"), "", {
      type: "tel",
      autocomplete: "off",
    }),
    select("role", t("Role"), roles(), "staff"),
    departments("departments", held, []),
    select("language", t("Language"), spoken(held), held.languages[0]),
    pool
      ? tick("paper", t("Give a password on paper instead"), false)
      : input("subject", t("Identifier at your own sign-in provider (sub)"), ""),
  ];
  const made = saving(page, fields, asked(page), {
    send: (body) => call("POST", "/staff/v1/members", body),
    done: (given) => arrived(given, page, list),
    again: list.again,
    button: t("Invite"),
    action: "invite",
  });
  made.addEventListener("change", ({ target }) => {
    if (target.name !== "known") return;
    const other = others.find((each) => each.code === target.value);
    made.elements.namedItem("name").value = other?.name || "";
    made.elements.namedItem("username").value = other?.code || "";
  });
  made.addEventListener("input", ({ target }) => {
    const username = made.elements.namedItem("username");
    if (target === username) username.dataset.typed = "";
    if (target.name === "name" && username.dataset.typed === undefined)
      username.value = userName(target.value);
  });
  return made;
}

const asked =
  ({ held }) =>
  ({ known: _known, paper, phone = "", ...said }) => ({
    community: held.community,
    username: "",
    name: "",
    ...said,
    address: said.email || phone,
    channel: said.email ? "email" : phone ? "text" : "none",
    by: paper ? "paper" : phone && !said.email ? "text" : "mail",
  });

async function arrived({ member, password, days: good }, page, list) {
  await list.again();
  list.draw();
  page.given.tell(
    password
      ? t(
          "%(name)s: user name %(username)s, one-time password %(password)s, valid for %(days)s days. It is shown only once.",
          { name: member.name, username: member.id, password, days: good },
        )
      : t("%(name)s has been added.", { name: member.name }),
  );
}

function person(member, page, list) {
  const { held } = page;
  const path = `/staff/v1/members/${encodeURIComponent(member.id)}`;
  const role = roles().some(([code]) => code === member.role)
    ? roles()
    : [[member.role, named(ROLES, member.role)]];
  const fields = [
    input("name", t("Name"), member.name, { maxlength: 80 }),
    member.mine
      ? hint(t("Only another manager can change your rights."))
      : rights(member, role, held),
    select("language", t("Language"), spoken(held), member.language),
    select(
      "channel",
      t("Contact by"),
      Object.entries(CHANNELS).map(([code, said]) => [code, t(said)]),
      member.channel,
    ),
    input("address", t("Contact details"), member.address, { "data-blank": "", maxlength: 600 }),
    input("open_cap", t("Most open jobs at once"), member.open_cap, {
      type: "number",
      min: 1,
      max: 99,
    }),
    leave(member),
    roster(member),
  ];
  const made = saving(page, fields, patch(member), {
    send: (body) =>
      call(
        "POST",
        path,
        { community: held.community, ...body },
        { "If-Match": `"${member.version}"` },
      ),
    done: async () => {
      await list.again();
      list.draw();
      page.given.tell(t("Saved. You can see and undo it under Changes."));
    },
    again: async () => {
      await list.again();
      member.version = list.found.members.find((each) => each.id === member.id).version;
    },
  });
  const works = member.departments.map(
    (code) => held.named.find((known) => known.department === code)?.name || code,
  );
  const title = [member.name, named(ROLES, member.role), ...works, ...member.elsewhere].join(" · ");
  const box = folded(
    title,
    false,
    el("p.soft", {}, labelled(t("User name"), member.id)),
    member.by_mail_alone &&
      list.found.pool &&
      el(
        "p.soft",
        {},
        t("Works where you are no manager, too: only their own email gets a new password."),
      ),
    made,
    buttons(member, page, list),
  );
  box.dataset.id = member.id;
  return box;
}

const rights = (member, role, held) => [
  ...select("role", t("Role"), role, member.role),
  departments("departments", held, member.departments),
];

let counted = 0;

function leave(member) {
  const rows = el("div.rows", {}, ...member.leave.map(([first, last]) => away(first, last)));
  const add = () => rows.append(away("", ""));
  return folded(
    t("Leave"),
    member.leave.length > 0,
    rows,
    el("button.small", { type: "button", onclick: add }, t("Add leave")),
  );
}

function away(first, last) {
  const n = counted++;
  const day = (name, value, label) =>
    el("input", {
      type: "date",
      name: `away.${n}.${name}`,
      id: `${name}-${n}`,
      value,
      "aria-label": label,
    });
  return el(
    "div.row",
    { "data-row": "" },
    day("first", first, t("First day")),
    day("last", last, t("Last day")),
    remove(),
  );
}

const roster = (member) =>
  folded(
    t("Duty roster"),
    Boolean(member.week),
    hint(t("On duty in these hours, and when they go on duty themselves. Empty: no roster.")),
    ...days().flatMap((day, n) =>
      input(`roster.week[${n}]`, day, member.week ? line(member.week[n]) : "", {
        "data-blank": "",
      }),
    ),
  );

const patch =
  (member) =>
  ({ away: rows = {}, roster: said, departments: chosen, open_cap, ...rest }) => ({
    ...rest,
    ...(member.mine ? {} : { departments: chosen || [] }),
    open_cap: Number(open_cap),
    leave: Object.values(rows).map(({ first = "", last = "" }) => [first, last || first]),
    roster: weekOf(said),
  });

function weekOf(said) {
  const week = Array.from({ length: 7 }, (_day, n) => overnight(windows(said[`week[${n}]`] || "")));
  return week.some((day) => day.length) ? { week } : null;
}

function buttons(member, page, list) {
  const { pool } = list.found;
  const handed = pool && !member.by_mail_alone;
  return el(
    "div.actions",
    {},
    pool && access(member, "mail", t("Invite again by email"), page, list),
    handed &&
      member.channel === "text" &&
      access(member, "text", t("Invite again by text message"), page, list),
    handed && access(member, "paper", t("New password on paper"), page, list),
    pool && access(member, "reset_factor", t("Lost phone: reset the second factor"), page, list),
    !member.mine &&
      access(
        member,
        "let_go",
        t("Disable: takes effect in a minute, jobs become unassigned"),
        page,
        list,
      ),
  );
}

function access(member, action, said, page, list) {
  const path = `/staff/v1/members/${encodeURIComponent(member.id)}/access`;
  const work = async () => {
    const given = await call("POST", path, { community: page.held.community, action });
    await arrived(given, page, list);
    if (!given.password) page.given.tell(labelled(member.name, said));
  };
  return el(
    "button.small",
    { type: "button", onclick: () => page.given.telling(work), "data-action": action },
    said,
  );
}
