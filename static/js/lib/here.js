/** Short words from the page to its own server, and what is done when they are answered "locked". */

const token = () =>
  /** @type {HTMLMetaElement | null} */ (document.querySelector('meta[name="csrf-token"]'))
    ?.content ?? "";

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
export async function ask(url, fields = {}) {
  const reply = await fetch(url, {
    method: "POST",
    body: new URLSearchParams(fields),
    headers: { Accept: "application/json", "X-CSRFToken": token() },
  });
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
