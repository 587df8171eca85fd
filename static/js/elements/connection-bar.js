import { connect } from "#lib/live.js";
import { clock } from "#lib/say.js";

/**
 * <connection-bar><span data-when="online">…</span>…<span data-when="offline">… <time data-since></time></span>
 * <span role="status" data-said></span></connection-bar>
 *
 * Says in words how the line to the server is. The words are the server's; the style sheet shows
 * those that hold; the time of the loss is written here. Whoever listens hears that the line is
 * lost and what comes after; that a part of the page is brought up to date would be said too often.
 */
class ConnectionBar extends HTMLElement {
  #isNews = false;

  connectedCallback() {
    document.addEventListener("connection", this);
    connect();
  }

  disconnectedCallback() {
    document.removeEventListener("connection", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { state, since } = /** @type {CustomEvent} */ (event).detail;
    const time = this.querySelector("[data-since]");
    if (time && since) time.textContent = clock(since);
    if (state === "updating") return;
    const wasNews = this.#isNews;
    this.#isNews = state !== "online";
    if (this.#isNews || wasNews) this.#say(state);
  }

  /** @param {string} state */
  #say(state) {
    const words = this.querySelector(`[data-when="${state}"]`)?.textContent ?? "";
    const said = this.querySelector("[data-said]");
    if (said) said.textContent = words.trim();
  }
}

customElements.define("connection-bar", ConnectionBar);
