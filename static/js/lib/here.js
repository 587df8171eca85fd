/** Short words from the page to its own server, and what is done when they are answered "locked". */

/** @returns {HTMLMetaElement | null} */
const meta = () => document.querySelector('meta[name="csrf-token"]');

/** What says to the server that a word of ours is ours. */
export const token = () => meta()?.content ?? "";

/** Ask for a token that holds now: that of a page goes with the session in which it was drawn. */
export async function renewToken() {
  const reply = await fetch("/me", { headers: { Accept: "text/html" } });
  const found = /name="csrf-token" content="([^"]+)"/.exec(await reply.text());
  if (found) meta()?.setAttribute("content", found[1]);
}

const LOCK_PAGE = "/locked";

/** Go where the screen is unlocked, and come back here afterwards. */
export function goToLock() {
  if (location.pathname === LOCK_PAGE) return;
  const next = encodeURIComponent(location.pathname + location.search);
  location.replace(`${LOCK_PAGE}?next=${next}`);
}

/**
 * Post a few words. No page comes back: these are no activity of a person.
 * @param {string} url
 * @param {Record<string, string>} [fields]
 */
export const ask = (url, fields = {}) => post(url, new URLSearchParams(fields));

/**
 * Post what is no form.
 * @param {string} url
 * @param {object} what
 */
export const askJson = (url, what) =>
  post(url, JSON.stringify(what), { "Content-Type": "application/json" });

/**
 * @param {string} url
 * @param {BodyInit} body
 * @param {Record<string, string>} [more] headers
 */
async function post(url, body, more = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": token(), ...more };
  const reply = await fetch(url, { method: "POST", body, headers });
  if (reply.status === 401)
    leaveIfLocked(
      await reply
        .clone()
        .json()
        .catch(() => ({})),
    );
  return reply;
}

/** @param {{ locked?: boolean }} answer @returns {boolean} whether it says that the screen is locked */
export function leaveIfLocked(answer) {
  if (answer.locked) goToLock();
  return Boolean(answer.locked);
}
