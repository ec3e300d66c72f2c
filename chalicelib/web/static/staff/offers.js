// What can be told in a community: its places and topics, kinds of opinion, small kindnesses.

import { call, Refused } from "../shared/api.js";
import { reason } from "../shared/problem.js";
import { language } from "../shared/words.js";
import { changed, place, state } from "./state.js";
import * as store from "./store.js";

export const OFFERS = "steward.offers";

/** Learn what can be told where: it changes seldom, and without a signal the last answer will do. */
export async function openTelling(code) {
  place.community = code;
  try {
    const paths = ["filing", "opinions/choices", "courtesies/choices"].map((name) =>
      call("GET", `/staff/v1/${name}?community=${code}`),
    );
    const [filing, opinions, courtesies] = await Promise.all(paths);
    store.write(OFFERS, {
      ...store.read(OFFERS, {}),
      [code + language]: { filing, opinions, courtesies },
    });
  } catch (error) {
    if (error instanceof Refused) state.said = reason(error.problem);
  }
  changed();
}
