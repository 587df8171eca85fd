import { updating } from "#lib/connection.js";
import { fetchFragment } from "#lib/html.js";
import { watch } from "#lib/live.js";

const NO_LONGER = new Set([403, 404, 410]);
const SOON_MS = 1000;
const LONGEST_MS = 2 ** 31 - 1;

/**
 * <leave-when-closed topics="item:12" seqs="3" src="/items/12/still-open" href="/meetings/3">
 *
 * A page that is shown only to those who may see it: when one of its topics moves, or its time is
 * up (`until`), it asks whether it is still open to this person, and leaves for `href` when not.
 */
export class LeaveWhenClosed extends HTMLElement {
  /** @type {(() => void)[]} */
  #unwatch = [];
  /** @type {number | undefined} */
  #timer;
  /** @type {number | undefined} */
  #round;
  #asking = false;
  #again = false;

  connectedCallback() {
    const seqs = (this.getAttribute("seqs") ?? "").split(/\s+/).map(Number);
    const topics = (this.getAttribute("topics") ?? "").split(/\s+/).filter(Boolean);
    const seen = new Map(topics.map((topic, place) => [topic, seqs[place] || 0]));
    this.#unwatch = topics.map((topic) =>
      watch(topic, seen.get(topic) ?? 0, (seq) => {
        if (seq <= (seen.get(topic) ?? 0)) return;
        seen.set(topic, seq);
        this.#ask();
      }),
    );
    this.#waitForTheEnd();
    this.#goRound();
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    clearInterval(this.#round);
    for (const unwatch of this.#unwatch) unwatch();
  }

  /** Time is measured from the server's own clock, as it stood when the page was drawn. */
  #waitForTheEnd() {
    const { now, until } = this.dataset;
    if (!now || !until) return;
    const left = Date.parse(until) - Date.parse(now) + SOON_MS;
    this.#timer = setTimeout(() => this.#ask(), Math.min(Math.max(left, SOON_MS), LONGEST_MS));
  }

  /** Whoever may watch nothing else loses the topic together with the thing, and hears no more. */
  #goRound() {
    const seconds = Number(this.dataset.every);
    if (!seconds) return;
    const look = () => document.visibilityState === "visible" && this.#ask();
    this.#round = setInterval(look, seconds * SOON_MS);
  }

  async #ask() {
    this.#again = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    try {
      const reply = await updating(fetchFragment(this.getAttribute("src") ?? location.href));
      if (reply.redirected) return location.reload(); // signed out, or locked
      if (NO_LONGER.has(reply.status)) location.replace(this.getAttribute("href") ?? "/");
    } catch {
      // No network: the next connection tells the numbers again, and we ask again.
    } finally {
      this.#asking = false;
    }
    if (this.#again) this.#ask();
  }
}

customElements.define("leave-when-closed", LeaveWhenClosed);
