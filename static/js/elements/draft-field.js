import * as drafts from "#lib/drafts.js";
import { clock } from "#lib/say.js";

const PAUSE_MS = 300;

/**
 * <draft-field key="opinion:12"><label>…<textarea>…</textarea> <p><span data-when="kept" hidden>…<time></time></span>…</p></draft-field>
 *
 * Keeps what is typed on the device until its form is sent, and puts it back after a reload.
 */
class DraftField extends HTMLElement {
  /** @type {HTMLTextAreaElement | HTMLInputElement | null} */
  #field = null;
  /** @type {HTMLFormElement | null} */
  #form = null;
  /** @type {number | undefined} */
  #timer;

  get #key() {
    return this.getAttribute("key") ?? "";
  }

  async connectedCallback() {
    this.#field = this.querySelector("textarea, input");
    this.#form = this.closest("form");
    this.#field?.addEventListener("input", this);
    this.#form?.addEventListener("sent", this);
    const draft = await drafts.find(this.#key).catch(() => undefined);
    if (!draft || !this.#field || this.#field.value !== this.#field.defaultValue) return;
    if (draft.text === this.#field.value) return;
    this.#field.value = draft.text;
    this.#say("restored", draft.at);
  }

  disconnectedCallback() {
    clearTimeout(this.#timer);
    this.#form?.removeEventListener("sent", this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    clearTimeout(this.#timer);
    if (event.type === "sent") drafts.forget(this.#key);
    else this.#timer = setTimeout(() => this.#keep(), PAUSE_MS);
  }

  async #keep() {
    if (!this.#field) return;
    const draft = await drafts.keep(this.#key, this.#field.value);
    this.#say("kept", draft.at);
  }

  /** @param {string} which @param {number} at */
  #say(which, at) {
    for (const words of this.querySelectorAll("[data-when]")) {
      const holds = words.getAttribute("data-when") === which;
      words.toggleAttribute("hidden", !holds);
      const time = words.querySelector("time");
      if (holds && time) time.textContent = clock(at);
    }
  }
}

customElements.define("draft-field", DraftField);
