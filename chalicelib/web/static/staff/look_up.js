// Finding what was reported: by its number, whoever does it; by words, in one's own departments.

import { call } from "../shared/api.js";
import { el, icon } from "../shared/dom.js";
import { clock, dayOf, reference } from "../shared/format.js";
import { STATES, named } from "../shared/names.js";
import { failure } from "../shared/problem.js";
import { labelled, t } from "../shared/words.js";
import { main } from "./page.js";
import { changed, state } from "./state.js";

const NUMBER = /^[#\s]*[0-9a-z]{3}[-–—\s]?[0-9a-z]{4}[.\s]*$/i;

export async function search(community, typed) {
  await told(async () => {
    const found = NUMBER.test(typed.normalize("NFKC"))
      ? (await ask("find", { community, reference: typed })).requests
      : [];
    const asked = { community, q: typed };
    state.found = found;
    state.hits = found.length ? null : { asked, ...(await ask("search", asked)) };
  });
}

export const further = () =>
  told(async () => {
    const before = state.hits;
    const more = await ask("search", { ...before.asked, after: before.after });
    state.hits = { ...before, ...more, hits: [...before.hits, ...more.hits] };
  });

/** Show what was found by words, as far back as was looked. */
export function hits(open) {
  const { hits: found, after, back_to: at } = state.hits;
  return [
    found.length
      ? el("ul.list", {}, ...found.map((each) => el("li", {}, card(each, open))))
      : el("p.empty", {}, after ? t("Nothing found so far.") : t("Nothing found.")),
    after && el("p", {}, t("Searched back to %(day)s", { day: dayOf(at) })),
    after &&
      el("button.further", { onclick: further, "data-action": "further" }, t("Look further back")),
  ].filter(Boolean);
}

const card = (hit, open) =>
  el(
    "button.card",
    { onclick: () => open(hit.id), "data-id": hit.id },
    el("strong", {}, icon(hit.icon), hit.title),
    el("span.place", {}, [hit.place, hit.spot].filter(Boolean).join(" · ")),
    el("span.words", { dir: "auto" }, hit.words),
    hit.done && el("span.words", { dir: "auto" }, labelled(t("What was done"), hit.done)),
    el(
      "span.meta",
      {},
      el("span.tag", {}, named(STATES, hit.state)),
      el("span", {}, `${clock(hit.created_at)} · ${reference(hit.reference)}`),
    ),
  );

const ask = (path, query) => call("GET", `/staff/v1/${path}?${new URLSearchParams(query)}`);

/** Ask, say what went wrong, and draw what came of it. */
async function told(work) {
  try {
    await work();
    state.said = "";
  } catch (error) {
    Object.assign(state, { found: [], hits: null, said: failure(error) });
  }
  main.dataset.screen = "";
  changed();
}
