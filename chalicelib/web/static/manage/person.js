// A person's rights: a copy of all that is kept of them, and erasing it, in two steps.

import { call } from "../shared/api.js";
import { el, icon, show } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { say } from "../shared/words.js";
import { save } from "./download.js";
import { check, form, line } from "./fields.js";
import { table } from "./table.js";

export async function section(given) {
  const place = el("div.now.narrow-form");
  const found = el("div.person", { "aria-live": "polite" });
  const find = (said) =>
    given.telling(async () => {
      show(found, el("p.empty", {}, say("one_moment")));
      try {
        show(found, ...told(await copyOf(said, given), said, given, found));
      } catch (error) {
        found.replaceChildren();
        throw error;
      }
    });
  const fields = [
    line("contact", say("their_address"), "", {
      required: true,
      maxlength: 254,
      autocomplete: "off",
    }),
    check("unproven", say("made_sure")),
  ];
  show(
    place,
    el(
      "section.card-like",
      {},
      el("h2", {}, say("board_person")),
      el("p", {}, say("person_is")),
      form(fields, "make_copy", find),
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
    return [el("section.card-like", {}, el("p.empty", {}, icon("check"), say("nothing_kept")))];
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
    rows.length ? table(say("what_is_kept"), ["number", "told_on", "notes", "photos"], rows) : "",
    el(
      "p",
      {},
      `${say("helps_at_home")}: ${copy.household.length}`,
      left ? ` · ${say("left_out")}: ${left}` : "",
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
        say("save_copy"),
      ),
    ),
    el(
      "details.more.danger-zone",
      {},
      el("summary", {}, icon("alert"), say("erase_person")),
      el("p", {}, say("erase_means")),
      form(
        [
          line("again", say("type_again"), "", {
            required: true,
            maxlength: 254,
            autocomplete: "off",
          }),
        ],
        "erase_now",
        erase,
      ),
    ),
  ].filter(Boolean);
}

/** Erase what the copy showed, when the address was typed once more. */
async function erased(typed, said, given, found) {
  if ((typed.again || "").toLowerCase() !== (said.contact || "").toLowerCase())
    return given.tell(say("not_the_same"));
  if (await given.act("person/erase", asked(said, given)))
    show(found, el("section.card-like", {}, el("p.empty", {}, icon("check"), say("is_erased"))));
}
