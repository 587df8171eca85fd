/** What somebody has typed and not yet sent, kept on this device. */
import * as store from "#lib/store.js";

/** @typedef {{ text: string, at: number }} Draft */

/** @param {string} key @returns {Promise<Draft | undefined>} */
export const find = (key) => store.read("drafts", key);

/** @param {string} key @param {string} text */
export async function keep(key, text) {
  const draft = { text, at: Date.now() };
  await store.write("drafts", key, draft);
  return draft;
}

/** @param {string} key */
export const forget = (key) => store.forget("drafts", key);
