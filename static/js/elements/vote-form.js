import * as outbox from "#lib/outbox.js";
import { clock } from "#lib/say.js";

/**
 * <vote-form ballot="12" seq="2" event="cast"><form method="post" action="…">…</form></vote-form>
 * <vote-form settled="12">…</vote-form>
 *
 * A vote, or anything else that must be known to have arrived. `subject` names the attribute that
 * says what it is about ("ballot" unless told otherwise); `seq` is the number of the next deed.
 * `prepared` says that what stands in it was chosen for them, and waits for their word.
 * The words for every state stand in the markup as [data-when]; `data-state` is one of resting,
 * choosing, sending, trying, recorded, refused. Nothing says recorded before the receipt is here.
 *
 * Once no more can be sent the form is gone and `settled` says what it was about: a deed that is
 * still on its way is heard of to its end.
 */
export class VoteForm extends HTMLElement {
  #used = 0;
  /** @type {(() => void) | undefined} */
  #unfollow;

  #subject = this.getAttribute("subject") ?? "ballot";

  get about() {
    return this.getAttribute(this.#subject) ?? this.getAttribute("settled") ?? "";
  }

  /** What the outbox knows the deed by: one at a time for each. */
  get key() {
    return `${this.#subject}:${this.about}`;
  }

  get form() {
    return this.querySelector("form");
  }

  connectedCallback() {
    this.addEventListener("submit", this);
    this.addEventListener("input", this);
    this.addEventListener("stopped", this);
    document.addEventListener("morphed", this);
    this.dataset.state ??= this.hasAttribute("prepared") ? "choosing" : "resting";
    this.#unfollow = outbox.follow(this.key, (news) => this.#hear(news));
    this.name();
  }

  disconnectedCallback() {
    document.removeEventListener("morphed", this);
    this.#unfollow?.();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "morphed") {
      // Another device of theirs has voted since: the page says so, and this one's receipt is of the past.
      if (this.dataset.state === "recorded" && this.isOvertaken()) this.#become("resting");
      return this.name(); // what may be sent may be another now
    }
    if (event.type === "stopped") return this.name(); // as above
    if (event.type === "submit") {
      event.preventDefault();
      this.#cast();
    } else {
      this.chosen(event);
      this.#become(this.isChanged() ? "choosing" : "resting");
      this.name();
    }
  }

  /** Whether something stands here that was not sent yet. */
  isChanged() {
    return true;
  }

  /** Whether what was last sent from here is no longer what the server holds. */
  isOvertaken() {
    return Number(this.getAttribute("seq")) > this.#used + 1;
  }

  /** Something was chosen or typed. @param {Event} _event */
  chosen(_event) {}

  #cast() {
    const form = this.form;
    const deed = form && this.deed(new FormData(form));
    if (!deed) return;
    const event = this.getAttribute("event") ?? "cast";
    outbox.submit({ key: this.key, event, url: form.action, ...deed });
  }

  /**
   * What the socket carries, and what is posted where there is none.
   * @param {FormData} data
   * @returns {{ payload: Record<string, unknown>, body: string } | undefined} nothing, if nothing is to be sent
   */
  deed(data) {
    const seq = Math.max(Number(this.getAttribute("seq")), this.#used + 1);
    this.#used = seq;
    data.set("seq", String(seq));
    const body = new URLSearchParams(/** @type {any} */ (data)).toString();
    for (const ofTheForm of ["csrf_token", "once"]) data.delete(ofTheForm);
    return { payload: { ...Object.fromEntries(data), [this.#subject]: this.about, seq }, body };
  }

  /** @param {outbox.News} news */
  #hear(news) {
    if (news.trying !== undefined) return this.#become(news.trying ? "trying" : "sending");
    if (news.ok) {
      this.write("[data-receipt]", this.receipts(news));
      this.write("[data-at]", clock(this.moment(news) ?? Date.now(), true));
      this.#used ||= Number(this.getAttribute("seq")); // an earlier page sent it
      this.#settle();
      this.#forgetOlder(this.receipts(news));
    } else this.write("[data-sentence]", news.sentence ?? "");
    this.#become(news.ok ? "recorded" : "refused");
  }

  /** @param {outbox.News} news */
  receipts(news) {
    return news.receipt ?? "";
  }

  /** @param {outbox.News} news */
  moment(news) {
    return news.at;
  }

  /** What stands in the form is what the server holds: nothing is half typed any more. */
  #settle() {
    for (const control of this.form?.elements ?? []) {
      if (control instanceof HTMLInputElement) control.defaultChecked = control.checked;
      if (control instanceof HTMLTextAreaElement) control.defaultValue = control.value;
    }
    this.form?.dispatchEvent(new Event("sent", { bubbles: true }));
  }

  /** What the page says of the vote before this one holds no more, also if the network is gone before it is drawn anew. @param {string} receipt */
  #forgetOlder(receipt) {
    const mine = this.querySelector(":scope > form > .vote__mine");
    if (!mine?.textContent?.includes(receipt)) mine?.remove();
  }

  #become(/** @type {string} */ state) {
    this.dataset.state = state;
  }

  /** Let the confirmation name what was chosen. */
  name() {
    const chosen = [...this.querySelectorAll("input:checked")].map((it) => it.closest("label"));
    this.write("[data-chosen]", chosen.map((it) => it?.textContent?.trim() ?? "").join(" · "));
  }

  /** @param {string} where @param {string} text */
  write(where, text) {
    for (const place of this.querySelectorAll(where)) place.textContent = text;
  }
}

customElements.define("vote-form", VoteForm);
