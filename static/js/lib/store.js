/**
 * A drawer of this device: one IndexedDB with a store for drafts and one for deeds not yet settled.
 *
 * Keys begin with the account, so that who signs in next on the same tablet finds nothing.
 */
import { seal, unseal } from "#lib/sealing.js";

const NAME = "ecabinet";
const STORES = /** @type {const} */ (["drafts", "outbox"]);
/** @typedef {typeof STORES[number]} Store */

/** @type {Promise<IDBDatabase> | undefined} */
let opening;

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
const settle = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

async function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store);
  };
  const database = await settle(request);
  // iPads drop the connection of a page in the background; the next use opens it anew.
  database.onclose = () => {
    opening = undefined;
  };
  return database;
}

/**
 * @template T
 * @param {Store} store
 * @param {IDBTransactionMode} mode
 * @param {(store: IDBObjectStore) => IDBRequest<T>} work
 * @returns {Promise<T>}
 */
async function use(store, mode, work) {
  opening ??= open();
  try {
    return await settle(work((await opening).transaction(store, mode).objectStore(store)));
  } catch {
    opening = open();
    return settle(work((await opening).transaction(store, mode).objectStore(store)));
  }
}

const mine = () => `${document.documentElement.dataset.account ?? ""}/`;

/** @param {Store} store @param {string} key @returns {Promise<any>} */
export const read = async (store, key) =>
  unseal(await use(store, "readonly", (it) => it.get(mine() + key)));

/** @param {Store} store @param {string} key @param {unknown} value */
export async function write(store, key, value) {
  const sealed = await seal(value);
  return use(store, "readwrite", (it) => it.put(sealed, mine() + key));
}

/** @param {Store} store @param {string} key */
export const forget = (store, key) => use(store, "readwrite", (it) => it.delete(mine() + key));

/** Everything of mine in a store. @param {Store} store @returns {Promise<any[]>} */
export async function all(store) {
  const bound = IDBKeyRange.bound(mine(), `${mine()}\uffff`);
  const kept = await use(store, "readonly", (it) => it.getAll(bound));
  return (await Promise.all(kept.map(unseal))).filter((each) => each !== undefined);
}

/** Leave nothing behind: somebody signs out. */
export const wipe = () => Promise.all(STORES.map((it) => use(it, "readwrite", (s) => s.clear())));
