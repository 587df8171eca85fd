const LOOK_MS = 1000;
const HOUR_AND_MINUTE = /\d\d:\d\d/;

/**
 * <time-of-day data-now="2026-11-23T09:24:00+07:00"><time datetime="…">09:24</time></time-of-day>
 *
 * What time it is where the server sits, by the server's clock: `data-now` is what that said when
 * the page was drawn.
 */
class TimeOfDay extends HTMLElement {
  static observedAttributes = ["data-now"];

  /** @type {number | undefined} */
  #ticking;
  #ahead = 0; // of the clock of this tablet as UTC has it

  connectedCallback() {
    this.#set();
    this.#ticking = setInterval(() => this.#tick(), LOOK_MS);
  }

  disconnectedCallback() {
    clearInterval(this.#ticking);
  }

  attributeChangedCallback() {
    queueMicrotask(() => this.isConnected && this.#set()); // once <time> is changed too
  }

  #set() {
    // The offset is left off, so that the hours are those of the server's wall.
    const now = Date.parse((this.dataset.now ?? "").replace(/[+-]\d\d:\d\d$/, "Z"));
    this.#ahead = now - Date.now();
    this.#tick();
  }

  #tick() {
    const time = this.querySelector("time");
    if (!time || Number.isNaN(this.#ahead)) return;
    const at = new Date(Date.now() + this.#ahead).toISOString();
    const [text] = HOUR_AND_MINUTE.exec(at) ?? [""];
    if (time.textContent !== text) time.textContent = text;
  }
}

customElements.define("time-of-day", TimeOfDay);
