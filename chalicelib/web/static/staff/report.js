// Telling what somebody said or did: reports for residents, opinions, small kindnesses.

import { el } from "../shared/dom.js";
import { language, t } from "../shared/words.js";
import { go, written } from "./actions.js";
import * as helps from "./helps.js";
import { OFFERS, openTelling } from "./offers.js";
import * as outbox from "./outbox.js";
import { main } from "./page.js";
import { changed, keepDraft, place, state } from "./state.js";
import * as store from "./store.js";
import { round } from "./sync.js";
import * as telling from "./telling.js";

export function tellScreen() {
  const code = place.community || state.who.communities[0].code;
  const { filing, opinions, courtesies } = store.read(OFFERS, {})[code + language] || {};
  if (!filing || !opinions || !courtesies)
    return [
      el(
        "p.empty",
        {},
        state.online
          ? t("One moment…")
          : t("No signal. Keep working: everything will be sent when you are back online."),
      ),
    ];
  const tell = (form) => {
    Object.assign(place, { form, draft: {}, mending: "", errors: {} });
    changed();
    main.focus();
  };
  if (place.form === "helps") return helps.screen(() => tell(null));
  if (!place.form)
    return telling.start(state.who.communities, code, opinions, { tell, change: openTelling });
  if (place.form === "report") return fileScreen(filing, () => tell(null));
  const logged = () => {
    go("queue");
    state.said = t("Logged. Thank you for listening.");
    changed();
    round();
  };
  const care = (kind, spot) => {
    outbox.care(kind.name, { community: code, kind: kind.code, ...(spot ? { place: spot } : {}) });
    logged();
  };
  if (place.form === "courtesy")
    return telling.caring(courtesies.kinds, filing.places, { care, back: () => tell(null) });
  const kind = opinions.kinds.find((each) => each.code === place.form);
  const hear = (topic, words) => {
    written();
    outbox.hear(topic.name, `heard_${kind.code}`, {
      community: code,
      kind: kind.code,
      topic: topic.code,
      words,
    });
    logged();
  };
  return telling.hearing(
    kind,
    opinions,
    place.draft,
    {
      hear,
      keep: keepDraft,
      back: () => tell(null),
    },
    place.errors,
  );
}

function fileScreen(offer, back) {
  const file = (fields) => {
    written();
    const topic = offer.topics.find((each) => each.code === fields.topic);
    outbox.file(topic ? topic.name : fields.words.slice(0, 40), fields, place.community);
    place.draft = {};
    go("queue");
    round();
  };
  return telling.filing(offer, place.draft, { send: file, keep: keepDraft, back }, place.errors);
}
