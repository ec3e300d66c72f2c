// Calling the staff API; the token lives in memory and nowhere else.

export const BASE = new URL(".", location.href).pathname.replace(/\/(staff|manage)\/$/, "");

let token = "";
let language = "en";

export const setToken = (value) => (token = value);
export const hasToken = () => token !== "";
export const setLanguage = (value) => (language = value);

/** Something that the server refused, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = problem;
  }
}

/** There is no signal: nothing is known of what was sent. */
export class Offline extends Error {}

/** Call the API and return its JSON; null for 304. Throws Refused or Offline. */
export async function call(method, path, body, headers = {}) {
  const sent = { Authorization: `Bearer ${token}`, "Accept-Language": language, ...headers };
  if (body !== undefined) sent["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(BASE + path, { method, headers: sent, body: JSON.stringify(body), cache: "no-store" });
  } catch {
    throw new Offline();
  }
  if (answer.status === 304) return null;
  if (answer.status >= 502) throw new Offline();
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said);
  return Object.assign(said, { etag: answer.headers.get("ETag") });
}

/** Return a file of the API, which a plain link could not fetch: it has no token. */
export async function file(path) {
  const answer = await fetch(BASE + path, { headers: { Authorization: `Bearer ${token}`, "Accept-Language": language } });
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer.blob();
}
