import * as outbox from "#lib/outbox.js";
import { clock } from "#lib/say.js";

/**
 * <vote-form ballot="12" seq="2" event="cast"><form method="post" action="…">…</form></vote-form>
 *
 * A vote, or anything else that must be known to have arrived. `subject` names the attribute that
 * says what it is about ("ballot" unless told otherwise); `seq` is the number of the next deed.
 * The words for every state stand in the markup as [data-when]; `data-state` is one of resting,
 * choosing, sending, trying, recorded, refused. Nothing says recorded before the receipt is here.
 */
class VoteForm extends HTMLElement {
  #used = 0;
  /** @type {(() => void) | undefined} */
  #unfollow;

  #subject = this.getAttribute("subject") ?? "ballot";
  #about = this.getAttribute(this.#subject);
  #key = `${this.#subject}:${this.#about}`;

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("input", this);
    this.#become("resting");
    this.#unfollow = outbox.follow(this.#key, (news) => this.#hear(news));
    this.#name();
  }

  disconnectedCallback() {
    this.#unfollow?.();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "submit") {
      event.preventDefault();
      this.#cast();
    } else {
      this.#become("choosing");
      this.#name();
    }
  }

  #cast() {
    const data = new FormData(this.#form);
    const seq = Math.max(Number(this.getAttribute("seq")), this.#used + 1);
    this.#used = seq;
    data.set("seq", String(seq));
    const body = new URLSearchParams(/** @type {any} */ (data)).toString();
    data.delete("csrf_token");
    outbox.submit({
      key: this.#key,
      event: this.getAttribute("event") ?? "cast",
      payload: { ...Object.fromEntries(data), [this.#subject]: this.#about, seq },
      url: this.#form.action,
      body,
    });
  }

  /** @param {outbox.News} news */
  #hear(news) {
    if (news.trying !== undefined) return this.#become(news.trying ? "trying" : "sending");
    if (news.ok) {
      this.#write("[data-receipt]", news.receipt ?? "");
      this.#write("[data-at]", clock(news.at ?? Date.now(), true));
      this.#settle();
    } else this.#write("[data-sentence]", news.sentence ?? "");
    this.#become(news.ok ? "recorded" : "refused");
  }

  /** What stands in the form is what the server holds: nothing is half typed any more. */
  #settle() {
    for (const control of this.#form.elements) {
      if (control instanceof HTMLInputElement) control.defaultChecked = control.checked;
      if (control instanceof HTMLTextAreaElement) control.defaultValue = control.value;
    }
    this.#form.dispatchEvent(new Event("sent", { bubbles: true }));
  }

  #become(/** @type {string} */ state) {
    this.dataset.state = state;
  }

  /** Let the confirmation name what was chosen. */
  #name() {
    const chosen = [...this.querySelectorAll("input:checked")].map((it) => it.closest("label"));
    this.#write("[data-chosen]", chosen.map((it) => it?.textContent?.trim() ?? "").join(" · "));
  }

  /** @param {string} where @param {string} text */
  #write(where, text) {
    for (const place of this.querySelectorAll(where)) place.textContent = text;
  }
}

customElements.define("vote-form", VoteForm);
