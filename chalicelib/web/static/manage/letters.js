// Mail that no conversation took: a manager reads it, makes it a request, or lets it go.

import { el } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { labelled, series, t } from "../shared/words.js";

const MANAGERS = new Set(["manager", "admin"]);

/** Draw what is set aside; nothing when there is nothing, or for who does not manage. */
export async function letters(given, draw) {
  if (!MANAGERS.has(given.community.role)) return [];
  const found = (await given.ask("letters")).letters;
  if (!found.length) return [];
  return [
    el(
      "section.letters",
      { "data-id": "letters" },
      el("h2", {}, t("Mail that was set aside")),
      el("ul", {}, ...found.map((each) => one(each, given, draw))),
    ),
  ];
}

function one(letter, given, draw) {
  const act = (action) =>
    given.telling(async () => {
      if (await given.act(`letters/${letter.id}/actions`, { action })) draw();
    });
  return el(
    "li",
    { "data-id": letter.id },
    el(
      "p.head",
      {},
      el("b", {}, letter.subject || t("No subject")),
      el("small", {}, clock(letter.at)),
    ),
    el("p", {}, el("bdi", {}, from(letter)), " ", proof(letter)),
    el("p.why", {}, letter.why, letter.reference && ` – ${letter.reference}`),
    letter.left_out.length > 0 &&
      el("p", {}, labelled(t("Files that were left out")), el("bdi", {}, series(letter.left_out))),
    letter.text &&
      el("details.more", {}, el("summary", {}, t("Read it")), el("p.whole", {}, letter.text)),
    el(
      "div.actions",
      {},
      el("button", { "data-action": "file", onclick: () => act("file") }, t("Make it a request")),
      el("button", { "data-action": "remove", onclick: () => act("remove") }, t("Delete it")),
    ),
  );
}

const from = (letter) => [letter.name, letter.sender].filter(Boolean).join(" · ") || "–";

const proof = (letter) =>
  letter.proven
    ? el("span.tag", {}, t("the address is proven"))
    : el("span.tag.amber", {}, t("the address is not proven"));
