// A file that leaves: its size, and the address that is asked for when somebody wants it.

import { call } from "../../shared/api.js";
import { el } from "../../shared/dom.js";
import { t } from "../../shared/words.js";

/** Return the button that downloads what stands at this path of the API. */
export function download(page, path, size) {
  const fetch = () =>
    page.given.telling(async () => {
      const { address } = await call("GET", path);
      window.location.assign(address);
    });
  return el(
    "p.row",
    {},
    el(
      "button.small",
      { onclick: fetch, "data-action": "fetch" },
      t("Download (%(size)s)", { size: sized(size) }),
    ),
  );
}

const sized = (bytes) =>
  bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
