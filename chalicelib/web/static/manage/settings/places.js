// Places: buildings with names, floors and spots; many new ones by a line, their labels to print.

import { call } from "../../shared/api.js";
import { el, newKey, show } from "../../shared/dom.js";
import { pt, t } from "../../shared/words.js";
import { print } from "../label_list.js";
import { each, folded, hint, input, part, select } from "./fields.js";
import { saving } from "./frame.js";

export async function content(page) {
  const place = el("div.places");
  /** @type {any} */
  const list = { found: await page.given.ask("places") };
  list.again = async () => (list.found = await page.given.ask("places"));
  list.draw = () =>
    show(
      place,
      part(t("New places"), ...adding(page, () => list.again().then(list.draw))),
      ...list.found.buildings.map((building) => one(building, page, list)),
    );
  list.draw();
  return place;
}

/** Offer lines for many places: look at what they tell of, add them, print their labels. */
export function adding(page, added) {
  const after = el("div", { "aria-live": "polite" });
  let key = newKey();
  const fields = [
    el("label", { for: "s-lines-0" }, t("Many places in one line")),
    el("textarea", {
      id: "s-lines-0",
      name: "lines",
      rows: 3,
      placeholder: t("Tower 1, floors 1 to 32, flats A to H"),
    }),
    hint(
      t(
        "For example “Tower 1, floor G, Lobby”, “Garden, Gate”, “Tower 2, floors 1 to 40 without 4, 14, flats 1 to 6”. One line each.",
      ),
    ),
  ];
  const asked = (said, look) => ({
    community: page.held.community,
    lines: (said.lines || "").split("\n"),
    look,
  });
  const made = saving(page, fields, (said) => asked(said, true), {
    send: (body) => call("POST", "/staff/v1/places", body, { "Idempotency-Key": newKey() }),
    done: (found) => show(after, ...looked(found)),
    again: () => null,
    button: t("Preview"),
    action: "look",
  });
  const put = async () => {
    const body = asked({ lines: made.elements.namedItem("lines").value }, false);
    const found = await call("POST", "/staff/v1/places", body, { "Idempotency-Key": key });
    made.reset();
    await added();
    // A new building changed the settings, too: saving them must not meet our own change.
    page.held = await page.given.ask("settings");
    page.given.tell(t("%(count)s places added.", { count: found.count }));
    show(after, labels(found));
  };
  const looked = (found) => {
    // What is looked at is put once, however often it is tapped.
    key = newKey();
    return found.count
      ? [
          el("p", {}, t("%(count)s new: %(first)s … %(last)s", found)),
          el(
            "button.small.main",
            { onclick: () => page.given.telling(put), "data-action": "add-places" },
            t("Add %(count)s places", found),
          ),
        ]
      : [el("p", {}, t("All of these places exist already."))];
  };
  const labels = ({ change, sheets }) => {
    const paths = Array.from(
      { length: sheets },
      (_sheet, n) =>
        `/staff/v1/sheets?community=${page.held.community}&made_by=${change}&page=${n + 1}`,
    );
    return el(
      "button.small",
      { onclick: () => page.given.telling(() => print(paths)), "data-action": "print-new" },
      t("Print labels (%(sheets)s sheets)", { sheets }),
    );
  };
  return [made, after];
}

function one(building, page, list) {
  const places = list.found.places.filter((known) => known.building === building.code);
  const floors = [...new Set(places.map((place) => place.floor))];
  const body = el("div");
  const box = folded(`${building.name || t("No building")} · ${places.length}`, false, body);
  // A tower has hundreds: what nobody opened is not drawn.
  box.addEventListener("toggle", () => {
    if (!box.open || body.childElementCount) return;
    show(
      body,
      building.code && naming(building, page),
      ...floors.map((floor) =>
        folded(
          floor ? t("Floor %(floor)s", { floor }) : t("No floor"),
          floors.length === 1,
          ...places
            .filter((place) => place.floor === floor)
            .map((place) => spot(place, page, list)),
        ),
      ),
    );
  });
  box.dataset.id = building.code || "none";
  return box;
}

function naming(building, page) {
  const { held } = page;
  const said = held.buildings[building.code] || { [held.languages[0]]: building.name };
  const fields = each(
    `buildings.${building.code}`,
    t("Name of the building"),
    held.languages,
    said,
    { maxlength: 80 },
  );
  return saving(page, fields, ({ buildings = {} }) => ({
    buildings: { ...held.buildings, ...buildings },
  }));
}

function spot(place, page, list) {
  const { held } = page;
  const path = `/staff/v1/places/${place.code}`;
  const body = el("div");
  const box = folded(place.said, false, body);
  const buildings = list.found.buildings.map(({ code, name }) => [code, name]);
  const kinds = [
    ["shared", t("common area")],
    ["private", t("a flat")],
  ];
  const draw = () => {
    const fields = [
      each("name", pt("of a community or place", "Name"), held.languages, place.name, {
        maxlength: 80,
      }),
      select("building", t("Building"), buildings, place.building, { "data-blank": "" }),
      input("floor", t("Floor"), place.floor, { "data-blank": "", maxlength: 8 }),
      select("kind", t("Type"), kinds, place.kind),
      input("household", t("Household"), place.household, { "data-blank": "", maxlength: 60 }),
    ];
    const renew = async () => {
      await list.again();
      Object.assign(
        place,
        list.found.places.find((known) => known.code === place.code),
      );
    };
    show(
      body,
      el("p", {}, el("code", {}, place.code)),
      saving(page, fields, (said) => ({ name: {}, ...said }), {
        send: (said) => call("POST", path, said, { "If-Match": `"${place.version}"` }),
        done: async () => {
          await renew();
          box.firstElementChild.textContent = place.said;
          page.given.tell(t("Saved. You can see and undo it under Changes."));
        },
        again: renew,
      }),
      retiring(place, path, page, list),
    );
  };
  box.addEventListener("toggle", () => box.open && !body.childElementCount && draw());
  box.dataset.id = place.code;
  return box;
}

/** A label on a wall is not retired by a slip: its code is typed as it is printed. */
function retiring(place, path, page, list) {
  const fields = [
    hint(t("The QR label stops working. Requests made there are kept.")),
    input("code", t("Type the code of this QR label"), "", { autocomplete: "off" }),
  ];
  return folded(
    t("Retire this place"),
    false,
    saving(page, fields, ({ code = "" }) => ({ code }), {
      send: (body) => call("POST", `${path}/retire`, body),
      done: async () => {
        await list.again();
        list.draw();
        page.given.tell(t("Retired. You can undo this under Changes."));
      },
      again: () => null,
      button: t("Retire"),
      action: "retire",
    }),
  );
}
