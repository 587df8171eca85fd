import { tellBehind } from "#lib/connection.js";
import { fetchFragment, morph } from "#lib/html.js";
import { watch } from "#lib/live.js";
import { Standing } from "#lib/standing.js";

/** However fast things happen, look twice in two seconds: what follows at once is seen at once, and no more than that. */
const SPAN_MS = 2_000;
const NO_LONGER = new Set([403, 404, 410]);

/**
 * <live-region topics="ballot:12 room:3" seqs="3 7" look="open:1" src="/ballots/12/panel">…</live-region>
 *
 * A part of the page kept up to date: when one of its topics has moved past what is shown, it
 * asks the server for `src` again, as this person, and morphs the answer in. One request at a
 * time; what comes meanwhile causes exactly one more. What everybody in the room may see comes
 * with the number: it is written into [data-state="KEY"], and nothing is asked until `look` changes.
 */
export class LiveRegion extends HTMLElement {
  static observedAttributes = ["topics", "seqs", "look"];

  #standing = new Standing();
  /** @type {(() => void)[]} */
  #unwatch = [];
  /** @type {number | undefined} */
  #timer;
  /** When it looked last, and when before that. */
  #lookedAt = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  #looking = false;

  connectedCallback() {
    this.#draw();
    this.#unwatch = this.#words("topics").map((topic) =>
      watch(topic, this.#standing.seenOf(topic), (seq, state) => {
        this.#standing.hear(topic, seq, state);
        if (state) this.#fill(state);
        this.#lookIfStale();
      }),
    );
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    tellBehind(this, false);
    for (const unwatch of this.#unwatch) unwatch();
  }

  /** @param {string} name @param {string | null} before @param {string | null} now */
  attributeChangedCallback(name, before, now) {
    if (before === null || before === now || !this.isConnected) return;
    if (name !== "topics") return this.#draw(); // drawn anew by the region around it
    this.disconnectedCallback();
    this.connectedCallback();
  }

  #words = (/** @type {string} */ name) =>
    (this.getAttribute(name) ?? "").split(/\s+/).filter(Boolean);

  #draw() {
    const seqs = this.#words("seqs").map(Number);
    this.#standing.draw(this.#words("topics"), seqs, this.getAttribute("look"));
  }

  /** @param {Record<string, unknown>} state */
  #fill(state) {
    for (const place of this.querySelectorAll("[data-state]")) {
      const value = state[place.getAttribute("data-state") ?? ""];
      if (value === undefined || place.closest("live-region") !== this) continue;
      if (place instanceof HTMLProgressElement) place.value = Number(value);
      else place.textContent = String(value);
    }
  }

  #lookIfStale() {
    if (!this.isConnected) return;
    tellBehind(this, this.#standing.isStale);
    if (!this.#standing.isStale || this.#looking) return;
    const rest = this.#lookedAt[1] + SPAN_MS - performance.now();
    this.#timer ??= setTimeout(() => this.#look(), Math.max(0, rest));
  }

  async #look() {
    this.#timer = undefined;
    this.#looking = true;
    this.#lookedAt = [performance.now(), this.#lookedAt[0]];
    const drawn = this.#standing.fetch();
    try {
      const reply = await fetchFragment(this.getAttribute("src") ?? location.href);
      if (reply.redirected) return location.reload(); // signed out, or locked
      if (!reply.ok && !NO_LONGER.has(reply.status)) return;
      morph(this, await reply.text());
      drawn().forEach((state) => void this.#fill(state));
    } catch {
      return; // no network: the next connection tells the numbers again, and we look again
    } finally {
      this.#looking = false;
    }
    this.#lookIfStale();
  }
}

customElements.define("live-region", LiveRegion);
