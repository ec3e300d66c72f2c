// What stands behind the # of the board's address: which section, of which community, and what is asked of it.
// The Back key goes back to it, and a link that is shared leads to it.

/** @returns {{ section: string, community: string, asked: Record<string, string> }} */
export function read() {
  const [section, query] = location.hash.slice(1).split("?");
  const { community = "", ...asked } = Object.fromEntries(new URLSearchParams(query));
  return { section, community, asked };
}

/** Return the address of a section; what is empty is left out. */
export function of(section, community, asked = {}) {
  const said = Object.entries({ community, ...asked }).filter(([, value]) => value);
  return `#${section}?${new URLSearchParams(said)}`;
}

/** Stand at an address without a step of the Back key: for what was never asked for. */
export const stand = (address) => history.replaceState(null, "", address);
