// Signing in by OpenID Connect: authorization code with PKCE; the tokens stay in memory.

import { BASE } from "./api.js";

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
export async function arrive(config) {
  const query = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) || "null");
  if (!query.get("code")) return null;
  sessionStorage.removeItem(PENDING);
  // A provider's page forgets what stands behind the #: a shared link leads there all the same.
  history.replaceState(null, "", location.pathname + (pending?.at || ""));
  if (!pending || query.get("state") !== pending.state) return null;
  const code = { code: query.get("code"), redirect_uri: here(), code_verifier: pending.verifier };
  return exchange(config, { grant_type: "authorization_code", ...code });
}

/** Return how to get the next token when this one is over; null where nothing can. */
export function renewing(config, tokens) {
  if (!tokens.refresh_token) return null;
  const form = { grant_type: "refresh_token", refresh_token: tokens.refresh_token };
  return async () => (await exchange(config, form))?.id_token || "";
}

async function exchange(config, form) {
  const body = new URLSearchParams({ client_id: config.client_id, ...form });
  const answer = await fetch(config.token_url, { method: "POST", body });
  return answer.ok ? answer.json() : null;
}

/** Return tokens by name and password: only where the provider has no page of its own. */
export async function withPassword(username, password) {
  const answer = await fetch(`${BASE}/staff/app/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  return answer.ok ? answer.json() : null;
}

/** End the session at the provider, too: or the next one here would not be asked who they are. */
export function farewell(config) {
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
