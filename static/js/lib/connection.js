/**
 * How the line to the server is, as the page says it: <html data-connection="…"> and an event for
 * whoever writes the words.
 */

/** @typedef {"online" | "updating" | "polling" | "offline"} Connection */
/** @typedef {"socket" | "polling" | "unknown" | "lost"} Line */

/** Less is not seen; for longer nobody is told that all is well over something that is no longer so. */
const WORTH_SAYING_MS = 300;

/** @type {Line} */
let line = "unknown";
/** The parts of the page that are known to be behind, and who waits to say so. @type {Map<object, number>} */
const behind = new Map();
/** @type {Set<object>} */
const late = new Set();
/** @type {Date | undefined} */
let lostAt;

/** @returns {Connection} */
function state() {
  if (line === "lost") return "offline";
  if (line === "polling") return "polling";
  return line === "unknown" || late.size > 0 ? "updating" : "online";
}

function show() {
  const now = state();
  if (now === "offline") lostAt ??= new Date();
  else lostAt = undefined;
  if (document.documentElement.dataset.connection === now) return;
  document.documentElement.dataset.connection = now;
  document.dispatchEvent(new CustomEvent("connection", { detail: { state: now, since: lostAt } }));
}

/** @param {Line} now */
export function say(now) {
  line = now;
  show();
}

/** Whether nothing reaches the server as far as we know. */
export const isLost = () => line === "lost";

/**
 * Say that a part of the page is being brought up to date, if that lasts long enough to be noticed.
 * @param {object} part
 * @param {boolean} isBehind
 */
export function tellBehind(part, isBehind) {
  if (isBehind === behind.has(part)) return;
  if (isBehind) {
    const tell = () => {
      late.add(part);
      show();
    };
    behind.set(part, setTimeout(tell, WORTH_SAYING_MS));
  } else {
    clearTimeout(behind.get(part));
    behind.delete(part);
    if (late.delete(part)) show();
  }
}

/**
 * The same for as long as `work` lasts.
 * @template T
 * @param {Promise<T>} work
 */
export async function updating(work) {
  tellBehind(work, true);
  try {
    return await work;
  } finally {
    tellBehind(work, false);
  }
}
