// Signing in by OpenID Connect: authorization code with PKCE; the token stays in memory.

import { BASE } from "./api.js";

const PENDING = "steward.sign_in";
const here = () => location.origin + location.pathname;

/** Return what a browser needs to sign in. */
export async function settings() {
  return (await fetch(`${BASE}/staff/app/config`)).json();
}

/** Go to the provider's page; it comes back here with a code. */
export async function leave(config) {
  const verifier = base64(crypto.getRandomValues(new Uint8Array(32)));
  const state = base64(crypto.getRandomValues(new Uint8Array(16)));
  sessionStorage.setItem(PENDING, JSON.stringify({ verifier, state }));
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

/** Return the token for the code in this address, or "" when there is none. */
export async function arrive(config) {
  const query = new URLSearchParams(location.search);
  const pending = JSON.parse(sessionStorage.getItem(PENDING) || "null");
  sessionStorage.removeItem(PENDING);
  if (!query.get("code") || !pending || query.get("state") !== pending.state) return "";
  history.replaceState(null, "", location.pathname);
  const form = {
    grant_type: "authorization_code",
    client_id: config.client_id,
    code: query.get("code"),
    redirect_uri: here(),
    code_verifier: pending.verifier,
  };
  const answer = await fetch(config.token_url, { method: "POST", body: new URLSearchParams(form) });
  const said = await answer.json();
  return answer.ok ? said.id_token : "";
}

/** Return a token by name and password: only where the provider has no page of its own. */
export async function withPassword(username, password) {
  const answer = await fetch(`${BASE}/staff/app/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ username, password }),
  });
  return answer.ok ? (await answer.json()).id_token : "";
}

function base64(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
