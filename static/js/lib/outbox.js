/**
 * Deeds on their way: kept on the device, closed, sent, and sent again with the same bytes until
 * an answer settles them. A vote is with the secretariat or it is said not to be; never in between.
 */
import { leaveIfLocked, renewToken, token } from "#lib/here.js";
import { connected, send, soon } from "#lib/live.js";
import * as store from "#lib/store.js";
import { broadcast, holding, listen } from "#lib/tabs.js";

/**
 * @typedef {object} Intent
 * @property {string} key what it is about: one intent at a time for each
 * @property {string} event the name of the message
 * @property {Record<string, unknown>} payload what the socket carries
 * @property {string} url where the same goes by POST
 * @property {string} body what is posted
 * @property {string} [page] where it was done
 */
/** @typedef {{ ok?: true, receipt?: string, at?: string, error?: number, sentence?: string }} Answer */
/** @typedef {{ trying?: number } & Answer & Record<string, unknown>} News */

const FIRST_MS = 250;
const LAST_MS = 8_000;
const ELSEWHERE_MS = 5_000;
/** An answer by POST is waited for that long, each time as long again: a line may be dead and not know it. */
const ANSWER_MS = 10_000;
const LONGEST_ANSWER_MS = 60_000;
/** The socket takes 16 kB at most; a longer text goes by POST, as which it is never shorter. */
const MOST_BY_SOCKET = 12_000;
/**
 * What answers the deed itself. Everything else is the line, a session that has ended or is
 * locked, a page that was open for too long, the server's breath, or its commit.
 */
const SETTLES = new Set([403, 404, 409, 410, 413, 422]);
/** What a form carries for its doors. The token is that of the page that sends, not of the one that asked. */
const FOR_THE_DOORS = ["csrf_token", "once"];

/** @type {Map<string, Set<(news: News) => void>>} */
const followers = new Map();
/** @type {Map<string, Intent>} */
const underway = new Map();
/** How often each was tried; also of those that another tab sees through. @type {Map<string, number>} */
const tried = new Map();
/** Those whose deed a loop of this tab sees through. @type {Set<string>} */
const looped = new Set();

/** @param {string} key @param {News} news */
function tell(key, news) {
  if (news.trying === undefined) tried.delete(key);
  else tried.set(key, news.trying);
  followers.get(key)?.forEach((follow) => void follow(news));
  document.dispatchEvent(new CustomEvent("outbox", { detail: { key, news } }));
}

listen(({ key, news }) => tell(key, news));

/** @param {string} key @param {News} news */
function tellAll(key, news) {
  tell(key, news);
  broadcast({ key, news });
}

/**
 * Be told how the deed about `key` fares.
 * @param {string} key
 * @param {(news: News) => void} follow
 */
export function follow(key, follow) {
  followers.set(key, (followers.get(key) ?? new Set()).add(follow));
  if (tried.has(key)) follow({ trying: Math.max(1, tried.get(key) ?? 1) });
  return () => followers.get(key)?.delete(follow);
}

/** Whether anybody on this page says how the deed about `key` fares. @param {string} key */
export const isFollowed = (key) => (followers.get(key)?.size ?? 0) > 0;

/** Keep a deed, then see it through. @param {Intent} sent */
export async function submit(sent) {
  const intent = { ...sent, ...withoutDoors(sent), page: location.pathname + location.search };
  // A device without storage still votes; it only cannot go on after a reload.
  await store.write("outbox", intent.key, intent).catch(() => {});
  begin(intent);
}

/** @param {Intent} intent */
function withoutDoors({ payload, body }) {
  const fields = new URLSearchParams(body);
  for (const name of FOR_THE_DOORS) fields.delete(name);
  const left = Object.entries(payload).filter(([name]) => !FOR_THE_DOORS.includes(name));
  return { payload: Object.fromEntries(left), body: fields.toString() };
}

/** What nobody has answered yet. @returns {Promise<Intent[]>} */
export const unsettled = () => store.all("outbox").catch(() => []);

/** @type {number | undefined} */
let resuming;

