// Whether words speak of danger: the same question that the server asks when they are sent
// (cases/danger/emergency.py), with the same weights, so that "call first" stands there while
// somebody types. The server puts the weights in place of MODEL.
"use strict";
const alarms = (() => {
  const { normal, fragments, place, unpacked } = reading;
  const { places, gap, limit, danger, cries, help } = MODEL;
  const ENDS = /[.!\u3002\uff01\uff61\uff0e\n]+/;
  const LONG = 400;
  const PIECE = 100;
  const WINDOW = 3;
  /** @type {Map<number, number>} */
  let weights;

  function* windows(text) {
    const letters = [...text];
    const length = letters.length > LONG ? PIECE : LONG;
    const pieces = [];
    for (let at = 0; at < letters.length; at += length) {
      const piece = letters.slice(at, at + length).join("");
      pieces.push(new Set(Array.from(fragments(piece), (each) => place(each, places))));
    }
    for (let at = 0; at <= Math.max(0, pieces.length - WINDOW); at++) {
      yield new Set(pieces.slice(at, at + WINDOW).flatMap((piece) => [...piece]));
    }
  }

  function heard(words) {
    const text = normal(words);
    if (cries.includes(text)) return true;
    for (const found of windows(text)) {
      let sum = 0;
      for (const at of found) sum += weights.get(at) || 0;
      if (sum > limit) return true;
    }
    return false;
  }

  return (words) => {
    weights = weights || unpacked(danger, gap);
    if (help.includes(normal(words))) return true;
    const sentences = words.split(ENDS).filter((each) => each.trim());
    return [words, ...(sentences.length > 1 ? sentences : [])].some(heard);
  };
})();
