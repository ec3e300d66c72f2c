// Where somebody is in the app, and what is known beside the rows of their queues.

const PLACE = "steward.place";
export const NOWHERE = { tab: "queue", task: null, form: null, draft: {}, mending: "", errors: {} };

// Where somebody is, drafts included: kept while they sign in again, on another page perhaps.
/**
 * `request` is the one that a form of what helps at home is about.
 * `mending` is the key of what was refused and is written anew, and `errors` what was wrong with it.
 * @type {{ whose: string, community: string, tab: string, task: any, form: any, draft: any,
 *   request?: string, mending?: string, errors?: Record<string, string> }}
 */
export const place = { whose: "free", community: "", ...NOWHERE };
/**
 * What is known. `who` is whoever signed in, as /staff/v1/me says it, and null before; `found` what
 * a number found, null before one; `hits` what words found, as far back as was looked; `times` what
 * can be offered for a visit; `tasks` those that were opened, by id.
 * @type {{ who: any, config: any, online: boolean, over: boolean, heard: boolean, found: any[] | null,
 *   hits: any, times: any,
 *   tasks: Map<string, any>, people: any[], thanks: any[], today: any[], said: string }}
 */
export const state = {
  who: null,
  config: null,
  online: true,
  over: false,
  heard: false,
  found: null,
  hits: null,
  tasks: new Map(),
  people: [],
  thanks: [],
  today: [],
  times: null,
  said: "",
};

export const recall = () => Object.assign(place, JSON.parse(sessionStorage.getItem(PLACE) || "{}"));
export const remember = () => sessionStorage.setItem(PLACE, JSON.stringify(place));

export function leavePlace() {
  sessionStorage.removeItem(PLACE);
  Object.assign(place, NOWHERE);
}

export function keepDraft(draft) {
  place.draft = draft;
  remember();
}

let draw = () => {};

/** Take what draws the screen; the parts that change what is known need not know the screens. */
export const onChange = (work) => (draw = work);

/** Say that what is known or where somebody is has changed: the screen is drawn anew. */
export function changed() {
  leaveTrail();
  draw();
}

// The phone's Back key leads to where somebody was in the app, not out of it.
const trail = [];
const spot = () => JSON.stringify([place.tab, place.task, place.form]);

function leaveTrail() {
  const now = spot();
  if (!state.who || trail.at(-1) === now) return;
  if (trail.at(-2) === now) return history.back();
  history[trail.length ? "pushState" : "replaceState"]({ spot: now }, "");
  trail.push(now);
}

addEventListener("popstate", (event) => {
  const there = event.state?.spot;
  if (!there) return;
  if (trail.at(-2) === there) trail.pop();
  else if (trail.at(-1) !== there) trail.push(there);
  if (spot() === there || !state.who) return;
  const [tab, task, form] = JSON.parse(there);
  Object.assign(place, { ...NOWHERE, tab, task, form });
  remember();
  draw();
});
