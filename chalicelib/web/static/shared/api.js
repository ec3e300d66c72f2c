// Calling the staff API; the token lives in memory and nowhere else.

export const BASE = new URL(".", location.href).pathname.replace(/\/(staff|manage)\/$/, "");

const PATIENCE_MS = 20000;

let token = "";
let language = "en";
/** @type {(() => Promise<string>) | null} */
let renew = null;

/**
 * Take a token, and how to get the next one when it is over (or nothing).
 * @param {string} value
 * @param {(() => Promise<string>) | null} renewing
 */
export function setToken(value, renewing = null) {
  token = value;
  renew = renewing;
}

export const hasToken = () => token !== "";
export const setLanguage = (value) => (language = value);

/** Something that the server refused, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    super(problem.detail || problem.title || String(status));
    this.status = status;
    this.problem = { status, ...problem };
  }
}

/** There is no signal: nothing is known of what was sent. */
export class Offline extends Error {}

/** Call the API and return its JSON; null for 304. Throws Refused or Offline. */
export async function call(method, path, body, headers = {}) {
  const sent = body === undefined ? headers : { "Content-Type": "application/json", ...headers };
  const answer = await ask(path, {
    method,
    headers: sent,
    body: JSON.stringify(body),
    cache: "no-store",
  });
  if (answer.status === 304) return null;
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Refused(answer.status, said);
  return Object.assign(said, { etag: answer.headers.get("ETag") });
}

/** Return a file of the API, which a plain link could not fetch: it has no token. */
export async function file(path) {
  const answer = await ask(path, {});
  if (!answer.ok) throw new Refused(answer.status, await answer.json().catch(() => ({})));
  return answer.blob();
}

async function ask(path, options) {
  let answer = await once(path, options);
  if (answer.status === 401 && renew) {
    const fresh = await renew().catch(() => "");
    if (fresh) {
      token = fresh;
      answer = await once(path, options);
    }
  }
  if (answer.status >= 502) throw new Offline();
  return answer;
}

async function once(path, options) {
  const headers = {
    Authorization: `Bearer ${token}`,
    "Accept-Language": language,
    ...options.headers,
  };
  try {
    return await fetch(BASE + path, {
      ...options,
      headers,
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
  } catch {
    throw new Offline();
  }
}
