// Words as they are weighed, for danger and for what they are about: cut into fragments, each at
// its place, as the server cuts them (kernel/fragments.py).
"use strict";
const reading = (() => {
  const BETWEEN = /[\ufe0f\ufeff\x00-/:->@[-`{-\xbf\u2000-\u206f\u3000-\u303f\u0964\u0965]+/g;
  const HAN = /([\u3400-\u9fff\u{20000}-\u{3ffff}]+)/u;
  const LONGEST_RUN = 3;
  const STEMS = [4, 5, 6, 7];
  const utf8 = new TextEncoder();

  function normal(words) {
    const text = words.normalize("NFKC").toLowerCase().replaceAll("?", " ? ");
    return text
      .replace(BETWEEN, " ")
      .replace(/[0-9]+/g, "0")
      .trim();
  }

  function* fragments(text) {
    for (const [number, part] of text.split(HAN).entries()) {
      yield* number % 2 ? ofHan([...part]) : ofWords(part.split(" ").filter(Boolean));
    }
  }

  function* ofHan(run) {
    for (let start = 0; start < run.length; start++) {
      const last = Math.min(start + LONGEST_RUN, run.length);
      for (let end = start + 1; end <= last; end++) yield run.slice(start, end).join("");
    }
  }

  function* ofWords(words) {
    for (const [number, word] of words.entries()) {
      yield ` ${word} `;
      if (number) yield ` ${words[number - 1]} ${word} `;
      const letters = [...word];
      for (const stem of STEMS)
        if (letters.length > stem) yield ` ${letters.slice(0, stem).join("")}`;
    }
  }

  function place(fragment, places) {
    let crc = -1;
    for (const byte of utf8.encode(fragment)) {
      crc ^= byte;
      for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return (~crc >>> 0) % places;
  }

  function unpacked(packed, gap) {
    const bits = Array.from(atob(packed), (c) => c.charCodeAt(0).toString(2).padStart(8, "0")).join(
      "",
    );
    const found = new Map();
    for (let at = 0, here = -1, end; (end = bits.indexOf("0", at)) >= 0;) {
      const sign = end + 1 + gap;
      const size = bits.indexOf("0", sign + 1);
      here += ((end - at) << gap) + parseInt(bits.slice(end + 1, sign), 2) + 1;
      found.set(here, (size - sign) * (bits[sign] === "1" ? -1 : 1));
      at = size + 1;
    }
    return found;
  }

  return { HAN, normal, fragments, place, unpacked };
})();
