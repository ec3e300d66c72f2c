// A person's rights: a copy of all that is kept of them, and erasing it, in two steps.

import { call } from "../shared/api.js";
import { el, icon, show } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { pt, t } from "../shared/words.js";
import { save } from "./download.js";
import { check, form, line } from "./fields.js";
import { table } from "./table.js";

export async function section(given) {
  const place = el("div.now.narrow-form");
  const found = el("div.person", { "aria-live": "polite" });
  const find = (said) =>
    given.telling(async () => {
      show(found, el("p.empty", {}, t("One moment …")));
      try {
        show(found, ...told(await copyOf(said, given), said, given, found));
      } catch (error) {
        found.replaceChildren();
        throw error;
      }
    });
  const fields = [
    line("contact", t("Their e-mail address or telephone number"), "", {
      required: true,
      maxlength: 254,
      autocomplete: "off",
    }),
    check(
      "unproven",
      t("I made sure who asks: also what came with an address that was never confirmed"),
    ),
  ];
  show(
    place,
    el(
      "section.card-like",
      {},
      el("h2", {}, t("A person's data")),
      el(
        "p",
        {},
        t(
          "Somebody asks what we keep of them, or wants it erased. Make sure who asks, then look here. That you looked is written down.",
        ),
      ),
      form(fields, "make_copy", t("Show what is kept"), find),
    ),
    found,
  );
  return [place];
}

const asked = (said, given) => ({
  community: given.community.code,
  contact: said.contact || "",
  unproven: Boolean(said.unproven),
});

const copyOf = (said, given) => call("POST", "/staff/v1/person/export", asked(said, given));

function told(copy, said, given, found) {
  const proven = copy.requests.filter((each) => !each.unproven);
  const left = copy.requests.length - proven.length;
  if (!copy.requests.length && !copy.household.length)
    return [
      el(
        "section.card-like",
        {},
        el("p.empty", {}, icon("check"), t("Nothing is kept of this address.")),
      ),
    ];
  const rows = proven.map((each) =>
    el(
      "tr",
      {},
      el("td.nowrap", {}, each.reference),
      el("td", {}, clock(each.told_at)),
      el("td.number", {}, String(each.notes.length)),
      el("td.number", {}, String(each.photos.length)),
    ),
  );
  const blob = () => new Blob([JSON.stringify(copy, null, 1)], { type: "application/json" });
  const erase = (typed) => erased(typed, said, given, found);
  return [
    rows.length
      ? table(t("Their requests"), [t("Reference"), t("Told on"), t("Notes"), t("Photos")], rows)
      : "",
    el(
      "p",
      {},
      `${pt("data of a person", "What helps at home")}: ${copy.household.length}`,
      left ? ` · ${t("Left out, the address never answered")}: ${left}` : "",
    ),
    el(
      "p",
      {},
      el(
        "button.small",
        {
          onclick: () => save(blob(), `copy-${given.community.code}.json`),
          "data-action": "save-copy",
        },
        t("Save the copy, to hand over"),
      ),
    ),
    el(
      "details.more.danger-zone",
      {},
      el("summary", {}, icon("alert"), t("Erase this person")),
      el(
        "p",
        {},
        t(
          "Words, photos and addresses go, everywhere and for good; only counts stay. It cannot be undone.",
        ),
      ),
      form(
        [
          line("again", t("Type the address again to be sure"), "", {
            required: true,
            maxlength: 254,
            autocomplete: "off",
          }),
        ],
        "erase_now",
        t("Erase for good"),
        erase,
      ),
    ),
  ].filter(Boolean);
}

/** Erase what the copy showed, when the address was typed once more. */
async function erased(typed, said, given, found) {
  if ((typed.again || "").toLowerCase() !== (said.contact || "").toLowerCase())
    return given.tell(t("That is not the same address. Nothing was erased."));
  if (await given.act("person/erase", asked(said, given)))
    show(
      found,
      el(
        "section.card-like",
        {},
        el("p.empty", {}, icon("check"), t("It is being erased, and gone within minutes.")),
      ),
    );
}
