import { isFollowed, unsettled } from "#lib/outbox.js";

const PATIENCE_MS = 1_500;

/**
 * <unsent-strip hidden><p><span data-when="one">…</span><span data-when="many">…</span> <a href="/">…</a></p></unsent-strip>
 *
 * Says on whatever page one is that something sent here has not arrived, and leads back to where
 * it was done. What the page itself tells of is not said twice.
 */
class UnsentStrip extends HTMLElement {
  /** @type {number | undefined} */
  #timer;

  connectedCallback() {
    document.addEventListener("outbox", this);
    this.#plan(0);
  }

  disconnectedCallback() {
    document.removeEventListener("outbox", this);
    clearTimeout(this.#timer);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { news } = /** @type {CustomEvent} */ (event).detail;
    // What is answered at once was never late.
    this.#plan(news.trying === undefined ? 0 : PATIENCE_MS);
  }

  /** @param {number} within milliseconds */
  #plan(within) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), within);
  }

  async #look() {
    const left = (await unsettled()).filter(({ key }) => !isFollowed(key));
    const votes = left.filter(({ event }) => event?.startsWith("cast"));
    for (const words of this.querySelectorAll("[data-when]"))
      words.toggleAttribute(
        "hidden",
        (words.getAttribute("data-when") === "vote") !== votes.length > 0,
      );
    const page = (votes[0] ?? left[0])?.page;
    const link = this.querySelector("a");
    if (link && page) link.href = page;
    this.toggleAttribute("hidden", left.length === 0);
  }
}

customElements.define("unsent-strip", UnsentStrip);
