/**
 * For a page that no socket reaches, as behind a proxy that knows none: it asks by POST every few
 * seconds while somebody looks at it, and a second after a deed of its own.
 */

const FIRST_MS = 5_000;
const EVERY_MS = 5_000;
const SOON_MS = 1_000;
const LONGEST_MS = 30_000;
/** Times as long as an answer took: a server that is slow has many who come back, and is asked less. */
const RESTS = 10;

/** @type {number | undefined} */
let timer;
let on = false;
let missed = 0;
/** @type {() => Promise<boolean>} */
let look = async () => false;

/** So that a room of tablets does not ask in the same instant. @param {number} whole */
const jittered = (whole) => whole * (0.8 + Math.random() * 0.4);

/** @param {number} within milliseconds */
function plan(within) {
  clearTimeout(timer);
  timer = setTimeout(turn, within);
}

async function turn() {
  if (!on || document.visibilityState !== "visible") return;
  const began = Date.now();
  missed = (await look()) ? 0 : missed + 1;
  const rest = Math.max(EVERY_MS * 2 ** missed, RESTS * (Date.now() - began));
  if (on) plan(jittered(Math.min(rest, LONGEST_MS)));
}

/**
 * The socket is away: begin unless it is soon back.
 * @param {() => Promise<boolean>} asking asks the server; says whether it answered
 */
export function begin(asking) {
  look = asking;
  if (on) return;
  on = true;
  missed = 0;
  plan(jittered(FIRST_MS));
}

export function end() {
  on = false;
  clearTimeout(timer);
}

/** Something was done here: what came of it should not wait its turn. */
export const soon = () => on && plan(SOON_MS);

/** Somebody looks again. */
export const now = () => on && plan(0);
