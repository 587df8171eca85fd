import { connect } from "#lib/live.js";
import { clock } from "#lib/say.js";

/**
 * <connection-bar><span data-when="online">…</span>…<span data-when="offline">… <time data-since></time></span></connection-bar>
 *
 * Says in words how the line to the server is. The words are the server's; the style sheet shows
 * those that hold; only the time of the loss is written here.
 */
class ConnectionBar extends HTMLElement {
  connectedCallback() {
    document.addEventListener("connection", this);
    connect();
  }

  disconnectedCallback() {
    document.removeEventListener("connection", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    const { since } = /** @type {CustomEvent} */ (event).detail;
    const time = this.querySelector("[data-since]");
    if (time && since) time.textContent = clock(since);
  }
}

customElements.define("connection-bar", ConnectionBar);
