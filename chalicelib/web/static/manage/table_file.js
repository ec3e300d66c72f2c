// What is on the screen as a file for a spreadsheet: XLSX or CSV, in the words of the reader.

import { call } from "../shared/api.js";
import { el, show } from "../shared/dom.js";
import { bytes, save } from "../shared/download.js";
import { dayOf } from "../shared/format.js";
import { t } from "../shared/words.js";

const FORMATS = ["xlsx", "csv"];

/** Offer the table `kind` of this community, narrowed down by what `asked` says when it is wanted. */
export function tableFile(kind, given, asked = () => ({})) {
  const said = el("span.soft", { role: "status" });
  const fetched = async (format) => {
    const query = new URLSearchParams({ community: given.community.code, format, ...asked() });
    const made = await call("GET", `/staff/v1/files/${kind}?${query}`);
    save(new Blob([bytes(made.file)], { type: made.type }), made.name);
    show(said, made.back_to ? reached(made.back_to) : "");
  };
  const one = (format) =>
    el(
      "button.small",
      {
        onclick: () => given.telling(() => fetched(format)),
        "data-action": `file-${kind}-${format}`,
      },
      el("span.unseen", {}, `${t("Download as a file")} · `),
      format.toUpperCase(),
    );
  return el("p.files", {}, el("span.soft", {}, t("Download as a file")), ...FORMATS.map(one), said);
}

const reached = (at) =>
  t("The file goes back to %(day)s. For more, search month by month.", { day: dayOf(at) });
