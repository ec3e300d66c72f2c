// What words are about, while nobody chose it: what the server will take (cases/topics/guess.py),
// with the same weights. They are fetched after the first key, and the words stay on this phone.
"use strict";
const topics = (() => {
  const { HAN, normal, fragments, place, unpacked } = reading;
  const LONG = 400;
  const LEAST = 6;
  const LEAD = 1;
  const told = (words) => [...normal(words)].slice(0, LONG).join("");

  // Which files of weights tell what these words are about.
  function needs(words) {
    const parts = told(words).split(HAN);
    const letters = parts.some((part, number) => number % 2 === 0 && /[^ 0?]/.test(part));
    return [...(letters ? ["latin"] : []), ...(parts.length > 1 ? ["han"] : [])];
  }

  // A file as it was fetched, as it is weighed with.
  function read({ topics: codes, places, gap, weights }) {
    const at = new Map();
    for (const [where, weight] of unpacked(weights, gap)) {
      const one = [codes[where % codes.length], weight];
      const key = Math.floor(where / codes.length);
      at.set(key, [...(at.get(key) || []), one]);
    }
    return { places, at };
  }

  // What the words may be about, best first, of the topics that are taken; none when not clear.
  function suggested(words, files, taken) {
    const sums = new Map();
    const found = [...new Set(fragments(told(words)))];
    for (const name of needs(words)) {
      const { places, at } = files[name];
      const ours = found.filter((each) => HAN.test(each) === (name === "han"));
      for (const here of new Set(ours.map((each) => place(each, places))))
        for (const [topic, weight] of at.get(here) || [])
          sums.set(topic, (sums.get(topic) || 0) + weight);
    }
    const ranked = [...sums].filter(([topic]) => taken.includes(topic));
    ranked.sort(([a, more], [b, less]) => less - more || (a < b ? -1 : 1));
    const [best, next] = ranked;
    if (!best || best[1] < LEAST || (next && best[1] - next[1] < LEAD)) return [];
    return ranked.slice(0, 3).flatMap(([topic, weight]) => (weight > 0 ? [topic] : []));
  }

  /** Return what to call when words or choice changed: `box` then offers what they may be about. */
  function hearer(report, words, box) {
    const files = {};
    let guessed = [];

    // Fetched once; without it nothing is suggested.
    function weights(name) {
      const fetched = async () => {
        const answer = await fetch(report.dataset[name]);
        return [name, read(await answer.json())];
      };
      files[name] = files[name] || fetched();
      files[name].catch(() => delete files[name]);
      return files[name];
    }

    function offer(code) {
      /** @type {any} */
      const input = document.getElementById("topic-" + code);
      const button = document.createElement("button");
      button.type = "button";
      button.dataset.code = code;
      button.textContent = input.labels[0].textContent;
      button.addEventListener("click", () => {
        input.checked = !input.checked;
        input.dispatchEvent(new Event("change", { bubbles: true }));
      });
      return button;
    }

    function show(codes, chosen) {
      box.hidden = !codes.length;
      // The same ones stay: a tap that takes the words out of focus must find its button.
      if (codes.join() !== guessed.join())
        box.lastElementChild.replaceChildren(...codes.map(offer));
      guessed = codes;
      for (const button of box.lastElementChild.children)
        button.setAttribute("aria-pressed", String(button.dataset.code === chosen));
    }

    return async () => {
      const said = words.value;
      /** @type {any[]} */
      const inputs = [...document.querySelectorAll("input[name=topic]")];
      const chosen = inputs.find((each) => each.checked)?.value;
      if (!said.trim() || (chosen && !guessed.includes(chosen))) return show([], chosen);
      if (chosen) return show(guessed, chosen);
      const there = await Promise.all(needs(said).map(weights)).catch(() => null);
      if (!there || said !== words.value) return;
      const taken = inputs.map((each) => each.value).filter((code) => code !== "other");
      show(suggested(said, Object.fromEntries(there), taken), "");
    };
  }

  return { needs, read, suggested, hearer };
})();
