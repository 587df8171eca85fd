/** What the tabs of one person on one device tell each other. */

const mine = () => `ecabinet/${document.documentElement.dataset.account ?? ""}`;

/** @type {BroadcastChannel | undefined} */
let channel;

function open() {
  if (!document.documentElement.dataset.account) return undefined;
  channel ??= new BroadcastChannel(mine());
  return channel;
}

/** @param {any} message */
export const broadcast = (message) => open()?.postMessage(message);

/** @param {(message: any) => void} hear */
export const listen = (hear) => open()?.addEventListener("message", ({ data }) => void hear(data));

/**
 * Work on something while no other tab does; or be told that one does. Browsers keep a tab awake
 * that holds such a lock, and give it back for one that has crashed.
 * @template T
 * @param {string} what
 * @param {(alone: boolean) => T} work
 */
export function holding(what, work) {
  if (!navigator.locks) return work(true);
  const name = `${mine()}/${what}`;
  return navigator.locks.request(name, { ifAvailable: true }, (lock) => work(lock !== null));
}
