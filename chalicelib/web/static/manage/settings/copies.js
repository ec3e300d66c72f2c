// Copies of every request: asked for, written by a worker while this page looks on, and downloaded.

import { call } from "../../shared/api.js";
import { el, newKey, show } from "../../shared/dom.js";
import { clock } from "../../shared/format.js";
import { t } from "../../shared/words.js";
import { download } from "./download.js";
import { hint, part, tick } from "./fields.js";
import { saving } from "./frame.js";

const LOOK_MS = 3000;

export async function content(page) {
  const place = el("div.copies");
  const draw = async () => {
    const found = await page.given.ask("copies");
    const busy = found.copies.some((copy) => copy.state !== "ready");
    show(
      place,
      hint(
        t(
          "A copy is one file with every request, for your own archive or reports. Complaints about people are left out.",
        ),
      ),
      hint(
        t(
          "We delete the file after seven days. When a person's data has been deleted, make a new copy and delete your older ones.",
        ),
      ),
      ...found.copies.map((copy) => one(copy, page)),
      !busy && part(t("New copy"), form(page, draw)),
    );
    if (busy) setTimeout(() => place.isConnected && page.given.telling(draw), LOOK_MS);
  };
  await draw();
  return place;
}

function one(copy, page) {
  const ready = copy.state === "ready";
  return el(
    "section.card-like",
    { "data-id": copy.id, "data-state": copy.state },
    el("h3", {}, clock(copy.made_at)),
    el("p.soft", {}, copy.made_by),
    copy.words && el("p", {}, t("Including what residents wrote, their names and contact details")),
    el("p", {}, t("Requests in it: %(number)s", { number: copy.written })),
    !ready && [
      el("progress", { max: 100, value: copy.percent, "aria-label": t("Progress") }),
      el("p.soft", {}, t("It continues even if you close this page.")),
    ],
    ready && [
      el("p", {}, t("Can be downloaded until %(at)s.", { at: clock(copy.until) })),
      download(page, `/staff/v1/copies/${copy.id}/file`, copy.size),
    ],
  );
}

function form(page, draw) {
  // Of the form and not of the tap: sent again after a lost answer, it makes one.
  const once = { "Idempotency-Key": newKey() };
  return saving(
    page,
    [tick("words", t("Including what residents wrote, their names and contact details"), false)],
    ({ words }) => ({ community: page.held.community, words }),
    {
      send: (body) => call("POST", "/staff/v1/copies", body, once),
      done: () => page.given.telling(draw),
      button: t("Make a copy"),
    },
  );
}
