// Signing in by OpenID Connect: authorization code with PKCE. The id token stays in memory; what
// begins the next session is a cookie of the door, which no script reads.

import { BASE, Offline } from "./api.js";

/** Others use this device: nothing is kept, and who leaves it alone is signed out. */
const SHARED = "steward.shared";
const IDLE_MS = 15 * 60000;
const PENDING = "steward.sign_in";
const here = () => location.origin + location.pathname;

/** Return what a browser needs to sign in; fails without a signal, whatever the browser remembers. */
export async function settings() {
  return (await fetch(`${BASE}/staff/app/config`, { cache: "no-store" })).json();
}

/** Go to the provider's page; it comes back here with a code. */
export async function leave(config) {
  const verifier = base64(crypto.getRandomValues(new Uint8Array(32)));
  const state = base64(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state, at: location.hash }));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  const asked = {
    response_type: "code",
    client_id: config.client_id,
    redirect_uri: here(),
    scope: config.scope,
    state,
    code_challenge: base64(new Uint8Array(digest)),
    code_challenge_method: "S256",
  };
  location.assign(`${config.authorize_url}?${new URLSearchParams(asked)}`);
}

/** Return the tokens for the code in this address, or null when there is none of ours. */
async function arrive() {
  const query = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) || "null");
  if (!query.get("code")) return null;
  sessionStorage.removeItem(PENDING);
  // A provider's page forgets what stands behind the #: a shared link leads there all the same.
  history.replaceState(null, "", location.pathname + (pending?.at || ""));
  if (!pending || query.get("state") !== pending.state) return null;
  return post("session", {
    code: query.get("code"),
    redirect_uri: here(),
    code_verifier: pending.verifier,
    shared: isShared(),
  });
}

/** Return the tokens of the session that this browser is in, or null; throws Offline. */
const goOn = () => post("renew", {});

/** Return the tokens of whoever comes from the provider's page, or is still signed in, or null. */
export const begun = () =>
  arrive()
    .then((tokens) => tokens || goOn())
    .catch(() => null);

/** Return the next id token when the one before is over; "" where the session is. */
export const renewal = async () => (await goOn())?.id_token || "";

export const isShared = () => localStorage.getItem(SHARED) === "yes";
export const setShared = (yes) => localStorage.setItem(SHARED, yes ? "yes" : "");

let idle = 0;

/** On a shared device, sign out whoever leaves it alone for a quarter of an hour. */
export function watchIdle(signOut) {
  const again = () => {
    clearTimeout(idle);
    if (isShared()) idle = setTimeout(signOut, IDLE_MS);
  };
  for (const kind of ["pointerdown", "keydown"]) addEventListener(kind, again);
  again();
}

async function post(what, body) {
  const answer = await fetch(`${BASE}/staff/app/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch(() => null);
  if (!answer || answer.status >= 500) throw new Offline();
  // An answer that nobody reads keeps its connection.
  const said = await answer.json().catch(() => null);
  return answer.ok ? said : null;
}

/** Return tokens by name and password: only where the provider has no page of its own. */
export const withPassword = (username, password) =>
  post("login", { username, password, shared: isShared() });

/** End the session here and at the provider: or the next one here would not be asked who they are. */
export async function farewell(config) {
  clearTimeout(idle);
  await post("leave", {}).catch(() => null);
  if (!config?.logout_url) return;
  // Cognito wants the first name of the address, OpenID Connect the second.
  const back = {
    client_id: config.client_id,
    logout_uri: here(),
    post_logout_redirect_uri: here(),
  };
  location.assign(`${config.logout_url}?${new URLSearchParams(back)}`);
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}
