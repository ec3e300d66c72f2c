// What we promised about what was said: the list, and one measure closely with what may be done to it.

import { call } from "../shared/api.js";
import { el, icon, newKey } from "../shared/dom.js";
import { clock } from "../shared/format.js";
import { say } from "../shared/words.js";
import { choice, day, form, line, pictures, several, texts } from "./fields.js";
import { sidePanel } from "./side_panel.js";
import { table } from "./table.js";

export function promised(measures, people, given, place) {
  if (!measures.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, say("measures")),
      el("p.empty", {}, say("no_measures")),
    );
  const open = (measure) => panel(measure, people, given, place);
  const rows = measures.map((each) =>
    el(
      `tr${each.late ? ".is-late" : ""}`,
      {},
      el(
        "td",
        {},
        el(
          "button.link",
          { onclick: () => given.telling(() => open(each)), "data-id": each.id },
          el("b", {}, each.title),
        ),
        el("span.soft", {}, [each.topic_name, each.building].filter(Boolean).join(" · ")),
      ),
      el("td", {}, el("span.tag", {}, say(`measure_${each.state}`))),
      el("td", {}, each.owner ? each.owner.name : el("i", {}, say("no_owner"))),
      el(
        `td${each.late ? ".late" : ""}`,
        {},
        each.due_on ? clock(each.due_on).split(/[ ,]/)[0] : "–",
      ),
      el("td.number", {}, String(each.heard)),
      el("td", {}, each.published_at ? icon("check") : ""),
    ),
  );
  return table(
    say("measures"),
    ["measure", "state", "owner", "due_on", "heard_count", "published"],
    rows,
  );
}

async function panel(row, people, given, place) {
  const opened = sidePanel(place, row.id, row.title);
  const [measure, filing, heard] = await Promise.all([
    call("GET", `/staff/v1/measures/${row.id}`),
    given.ask("filing"),
    given.ask("opinions"),
  ]);
  const offered = {
    people: people.map((each) => [each.id, each.name]),
    places: filing.places.map((each) => [
      each.code,
      [each.name, each.building].filter(Boolean).join(" · "),
    ]),
    heard: heard.opinions.filter((each) => !each.measure && each.topic === measure.topic),
    languages: given.community.languages,
  };
  const act = async (action, fields) => {
    const headers = { "Idempotency-Key": newKey(), "If-Match": `"${measure.version}"` };
    if (await given.act(`measures/${measure.id}/actions`, { action, ...fields }, headers))
      given.again();
  };
  opened.fill(
    ...told(measure),
    ...forms(measure, offered, act),
    el("h2", {}, say("heard_all")),
    ...opinions(measure.opinions),
  );
}

function told(measure) {
  const said = (each) =>
    Object.entries(each).map(([lang, text]) => el("p.words-full", { lang }, text));
  const section = (name, each) =>
    Object.keys(each).length ? [el("h2", {}, say(name)), ...said(each)] : [];
  return [
    el("h2", {}, measure.title),
    el(
      "p",
      {},
      [say(`measure_${measure.state}`), measure.owner?.name, measure.reference]
        .filter(Boolean)
        .join(" · "),
    ),
    measure.why && el("p.waiting", {}, icon("bulb"), ` ${measure.why}`),
    ...section("you_said", measure.said),
    ...section("we_did", measure.did),
    ...section("why_not", measure.reason),
    measure.photos.length
      ? el(
          "div.thumbs",
          {},
          ...measure.photos.map((photo) =>
            el(
              "a",
              { href: photo.url, target: "_blank", rel: "noopener" },
              el("img", { src: photo.thumb, alt: "" }),
            ),
          ),
        )
      : null,
  ].filter(Boolean);
}

/** The first thing to do stands open; the rest one tap away. */
function forms(measure, offered, act) {
  const named = measure.allowed.filter((action) => FORMS[action]);
  return named.map((action, n) => {
    const [button, fields] = FORMS[action](measure, offered);
    const made = form(fields, button, (said) => act(action, said));
    return el(
      "details.more",
      { open: n === 0, "data-form": action },
      el("summary", {}, say(button)),
      made,
    );
  });
}

const owner = (measure, offered) =>
  choice("owner", say("owner"), offered.people, measure.owner?.id);
const until = (measure) =>
  line("due_on", say("due_on"), measure.due_on ? day(0, measure.due_on) : day(30), {
    type: "date",
    required: true,
  });
const evidence = (measure) =>
  pictures("photos", say("evidence"), measure.could_show, measure.photos);

/** What each action of a measure asks for: the word on its button, and its fields. */
const FORMS = {
  accept: (measure, offered) => ["accept_measure", [owner(measure, offered), until(measure)]],
  start: () => ["start_measure", []],
  done: (measure, offered) => [
    "finish_measure",
    [texts("did", say("we_did"), offered.languages, measure.did), evidence(measure)],
  ],
  publish: () => ["publish", []],
  prevent: (measure, offered) => [
    "prevent",
    [
      choice("place", say("place"), offered.places, measure.place),
      owner(measure, offered),
      until(measure),
    ],
  ],
  gather: (_measure, offered) => [
    "gather",
    offered.heard.length
      ? [
          several(
            "opinions",
            say("heard_all"),
            offered.heard.map((each) => [
              each.id,
              `${each.kind_name}: ${each.words || each.title}`,
            ]),
          ),
        ]
      : [el("p.soft", {}, say("nothing_to_gather"))],
  ],
  revise: (measure, offered) => [
    "revise",
    [
      line("title", say("measure"), measure.title, { maxlength: 120 }),
      ...(measure.owner ? [owner(measure, offered)] : []),
      ...(measure.due_on ? [until(measure)] : []),
      texts("said", say("you_said"), offered.languages, measure.said),
      texts("did", say("we_do"), offered.languages, measure.did),
      evidence(measure),
    ],
  ],
  reopen: () => ["reopen_measure", [el("p.soft", {}, say("reopen_means"))]],
  drop: (_measure, offered) => ["drop", [texts("reason", say("why_not"), offered.languages)]],
};

const opinions = (found) => [
  el(
    "ul.history",
    {},
    ...found.map((each) =>
      el(
        "li",
        {},
        el("b", {}, each.kind_name),
        ` ${each.words || each.title} `,
        el("small", {}, clock(each.at)),
      ),
    ),
  ),
];
