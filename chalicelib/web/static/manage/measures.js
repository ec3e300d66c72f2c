// What we promised about what was said: the list, and one measure closely with what may be done to it.

import { call } from "../shared/api.js";
import { el, icon, newKey } from "../shared/dom.js";
import { clock, dayOf } from "../shared/format.js";
import { named } from "../shared/names.js";
import { labelled, N_, NP_, pt, t } from "../shared/words.js";
import { choice, day, form, line, pictures, several, texts } from "./fields.js";
import { MEASURES } from "./names.js";
import { sidePanel } from "./side_panel.js";
import { table } from "./table.js";
import { tableFile } from "./table_file.js";

export function promised(measures, people, given, place) {
  if (!measures.length)
    return el(
      "section.scroll",
      {},
      el("h2", {}, t("Improvements")),
      el("p.empty", {}, t("No improvements yet.")),
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
        el("span.soft", {}, [each.topic_name, each.building_name].filter(Boolean).join(" · ")),
      ),
      el("td", {}, el("span.tag", {}, named(MEASURES, each.state))),
      el("td", {}, each.owner ? each.owner.name : el("i", {}, t("No one yet"))),
      el(`td${each.late ? ".late" : ""}`, {}, each.due_on ? dayOf(each.due_on) : "–"),
      el("td.number", {}, String(each.heard)),
      el("td", {}, each.published_at ? icon("check") : ""),
    ),
  );
  return el(
    "div",
    {},
    table(
      t("Improvements"),
      [
        t("Improvement"),
        t("Status"),
        t("Owner"),
        pt("measure", "Due date"),
        t("Comments"),
        t("Published"),
      ],
      rows,
    ),
    tableFile("measures", given),
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
      [each.name, each.building_name].filter(Boolean).join(" · "),
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
    el("h2", {}, t("What residents said")),
    ...opinions(measure.opinions),
  );
}

function told(measure) {
  const said = (each) =>
    Object.entries(each).map(([lang, text]) => el("p.words-full", { lang }, text));
  const section = (name, each) =>
    Object.keys(each).length ? [el("h2", {}, name), ...said(each)] : [];
  return [
    el("h2", {}, measure.title),
    el(
      "p",
      {},
      [named(MEASURES, measure.state), measure.owner?.name, measure.reference]
        .filter(Boolean)
        .join(" · "),
    ),
    measure.why && el("p.waiting", {}, icon("bulb"), ` ${measure.why}`),
    ...section(t("You said"), measure.said),
    ...section(t("We did"), measure.did),
    ...section(t("Reason for rejecting"), measure.reason),
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
  const possible = measure.allowed.filter((action) => FORMS[action]);
  return possible.map((action, n) => {
    const { button, label, fields } = FORMS[action](measure, offered);
    const made = form(fields, button, t(label), (said) => act(action, said));
    return el(
      "details.more",
      { open: n === 0, "data-form": action },
      el("summary", {}, t(label)),
      made,
    );
  });
}

const owner = (measure, offered) => choice("owner", t("Owner"), offered.people, measure.owner?.id);
const until = (measure) =>
  line("due_on", pt("measure", "Due date"), measure.due_on ? day(0, measure.due_on) : day(30), {
    type: "date",
    required: true,
  });
const evidence = (measure) =>
  pictures("photos", t("Photos as evidence"), measure.could_show, measure.photos);

/** What each action of a measure asks for: the word on its button, and its fields. */
const FORMS = {
  accept: (measure, offered) => ({
    button: "accept_measure",
    label: N_("Accept"),
    fields: [owner(measure, offered), until(measure)],
  }),
  start: () => ({ button: "start_measure", label: N_("Start"), fields: [] }),
  done: (measure, offered) => ({
    button: "finish_measure",
    label: NP_("measure", "Mark as done"),
    fields: [texts("did", t("We did"), offered.languages, measure.did), evidence(measure)],
  }),
  publish: () => ({ button: "publish", label: N_("Publish to residents"), fields: [] }),
  prevent: (measure, offered) => ({
    button: "prevent",
    label: N_("Create a preventive job"),
    fields: [
      choice("place", t("Place"), offered.places, measure.place),
      owner(measure, offered),
      until(measure),
    ],
  }),
  gather: (_measure, offered) => ({
    button: "gather",
    label: N_("Link related feedback"),
    fields: offered.heard.length
      ? [
          several(
            "opinions",
            t("What residents said"),
            offered.heard.map((each) => [
              each.id,
              labelled(each.kind_name, each.words || each.title),
            ]),
          ),
        ]
      : [el("p.soft", {}, t("No other feedback about this."))],
  }),
  revise: (measure, offered) => ({
    button: "revise",
    label: N_("Edit"),
    fields: [
      line("title", t("Improvement"), measure.title, { maxlength: 120 }),
      ...(measure.owner ? [owner(measure, offered)] : []),
      ...(measure.due_on ? [until(measure)] : []),
      texts("said", t("You said"), offered.languages, measure.said),
      texts("did", t("What we are doing"), offered.languages, measure.did),
      evidence(measure),
    ],
  }),
  reopen: () => ({
    button: "reopen_measure",
    label: N_("Reopen: it did not work"),
    fields: [el("p.soft", {}, t("We tell the owner and give the same time again."))],
  }),
  drop: (_measure, offered) => ({
    button: "drop",
    label: N_("Reject, with a reason"),
    fields: [texts("reason", t("Reason for rejecting"), offered.languages)],
  }),
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
