/**
 * What is kept on this device is kept closed. The key stands only in pages of whoever is signed in and whose screen is
 * not locked; a tablet that was put down holds nothing that opens it.
 */

/** @typedef {{ iv: Uint8Array<ArrayBuffer>, data: ArrayBuffer }} Sealed */

/** @type {Promise<CryptoKey> | undefined} */
let own;

/** @returns {Promise<CryptoKey> | undefined} none outside TLS and loopback, where browsers have no cryptography */
function key() {
  const meta = /** @type {HTMLMetaElement | null} */ (
    document.querySelector('meta[name="draft-key"]')
  );
  if (!meta || !crypto.subtle) return undefined;
  const bytes = Uint8Array.from(atob(meta.content), (sign) => sign.charCodeAt(0));
  own ??= crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  return own;
}

/** @param {unknown} value @returns {Promise<unknown>} */
export async function seal(value) {
  const mine = await key();
  if (!mine) return value;
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, mine, plain) };
}

/** Nothing, where it was closed with another key: it is as if it had not been kept. @param {any} kept */
export async function unseal(kept) {
  if (!(kept?.data instanceof ArrayBuffer)) return kept;
  const mine = await key();
  if (!mine) return undefined;
  const { iv, data } = /** @type {Sealed} */ (kept);
  try {
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, mine, data);
    return JSON.parse(new TextDecoder().decode(plain));
  } catch {
    return undefined;
  }
}
