// Departments that are outside contractors: they get each task as a link.

import { names, t } from "../../shared/words.js";
import { folded, hint, input, select } from "./fields.js";
import { saving } from "./frame.js";
import { CHANNELS } from "./names.js";

const NEVER = new Set(["conduct", "oversight", "customer_service"]);

export function content(page) {
  const { held } = page;
  const ways = ["email", "text"].map((code) => [code, t(CHANNELS[code])]);
  const spoken = held.languages.map((lang) => [lang, names[lang] || lang]);
  const one = (code) => {
    const row = held.contractors[code] || {};
    const where = `contractors.${code}`;
    const called = held.named.find((each) => each.department === code).name;
    return folded(
      row.name ? `${called} · ${row.name}` : called,
      Boolean(row.name),
      input(`${where}.name`, t("Name of the company"), row.name, { maxlength: 254 }),
      input(`${where}.address`, t("Email address or phone number"), row.address, {
        maxlength: 254,
      }),
      select(`${where}.channel`, t("Contact by"), ways, row.channel || "email"),
      select(`${where}.language`, t("Language"), spoken, row.language || held.languages[0]),
    );
  };
  const fields = [
    hint(t("A contractor gets each job as a link. Clear the name to stop using the contractor.")),
    ...held.departments.filter((code) => !NEVER.has(code)).map(one),
  ];
  return saving(page, fields, ({ contractors = {} }) => ({
    contractors: Object.fromEntries(
      Object.entries(contractors).filter(([, row]) => row.name || row.address),
    ),
  }));
}
