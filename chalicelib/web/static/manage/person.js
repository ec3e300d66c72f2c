// A person's rights: a copy of all that is kept of them, and erasing it, in two steps.

import { call } from "../shared/api.js";
import { el, icon, show } from "../shared/dom.js";
import { save } from "../shared/download.js";
import { clock } from "../shared/format.js";
import { labelled, pt, t } from "../shared/words.js";
import { check, form, line } from "./fields.js";
import { table } from "./table.js";

export async function section(given) {
  const place = el("div.now.narrow-form");
  const found = el("div.person", { "aria-live": "polite" });
  const find = (said) =>
    given.telling(async () => {
      show(found, el("p.empty", {}, t("One moment…")));
      try {
        show(found, ...told(await copyOf(said, given), said, given, found));
      } catch (error) {
        found.replaceChildren();
        throw error;
      }
    });
  const fields = [
    line("contact", t("Their email address or phone number"), "", {
      required: true,
      maxlength: 254,
      autocomplete: "off",
    }),
    check(
      "unproven",
      t("I have checked who is asking. Also show requests with unconfirmed contact details"),
    ),
  ];
  show(
    place,
    el(
      "section.card-like",
      {},
      el("h2", {}, t("Data requests")),
      el(
        "p",
        {},
        t(
          "Someone has asked for a copy of their data, or to delete it. Check who they are first. Your viewing is recorded.",
        ),
      ),
      form(fields, "make_copy", t("View their data"), find),
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
        el("p.empty", {}, icon("check"), t("We keep nothing for these contact details.")),
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
      ? table(
          t("Their requests"),
          [t("Reference"), t("Sent on"), t("Internal notes"), t("Photos")],
          rows,
        )
      : "",
    el(
      "p",
      {},
      labelled(pt("data of a person", "Household needs"), copy.household.length),
      left ? ` · ${labelled(t("Not shown: contact details never confirmed"), left)}` : "",
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
        t("Download the copy to hand over"),
      ),
    ),
    el(
      "details.more.danger-zone",
      {},
      el("summary", {}, icon("alert"), t("Delete this person's data")),
      el(
        "p",
        {},
        t(
          "What they wrote, photos and contact details are deleted permanently. Only counts are kept. This cannot be undone.",
        ),
      ),
      form(
        [
          line("again", t("Type the email address or phone number again"), "", {
            required: true,
            maxlength: 254,
            autocomplete: "off",
          }),
        ],
        "erase_now",
        t("Delete permanently"),
        erase,
      ),
    ),
  ].filter(Boolean);
}

/** Erase what the copy showed, when the address was typed once more. */
async function erased(typed, said, given, found) {
  if ((typed.again || "").toLowerCase() !== (said.contact || "").toLowerCase())
    return given.tell(t("These are not the same contact details. Nothing was deleted."));
  if (await given.act("person/erase", asked(said, given)))
    show(
      found,
      el(
        "section.card-like",
        {},
        el("p.empty", {}, icon("check"), t("We are deleting it. This takes a few minutes.")),
      ),
    );
}
