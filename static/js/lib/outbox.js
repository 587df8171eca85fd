/**
 * Deeds on their way: kept on the device, sent, and sent again with the same bytes until an
 * answer settles them. A vote is with the secretariat or it is said not to be; never in between.
 */
import { leaveIfLocked } from "#lib/here.js";
import { connected, send } from "#lib/live.js";
import * as store from "#lib/store.js";

/**
 * @typedef {object} Intent
 * @property {string} key what it is about: one intent at a time for each
 * @property {string} event the name of the message
 * @property {Record<string, unknown>} payload what the socket carries
 * @property {string} url where the same goes by POST
 * @property {string} body what is posted
 */
/** @typedef {{ ok?: true, receipt?: string, at?: string, error?: number, sentence?: string }} Answer */
/** @typedef {{ trying?: number } & Answer} News */

const FIRST_MS = 250;
const LAST_MS = 8_000;
/** The socket takes 16 kB at most; a longer text goes by POST, as which it is never shorter. */
const MOST_BY_SOCKET = 12_000;
/** Not an answer to the deed itself: the line, the server's breath, or its commit. */
const AGAIN = new Set([408, 425, 429, 500, 502, 503, 504]);

/** @type {Map<string, Set<(news: News) => void>>} */
const followers = new Map();
/** @type {Map<string, Intent>} */
const underway = new Map();

/** @param {string} key @param {News} news */
const tell = (key, news) => followers.get(key)?.forEach((follow) => void follow(news));

/**
 * Be told how the deed about `key` fares.
 * @param {string} key
 * @param {(news: News) => void} follow
 */
export function follow(key, follow) {
  followers.set(key, (followers.get(key) ?? new Set()).add(follow));
  if (underway.has(key)) follow({ trying: 1 });
  return () => followers.get(key)?.delete(follow);
}

/** Keep a deed, then see it through. @param {Intent} intent */
export async function submit(intent) {
  // A device without storage still votes; it only cannot go on after a reload.
  await store.write("outbox", intent.key, intent).catch(() => {});
  await seeThrough(intent);
}

/** How many deeds nobody has answered yet. */
export const unsettled = () =>
  store.all("outbox").then(
    (left) => left.length,
    () => 0,
  );

/** Take up what an earlier page left unsettled. */
export async function resume() {
  const left = /** @type {Intent[]} */ (await store.all("outbox").catch(() => []));
  for (const intent of left) if (!underway.has(intent.key)) seeThrough(intent);
}

/** @param {Intent} intent */
async function seeThrough(intent) {
  underway.set(intent.key, intent);
  for (let attempt = 0; underway.get(intent.key) === intent; attempt += 1) {
    tell(intent.key, { trying: attempt });
    const answer = await attemptOnce(intent);
    if (answer) return settle(intent, answer);
    await pause(attempt);
  }
}

/** @param {Intent} intent @returns {Promise<Answer | undefined>} the answer, if it settles the deed */
async function attemptOnce(intent) {
  try {
    const bySocket = connected() && intent.body.length <= MOST_BY_SOCKET;
    const answer = bySocket ? await send(intent.event, intent.payload) : await post(intent);
    return answer.ok || !AGAIN.has(Number(answer.error)) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Intent} intent @returns {Promise<Answer>} */
async function post({ url, body }) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
  };
  const reply = await fetch(url, { method: "POST", body, headers });
  if (reply.headers.get("Content-Type")?.startsWith("application/json")) {
    const answer = await reply.json();
    // Nothing is settled by a locked screen: it goes on once that is open again.
    if (leaveIfLocked(answer)) return { error: 503 };
    return reply.ok ? answer : { ...answer, error: reply.status };
  }
  // A page instead of an answer: the session has ended, or something stands in between.
  return { error: reply.ok ? 503 : reply.status };
}

/** @param {Intent} intent @param {Answer} answer */
async function settle(intent, answer) {
  if (underway.get(intent.key) !== intent) return;
  underway.delete(intent.key);
  await store.forget("outbox", intent.key).catch(() => {});
  tell(intent.key, answer);
}

/**
 * 0.25 s, doubled up to 8 s, each between half and whole; cut short by a new connection.
 * @param {number} attempt
 * @returns {Promise<void>}
 */
function pause(attempt) {
  const whole = Math.min(LAST_MS, FIRST_MS * 2 ** attempt);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("connected", done);
      resolve();
    };
    const timer = setTimeout(done, whole * (0.5 + Math.random() / 2));
    document.addEventListener("connected", done);
  });
}
