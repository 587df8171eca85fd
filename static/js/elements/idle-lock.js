import { ask, goToLock } from "#lib/here.js";

const TICK_MS = 1_000;
const SAY_EVERY_MS = 60_000;
const SHARE_EVERY_MS = 5_000;
const WARN_MS = 60_000;
const AGAIN_MS = 5_000;
const SIGNS = ["pointerdown", "keydown", "wheel", "touchmove"];
const SHARED = "ecabinet-touched";

/**
 * <idle-lock seconds="900"><div data-when="soon" hidden>…</div><div data-when="cut" hidden>…</div></idle-lock>
 *
 * Tells the server, at most once a minute, that somebody touches the tablet; locks the screen when
 * nobody does, a word beforehand. A touch in one tab counts in all of them. Where the server cannot
 * be reached the page is covered until it can.
 */
class IdleLock extends HTMLElement {
  /** @type {number | undefined} */
  #ticking;
  #touched = Date.now();
  #said = Date.now(); // the page itself was a sign
  #shared = 0;
  #locking = false;

  connectedCallback() {
    for (const sign of SIGNS)
      document.addEventListener(sign, this, { passive: true, capture: true });
    this.#ticking = setInterval(() => this.#tick(), TICK_MS);
    this.#share();
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
    for (const sign of SIGNS) document.removeEventListener(sign, this, { capture: true });
  }

  get #limit() {
    return Number(this.getAttribute("seconds")) * 1000;
  }

  handleEvent() {
    // A touch that comes after the time is up unlocks nothing.
    if (Date.now() - this.#latest() >= this.#limit) return this.#tick();
    this.#touched = Date.now();
    this.#show("soon", false);
    if (this.#touched - this.#shared > SHARE_EVERY_MS) this.#share();
  }

  #share() {
    this.#shared = Date.now();
    try {
      localStorage.setItem(SHARED, String(this.#touched));
    } catch {
      // A device without storage counts each tab by itself.
    }
  }

  /** When somebody last touched any tab of ours. */
  #latest() {
    try {
      const shared = Number(localStorage.getItem(SHARED));
      // A clock that was set back would else keep the screen open for ever.
      return shared <= Date.now() ? Math.max(this.#touched, shared) : this.#touched;
    } catch {
      return this.#touched;
    }
  }

  #tick() {
    const rest = Date.now() - this.#latest();
    if (rest >= this.#limit) return this.#lock();
    this.#show("soon", rest >= this.#limit - WARN_MS);
    if (this.#touched > this.#said && Date.now() - this.#said >= SAY_EVERY_MS) this.#say();
  }

  #say() {
    this.#said = Date.now();
    // Nobody is told when it fails: the next minute says it again.
    ask("/activity").catch(() => {});
  }

  async #lock() {
    if (this.#locking) return;
    this.#locking = true;
    clearInterval(this.#ticking);
    const reply = await ask("/lock", { idle: "1" }).catch(() => undefined);
    if (reply?.ok || reply?.status === 401) return goToLock();
    this.#show("soon", false);
    this.#show("cut", true);
    setTimeout(() => {
      this.#locking = false;
      this.#lock();
    }, AGAIN_MS);
  }

  /** @param {string} which @param {boolean} holds */
  #show(which, holds) {
    this.querySelector(`[data-when="${which}"]`)?.toggleAttribute("hidden", !holds);
  }
}

customElements.define("idle-lock", IdleLock);
