// People as managers write them, a line each: "Paco Chan, paco@estate.example, Engineering".

import { language, t } from "../../shared/words.js";
import { workedIn } from "./fields.js";

let counted = 1;

/** Return what the API takes for one line, or what is wrong with it. */
export function read(text, held) {
  const [name, ...parts] = text
    .normalize("NFKC")
    .split(/[,;\t、，；]/)
    .map((each) => each.trim())
    .filter(Boolean);
  /** @type {any} */
  const body = {
    community: held.community,
    name: name || "",
    username: "",
    role: "staff",
    departments: [],
    email: "",
    address: "",
    channel: "none",
    language: held.spoken.includes(language) ? language : held.languages[0],
    by: "paper",
  };
  for (const part of parts) {
    const role = roleOf(part);
    const department = departmentOf(part, held);
    if (part.includes("@"))
      Object.assign(body, { email: part, address: part, channel: "email", by: "mail" });
    else if (PHONE.test(part)) Object.assign(body, byText(part, body));
    else if (role) body.role = role;
    else if (department) body.departments.push(department);
    else return { wrong: t("there is no department %(part)s here", { part }) };
  }
  body.username =
    userName(name || "", body.email) || `${held.community}${counted++}.${Date.now().toString(36)}`;
  return { body };
}

const PHONE = /^\+?[\d ()-]{5,20}$/;

/** Who has a mail address, too, is invited there. */
const byText = (address, body) => (body.email ? {} : { address, channel: "text", by: "text" });

const ROLES = {
  lead: ["lead", "主管", "组长", "組長"],
  manager: ["manager", "经理", "經理"],
};

const roleOf = (part) =>
  Object.keys(ROLES).find((role) => ROLES[role].includes(part.toLowerCase()));

const departmentOf = (part, held) =>
  workedIn(held).find(([code, name]) =>
    [code.replaceAll("_", " "), code, name.toLowerCase()].includes(part.toLowerCase()),
  )?.[0];

/** A user name of a name, or of a mail address where the name has no Latin letters. */
export function userName(name, mail = "") {
  const of = (said) =>
    said
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, ".")
      .replace(/^\.+|\.+$/g, "");
  return of(name) || of(mail.split("@")[0]);
}
