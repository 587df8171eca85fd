/**
 * How the line to the server is, as the page says it: <html data-connection="…"> and an event for
 * whoever writes the words.
 */

/** @typedef {"online" | "updating" | "polling" | "offline"} Connection */
/** @typedef {"socket" | "polling" | "unknown" | "lost"} Line */

const WORTH_SAYING_MS = 1_000;

/** @type {Line} */
let line = "unknown";
let working = 0;
/** @type {Date | undefined} */
let lostAt;

/** @returns {Connection} */
function state() {
  if (line === "lost") return "offline";
  if (line === "polling") return "polling";
  return line === "unknown" || working > 0 ? "updating" : "online";
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
