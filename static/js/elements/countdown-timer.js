const SECOND_MS = 1000;

/** 0:42 is written 00:42, an hour and more 1:02:03. @param {number} seconds */
function written(seconds) {
  const two = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  return `${hours ? `${hours}:` : ""}${two(minutes)}:${two(seconds % 60)}`;
}

/**
 * <countdown-timer data-now="2026-11-23T09:24:00+07:00" [up] [limit="300"] [paused] [stops="ask-12"]>
 *   <time datetime="2026-11-23T09:25:00+07:00">01:00</time> [<progress max="300"></progress>]
 * </countdown-timer>
 *
 * Counts down to its time, or with `up` from it on. The server's clock counts: `data-now` is what
 * it said when the page was drawn. Past the end, or past `limit` seconds, [data-over] is set, and
 * what `stops` names takes no more presses.
 */
class CountdownTimer extends HTMLElement {
  static observedAttributes = ["data-now", "up", "limit", "paused"];

  /** @type {number | undefined} */
  #ticking;
  #ahead = 0; // how far the server's clock is ahead of this one
  #setAt = 0; // by a count that nobody sets

  connectedCallback() {
    this.#set();
    this.#ticking = setInterval(() => this.#tick(), SECOND_MS / 4);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  attributeChangedCallback() {
    // The morph that changes the attribute may change <time> after it.
    queueMicrotask(() => this.isConnected && this.#set());
  }

  #set() {
    const now = Date.parse(this.dataset.now ?? "");
    this.#ahead = Number.isNaN(now) ? 0 : now - Date.now();
    this.#setAt = performance.now();
    this.#tick();
  }

  #tick() {
    const time = this.querySelector("time");
    const aim = Date.parse(time?.dateTime ?? "");
    if (!time || Number.isNaN(aim) || this.hasAttribute("paused")) return;
    const up = this.hasAttribute("up");
    const gone = (Date.now() + this.#ahead - aim) / SECOND_MS;
    const seconds = Math.max(0, up ? Math.floor(gone) : Math.ceil(-gone));
    const text = written(seconds);
    if (time.textContent !== text) time.textContent = text;
    const limit = Number(this.getAttribute("limit") ?? Number.POSITIVE_INFINITY);
    this.toggleAttribute("data-over", up ? seconds > limit : seconds === 0);
    const bar = this.querySelector("progress");
    if (bar) bar.value = Math.min(bar.max, seconds);
    this.#stop(aim - Date.parse(this.dataset.now ?? ""));
  }

  /**
   * A tablet whose clock is put forward keeps nobody from voting: it stops only what has run out by both counts.
   * @param {number} left milliseconds, when the page was drawn
   */
  #stop(left) {
    const what = document.getElementById(this.getAttribute("stops") ?? "");
    const isOver = this.hasAttribute("data-over") && performance.now() - this.#setAt >= left;
    if (!what || what.inert === isOver) return;
    what.inert = isOver;
    what.dispatchEvent(new Event("stopped", { bubbles: true }));
  }
}

customElements.define("countdown-timer", CountdownTimer);
