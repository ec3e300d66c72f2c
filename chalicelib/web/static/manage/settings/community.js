// Name, languages, telephones and colour of a community.

import { names, pt, t } from "../../shared/words.js";
import { each, hint, input, part, select, tick, ticks } from "./fields.js";
import { saving } from "./frame.js";

export function content(page) {
  const { held } = page;
  const spoken = held.spoken.map((lang) => [lang, names[lang] || lang]);
  const fields = [
    part(
      pt("of a community or place", "Name"),
      each("name", pt("of a community or place", "Name"), held.spoken, held.name, {
        maxlength: 80,
      }),
      ticks("languages", t("Languages that residents read"), spoken, held.languages),
      select("first", t("First language"), spoken, held.languages[0]),
      input("colour", t("Colour"), held.colour, { type: "color" }),
    ),
    part(
      t("Phone numbers"),
      input("phone", t("Office phone number"), held.phone, { type: "tel" }),
      input("emergency_phone", t("Emergency phone number"), held.emergency_phone, {
        type: "tel",
      }),
      input(
        "text_countries",
        t("Countries that get text messages"),
        held.text_countries.join(", "),
        { inputmode: "numeric", "data-blank": "" },
      ),
      hint(t("Calling codes, for example 852, 86. Empty: this community's country only.")),
    ),
    part(
      t("What residents see"),
      select(
        "show_names",
        t("Shown as assigned"),
        [
          ["role", t("The department")],
          ["first_name", t("The first name")],
        ],
        held.show_names,
      ),
      tick(
        "photo_when_done",
        t("Jobs that leave dirt need a photo before they are done"),
        held.photo_when_done,
      ),
      input(
        "point",
        t("Point on the map, for example 22.2810,114.1580 (city apps need it)"),
        held.point,
        {
          "data-blank": "",
        },
      ),
      tick("publishes", t("City apps may read requests about public places"), held.publishes),
    ),
  ];
  return saving(page, fields, ({ first, text_countries, languages = [], name = {}, ...rest }) => ({
    ...rest,
    name: Object.fromEntries(inOrder(Object.keys(name), first).map((lang) => [lang, name[lang]])),
    languages: inOrder(languages, first),
    text_countries: text_countries.split(/[\s,，、]+/).filter(Boolean),
  }));
}

/** The first language is the community's own: what has no other is said in it. */
const inOrder = (languages, first) => [
  ...languages.filter((lang) => lang === first),
  ...languages.filter((lang) => lang !== first),
];
