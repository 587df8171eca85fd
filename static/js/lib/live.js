/**
 * The one socket of a page. It says that a topic has moved and how often, never what it has
 * become; it also carries deeds, each with its answer.
 *
 * Nothing depends on a message arriving: the numbers are compared again on every connection,
 * when the page comes back into sight, and every 15 seconds.
 */
import { io } from "socket.io-client";
import { ask as askServer } from "#lib/here.js";

/** @typedef {"online" | "updating" | "offline"} Connection */
/** @typedef {(seq: number) => void} Tell */
/** @typedef {{ latest: number, listeners: Set<Tell> }} Topic */
/** @typedef {Record<string, number>} Numbers */

const SYNC_MS = 15_000;
const GAP_REST_MS = 5_000;
const ACK_MS = 5_000;
const WORTH_SAYING_MS = 1_000;
/** So that a thousand tablets do not come back in the same instant: U(0, 5 s). */
const COME_BACK = { reconnectionDelay: 2500, reconnectionDelayMax: 4000, randomizationFactor: 1 };

/** @type {Map<string, Topic>} */
const topics = new Map();
/** @type {import("socket.io-client").Socket | undefined} */
let socket;
let askedAt = 0;
let working = 0;
let failing = false;
/** @type {Date | undefined} */
let lostAt;

/** @returns {Connection} */
const state = () => (failing ? "offline" : !connected() || working > 0 ? "updating" : "online");

function show() {
  const now = state();
  if (now === "offline") lostAt ??= new Date();
  else lostAt = undefined;
  if (document.documentElement.dataset.connection === now) return;
  document.documentElement.dataset.connection = now;
  document.dispatchEvent(new CustomEvent("connection", { detail: { state: now, since: lostAt } }));
}

/** @param {boolean} lost */
function line(lost) {
  failing = lost;
  show();
}

/**
 * Say that something is being brought up to date, if `work` lasts long enough to be noticed.
 * @template T
 * @param {Promise<T>} work
 */
export async function updating(work) {
  const timer = setTimeout(() => {
    working += 1;
    show();
    const done = () => {
      working -= 1;
      show();
    };
    work.then(done, done);
  }, WORTH_SAYING_MS);
  try {
    return await work;
  } finally {
    clearTimeout(timer);
  }
}

export const connected = () => socket?.connected ?? false;

/**
 * Send a deed and wait for its answer; throws when none comes in time.
 * @param {string} event
 * @param {object} payload
 * @returns {Promise<any>}
 */
export async function send(event, payload) {
  if (!socket?.connected) throw new Error("not connected");
  return socket.timeout(ACK_MS).emitWithAck(event, payload);
}

/** Open the socket, once. */
export function connect() {
  if (socket) return;
  socket = io({ transports: ["websocket"], auth: fetchTicket, ...COME_BACK });
  socket.on("connect", () => {
    line(false);
    document.dispatchEvent(new Event("connected"));
    ask("watch");
  });
  socket.on("changed", heard);
  socket.on("disconnect", (reason) => {
    line(true);
    // The server sent us away, as it does before a restart; only we can come back.
    if (reason === "io server disconnect") comeBack(5_000);
  });
  socket.on("connect_error", () => {
    line(true);
    if (!socket?.active) comeBack(20_000);
  });
  document.addEventListener("visibilitychange", lookAgain);
  window.addEventListener("pageshow", (event) => event.persisted && lookAgain());
  window.addEventListener("online", lookAgain);
  setInterval(() => document.visibilityState === "visible" && ask("sync"), SYNC_MS);
}

/**
 * Every connection takes a ticket of its own, good once and for half a minute. Without one the
 * server lets nobody in, and the socket tries again.
 * @param {(auth: object) => void} take
 */
async function fetchTicket(take) {
  const reply = await askServer("/socket-ticket").catch(() => undefined);
  const ticket = reply?.ok ? (await reply.json()).ticket : "";
  take({ ticket });
}

/** @param {number} within milliseconds */
const comeBack = (within) => setTimeout(() => socket?.connect(), Math.random() * within);

function lookAgain() {
  if (document.visibilityState !== "visible" || !socket) return;
  if (socket.connected) ask("sync");
  // The pause before the next attempt may have grown while nobody looked.
  else if (failing) socket.disconnect().connect();
}

/** @param {{ topic: string, seq: number }} message */
function heard({ topic, seq }) {
  const known = topics.get(topic);
  if (!known) return;
  const missed = seq > known.latest + 1 && Date.now() > askedAt + GAP_REST_MS;
  learn({ [topic]: seq });
  if (missed) ask("sync");
}

/** @param {Numbers} numbers */
function learn(numbers) {
  for (const [topic, seq] of Object.entries(numbers)) {
    const known = topics.get(topic);
    if (!known) continue;
    known.latest = Math.max(known.latest, seq);
    for (const tell of known.listeners) tell(known.latest);
  }
}

/**
 * Ask how often the topics have moved; `watch` also joins their rooms.
 * @param {"watch" | "sync"} event
 * @param {Iterable<string>} [which]
 */
async function ask(event, which = topics.keys()) {
  const numbers = Object.fromEntries(
    [...which].map((name) => [name, topics.get(name)?.latest ?? 0]),
  );
  if (!connected() || Object.keys(numbers).length === 0) return;
  askedAt = Date.now();
  try {
    const answer = await send(event, { topics: numbers });
    learn(answer.topics ?? {});
  } catch {
    // No answer in time: the next connection, or the next 15 seconds, will ask again.
  }
}

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
