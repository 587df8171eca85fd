/**
 * What may change under one's eyes: topics, how often each has moved, and the small state that
 * everybody in the room may see. It comes over the socket, or by asking where there is none.
 *
 * Nothing depends on a message arriving: the numbers are compared again on every connection,
 * when the page comes back into sight, and every 15 seconds.
 */
import { isLost, say } from "#lib/connection.js";
import { askJson } from "#lib/here.js";
import * as polling from "#lib/polling.js";
import * as socket from "#lib/socket.js";

/** @typedef {Record<string, unknown>} State */
/** @typedef {(seq: number, state?: State) => void} Tell */
/** @typedef {{ latest: number, listeners: Set<Tell> }} Topic */
/** @typedef {{ topics?: Record<string, number>, states?: Record<string, State> }} Answer */

const SYNC_MS = 15_000;
const GAP_REST_MS = 5_000;
/** Away for longer than that, and the line may have died without our hearing it. */
const SHORT_ABSENCE_MS = 5_000;
const SURE_MS = 2_000;
/** Statuses from here on come from a server in trouble, or from what stands before it. */
const BROKEN = 500;

/** @type {Map<string, Topic>} */
const topics = new Map();
let askedAt = 0;
let hiddenAt = 0;
let begun = false;

export const { connected, send } = socket;

/** Open the line, once. */
export function connect() {
  if (begun) return;
  begun = true;
  socket.open({ up, down, said });
  polling.begin(askByPost);
  document.addEventListener("visibilitychange", lookAgain);
  document.addEventListener("freeze", leave);
  document.addEventListener("resume", lookAgain);
  window.addEventListener("pageshow", (event) => event.persisted && returned());
  window.addEventListener("online", lookAgain);
  window.addEventListener("offline", returned); // a cut line says nothing by itself for twenty seconds
  setInterval(() => document.visibilityState === "visible" && ask("sync"), SYNC_MS);
}

function up() {
  polling.end();
  say("socket");
  document.dispatchEvent(new Event("connected"));
  ask("watch");
}

function down() {
  if (!connected()) say("lost");
  polling.begin(askByPost);
}

function leave() {
  hiddenAt ||= Date.now();
}

function lookAgain() {
  if (document.visibilityState !== "visible") return leave();
  const away = hiddenAt && Date.now() - hiddenAt;
  hiddenAt = 0;
  if (!connected()) {
    // The pause before the next attempt may have grown while nobody looked.
    if (isLost()) socket.callAgain();
    polling.now();
  } else if (away > SHORT_ABSENCE_MS) returned();
  else ask("sync");
}

/** The page may have slept, or the network gone: it asks at once, and does not trust the old line. */
async function returned() {
  if (connected()) say("unknown"); // what is shown is of before, until somebody has answered
  const asked = askByPost();
  if (!(await ask("sync", topics.keys(), SURE_MS))) socket.callAgain();
  else if (connected()) say("socket");
  await asked;
}

/** @param {{ topic: string, seq: number, data?: State }} message */
function said({ topic, seq, data }) {
  const known = topics.get(topic);
  if (!known) return;
  // A whole state fills the gap by itself; where only a change is told, others may have been missed.
  const missed = !data && seq > known.latest + 1 && Date.now() > askedAt + GAP_REST_MS;
  learn({ topics: { [topic]: seq }, states: data && { [topic]: data } });
  if (missed) ask("sync");
}

/** @param {Answer} answer */
function learn({ topics: numbers = {}, states = {} }) {
  for (const [topic, seq] of Object.entries(numbers)) {
    const known = topics.get(topic);
    if (!known) continue;
    const state = seq < known.latest ? undefined : states[topic];
    known.latest = Math.max(known.latest, seq);
    for (const tell of known.listeners) tell(known.latest, state);
  }
}

/** @param {Iterable<string>} which */
const numbersOf = (which) =>
  Object.fromEntries([...which].map((name) => [name, topics.get(name)?.latest ?? 0]));

/**
 * Ask how often the topics have moved; `watch` also joins their rooms.
 * @param {"watch" | "sync"} event
 * @param {Iterable<string>} [which]
 * @param {number} [within] milliseconds
 * @returns {Promise<boolean>} whether it was answered
 */
async function ask(event, which = topics.keys(), within = undefined) {
  const numbers = numbersOf(which);
  if (!connected()) return false;
  if (Object.keys(numbers).length === 0) return true;
  askedAt = Date.now();
  try {
    learn(await send(event, { topics: numbers }, within));
    return true;
  } catch {
    // No answer in time: the next connection, or the next 15 seconds, will ask again.
    return false;
  }
}

/** The same without a socket. @returns {Promise<boolean>} whether the server answered */
async function askByPost() {
  const reply = await askJson("/sync", { topics: numbersOf(topics.keys()) }).catch(() => undefined);
  // Signed out: the page that is shown instead says so. A locked screen has gone to its own.
  if (reply?.status === 401 && !(await reply.json()).locked) location.reload();
  if (reply?.ok) learn(await reply.json().catch(() => ({})));
  if (!connected()) reached((reply?.status ?? BROKEN) < BROKEN);
  return reply?.ok ?? false;
}

/** Without a socket: whether the server was there this time. @param {boolean} here */
function reached(here) {
  if (here && isLost()) document.dispatchEvent(new Event("connected"));
  say(here ? "polling" : "lost");
}

/** Something was done here; where nobody tells us what came of it, we ask. */
export const soon = () => polling.soon();

/** Topics named since the last turn, so that a page with ten regions asks once. @type {Set<string>} */
const fresh = new Set();

/**
 * Be told how often `topic` has moved, whenever that is learnt, until what is returned is called.
 * @param {string} topic
 * @param {number} seen how often it had when the page was drawn
 * @param {Tell} tell
 * @returns {() => void}
 */
export function watch(topic, seen, tell) {
  const known = topics.get(topic) ?? { latest: seen, listeners: new Set() };
  known.listeners.add(tell);
  if (known.latest > seen) queueMicrotask(() => tell(known.latest));
  if (!topics.has(topic)) {
    topics.set(topic, known);
    if (fresh.size === 0) queueMicrotask(join);
    fresh.add(topic);
  }
  connect();
  return () => {
    known.listeners.delete(tell);
    if (known.listeners.size === 0) topics.delete(topic);
  };
}

function join() {
  ask("watch", [...fresh]);
  fresh.clear();
}
