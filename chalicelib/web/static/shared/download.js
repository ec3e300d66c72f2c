// A file that was fetched, handed to whoever asked for it.

import { el } from "./dom.js";

export function save(blob, name) {
  const link = el("a", { download: name });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

/** Return the bytes of a file that came as base64. */
export const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