/** Take up what an earlier page left unsettled. What another tab is at we look after, should it crash. */
export async function resume() {
  clearTimeout(resuming);
  for (const { key } of await unsettled())
    if (!looped.has(key)) holding(key, (alone) => (alone ? takeUp(key) : later()));
}

function later() {
  clearTimeout(resuming);
  resuming = setTimeout(resume, ELSEWHERE_MS);
}

/** @param {string} key */
async function takeUp(key) {
  const intent = await store.read("outbox", key).catch(() => undefined);
  if (intent) await begin(intent);
}

/** @type {Map<string, () => void>} */
const sleepers = new Map();

/** @param {Intent} intent */
function begin(intent) {
  underway.set(intent.key, intent);
  // Another deed about the same: its turn is now, or once it is known what became of the one before it.
  if (looped.has(intent.key)) {
    tellAll(intent.key, { trying: 0 });
    return sleepers.get(intent.key)?.();
  }
  looped.add(intent.key);
  return holding(intent.key, () => seeThrough(intent.key));
}

/** @param {string} key */
async function seeThrough(key) {
  /** @type {Intent | undefined} */
  let before;
  for (let attempt = 0; underway.has(key); attempt += 1) {
    const intent = /** @type {Intent} */ (underway.get(key));
    if (intent !== before) attempt = 0;
    before = intent;
    tellAll(key, { trying: attempt });
    const answer = await attemptOnce(intent, attempt);
    if (answer) await settle(intent, answer);
    else await pause(key, attempt);
  }
  looped.delete(key);
}

/**
 * @param {Intent} intent
 * @param {number} attempt
 * @returns {Promise<Answer | undefined>} the answer, if it settles the deed
 */
async function attemptOnce(intent, attempt) {
  try {
    const bySocket = connected() && intent.body.length <= MOST_BY_SOCKET;
    const answer = bySocket
      ? await send(intent.event, intent.payload)
      : await post(intent, attempt);
    return answer.ok || SETTLES.has(Number(answer.error)) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** @param {Intent} intent @param {number} attempt @returns {Promise<Answer>} */
async function post({ url, body }, attempt) {
  const headers = {
    Accept: "application/json",
    "Content-Type": "application/x-www-form-urlencoded;charset=UTF-8",
    "X-CSRFToken": token(),
  };
  const within = Math.min(ANSWER_MS * (attempt + 1), LONGEST_ANSWER_MS);
  const signal = AbortSignal.timeout(within);
  const reply = await fetch(url, { method: "POST", body, headers, signal });
  // The page is older than the session: its token opens nothing any more, another one does.
  if (reply.status === 400) await renewToken();
  // A page instead of an answer: something stands in between.
  if (!reply.headers.get("Content-Type")?.startsWith("application/json")) return { error: 503 };
  const answer = await reply.json();
  // Nothing is settled by a locked screen, or by a session that has ended: it goes on after them.
  if (reply.status === 401 && !leaveIfLocked(answer)) location.reload();
  return reply.ok ? answer : { ...answer, error: reply.status };
}

/** @param {Intent} intent @param {Answer} answer */
async function settle(intent, answer) {
  if (underway.get(intent.key) !== intent) return;
  underway.delete(intent.key);
  await forget(intent).catch(() => {});
  tellAll(intent.key, answer);
  soon();
}

/** Another tab may have done something else about the same, which is not settled by this. @param {Intent} intent */
async function forget({ key, body }) {
  const kept = await store.read("outbox", key);
  if (!kept || kept.body === body) await store.forget("outbox", key);
}

/**
 * 0.25 s, doubled up to 8 s, each between half and whole; cut short by a new connection.
 * @param {string} key
 * @param {number} attempt
 * @returns {Promise<void>}
 */
function pause(key, attempt) {
  const whole = Math.min(LAST_MS, FIRST_MS * 2 ** attempt);
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      document.removeEventListener("connected", done);
      sleepers.delete(key);
      resolve();
    };
    const timer = setTimeout(done, whole * (0.5 + Math.random() / 2));
    document.addEventListener("connected", done);
    sleepers.set(key, done);
  });
}
