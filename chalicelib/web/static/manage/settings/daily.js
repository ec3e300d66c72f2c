// Daily files: what changed, a file a day for other programs; switched on here, listed, downloaded.

import { el } from "../../shared/dom.js";
import { clock, date } from "../../shared/format.js";
import { t } from "../../shared/words.js";
import { download } from "./download.js";
import { hint, part, tick } from "./fields.js";
import { saving } from "./frame.js";

const KEPT_DAYS = 14;

export async function content(page) {
  const { held } = page;
  const { files, next_at } = await page.given.ask("daily");
  return [
    hint(
      t(
        "Each night we write what changed the day before to one file, for your reports and other programs. Complaints about people are left out.",
      ),
    ),
    hint(
      t(
        "When a person's data has been deleted, the next file says which request to delete. Delete it from your earlier files too.",
      ),
    ),
    part(t("Settings"), form(page)),
    part(
      t("Files"),
      files.length ? files.map((file) => one(file, page)) : none(held),
      files.length > 0 &&
        hint(t("A file can be downloaded here for %(days)s days.", { days: KEPT_DAYS })),
      held.daily_files && hint(t("The next file is written after %(at)s.", { at: clock(next_at) })),
    ),
  ];
}

const form = (page) =>
  saving(
    page,
    [
      tick("daily_files", t("Write a file each night"), page.held.daily_files),
      tick(
        "daily_words",
        t("Including what residents wrote, their names and contact details"),
        page.held.daily_words,
      ),
    ],
    (values) => values,
  );

const none = (held) =>
  el(
    "p",
    { "data-id": "none" },
    held.daily_files
      ? t("No files yet.")
      : t("No files. The first is written the night after you switch this on."),
  );

function one(file, page) {
  const ready = file.state === "ready";
  return el(
    "div",
    { "data-id": file.id, "data-state": file.state },
    el("h4", {}, date(file.date)),
    file.words &&
      el("p.soft", {}, t("Including what residents wrote, their names and contact details")),
    ready
      ? [
          el("p.soft", {}, t("Requests in it: %(number)s", { number: file.lines })),
          download(page, `/staff/v1/daily/${file.id}/file`, file.size),
        ]
      : el("p", {}, t("This file is still being written.")),
  );
}
