/**
 * The one socket of a page: opened with a ticket, opened again by itself, and a line on which
 * deeds go out and are answered. What comes over it is told to whoever asked for it first.
 */
import { io } from "socket.io-client";
import { ask } from "#lib/here.js";

/** @typedef {object} Ears who hears what happens to the line
 * @property {() => void} up
 * @property {() => void} down
 * @property {(said: { topic: string, seq: number, data?: Record<string, unknown> }) => void} said */

const ACK_MS = 5_000;
/** So that a thousand tablets do not come back in the same instant: U(0, 5 s). */
const COME_BACK = { reconnectionDelay: 2500, reconnectionDelayMax: 4000, randomizationFactor: 1 };

/** @type {import("socket.io-client").Socket | undefined} */
let socket;

export const connected = () => socket?.connected ?? false;

/**
 * Send a deed and wait for its answer; throws when none comes in time.
 * @param {string} event
 * @param {object} payload
 * @param {number} [within] milliseconds
 * @returns {Promise<any>}
 */
export async function send(event, payload, within = ACK_MS) {
  if (!socket?.connected) throw new Error("not connected");
  return socket.timeout(within).emitWithAck(event, payload);
}

/** Open it, once. @param {Ears} ears */
export function open(ears) {
  if (socket) return;
  socket = io({ transports: ["websocket"], auth: fetchTicket, ...COME_BACK });
  socket.on("connect", ears.up);
  socket.on("changed", ears.said);
  socket.on("state", ears.said);
  socket.on("disconnect", (reason) => {
    ears.down();
    // The server sent us away, as it does before a restart; only we can come back.
    if (reason === "io server disconnect") comeBack(5_000);
  });
  socket.on("connect_error", () => {
    ears.down();
    if (!socket?.active) comeBack(20_000);
  });
}

/** Hang up and call again at once: the line may be dead and not know it, or rest longer than we wait. */
export const callAgain = () => socket?.disconnect().connect();

/**
 * Every connection takes a ticket of its own, good once and for half a minute. Without one the
 * server lets nobody in, and the socket tries again.
 * @param {(auth: object) => void} take
 */
async function fetchTicket(take) {
  const reply = await ask("/socket-ticket").catch(() => undefined);
  const ticket = reply?.ok ? (await reply.json()).ticket : "";
  take({ ticket });
}

/**
 * What nobody looks at comes back when somebody does: of many tabs each would send the next one away.
 * @param {number} within milliseconds
 */
const comeBack = (within) =>
  setTimeout(
    () => document.visibilityState === "visible" && socket?.connect(),
    Math.random() * within,
  );
