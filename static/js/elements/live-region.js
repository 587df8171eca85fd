import { fetchFragment, morph } from "#lib/html.js";
import { updating, watch } from "#lib/live.js";

const REST_MS = 1000; // however fast things happen, look once a second
const NO_LONGER = new Set([403, 404, 410]);

/**
 * <live-region topics="ballot:12 room:3" seqs="3 7" src="/ballots/12/panel">…</live-region>
 *
 * A part of the page kept up to date: when one of its topics has moved past what is shown, it
 * asks the server for `src` again, as this person, and morphs the answer in. One request at a
 * time; what comes meanwhile causes exactly one more.
 */
export class LiveRegion extends HTMLElement {
  static observedAttributes = ["topics", "seqs"];

  /** How often each topic had moved when what is shown was drawn. @type {Map<string, number>} */
  #shown = new Map();
  /** @type {Map<string, number>} */
  #latest = new Map();
  /** @type {(() => void)[]} */
  #unwatch = [];
  /** @type {number | undefined} */
  #timer;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #looking = false;

  connectedCallback() {
    const seqs = (this.getAttribute("seqs") ?? "").split(/\s+/).map(Number);
    const topics = (this.getAttribute("topics") ?? "").split(/\s+/).filter(Boolean);
    this.#shown = new Map(topics.map((topic, place) => [topic, seqs[place] || 0]));
    this.#unwatch = topics.map((topic) =>
      watch(topic, this.#shown.get(topic) ?? 0, (seq) => {
        this.#latest.set(topic, seq);
        this.#lookIfStale();
      }),
    );
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const unwatch of this.#unwatch) unwatch();
  }

  /** @param {string} _name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(_name, before, now) {
    if (before === null || before === now || !this.isConnected) return;
    this.disconnectedCallback();
    this.connectedCallback();
  }

  /** Put in what the server has answered to a deed done here. @param {string} html */
  show(html) {
    morph(this, html);
  }

  get #stale() {
    return [...this.#latest].some(([topic, seq]) => seq > (this.#shown.get(topic) ?? 0));
  }

  #lookIfStale() {
    if (!this.#stale || this.#looking) return;
    const rest = this.#lookedAt + REST_MS - performance.now();
    this.#timer ??= setTimeout(() => this.#look(), Math.max(0, rest));
  }

  async #look() {
    this.#timer = undefined;
    this.#looking = true;
    this.#lookedAt = performance.now();
    const asOf = new Map(this.#latest);
    try {
      const reply = await updating(fetchFragment(this.getAttribute("src") ?? location.href));
      if (reply.redirected) return location.reload(); // signed out, or locked
      if (reply.ok || NO_LONGER.has(reply.status)) {
        this.show(await reply.text());
        this.#shown = asOf;
      }
    } catch {
      return; // no network: the next connection tells the numbers again, and we look again
    } finally {
      this.#looking = false;
    }
    this.#lookIfStale();
  }
}

customElements.define("live-region", LiveRegion);
