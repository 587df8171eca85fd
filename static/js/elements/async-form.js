import { fetchFragment, morph } from "#lib/html.js";
import { soon } from "#lib/live.js";
import * as outbox from "#lib/outbox.js";

const hex = (/** @type {number} */ byte) => byte.toString(16).padStart(2, "0");
/** The key under which a form is done once: what is sent after an answer is another deed. */
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), hex).join("");

/**
 * <async-form><form data-target="#panel">…</form></async-form>
 *
 * Sends a form in place. The answer takes the place of `data-target`, or of the nearest live
 * region. What was wrong (422) is shown beside the fields; any other no goes to [data-answer];
 * [data-offline] says that nothing was sent. With `data-deed` the outbox sees it through instead,
 * as the message of that name; [data-trying] says while it has not arrived. A details[data-folds]
 * around it folds once it is sent.
 */
class AsyncForm extends HTMLElement {
  /** @type {(() => void) | undefined} */
  #unfollow;

  connectedCallback() {
    this.addEventListener("submit", this);
    const { key } = this.querySelector("form")?.dataset ?? {};
    if (key) this.#unfollow = outbox.follow(key, (news) => this.#hear(news));
  }

  disconnectedCallback() {
    this.#unfollow?.();
  }

  /** @param {Event} event */
  async handleEvent(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    event.preventDefault();
    const { submitter } = /** @type {SubmitEvent} */ (event);
    const body = new FormData(form, submitter);
    this.#say("offline", false);
    if (form.dataset.deed) return this.#entrust(form, body);
    submitter?.setAttribute("aria-disabled", "true");
    try {
      const action = submitter?.getAttribute("formaction") ?? form.action;
      await this.#take(form, await fetchFragment(action, { method: "POST", body }));
    } catch {
      this.#say("offline", true);
    } finally {
      submitter?.removeAttribute("aria-disabled");
    }
  }

  /** @param {HTMLFormElement} form @param {FormData} data */
  #entrust({ action, dataset: { key = "", deed = "", about = "{}" } }, data) {
    const body = new URLSearchParams(/** @type {any} */ (data)).toString();
    const payload = { ...Object.fromEntries(data), ...JSON.parse(about) };
    outbox.submit({ key, event: deed, payload, url: action, body });
  }

  /** @param {outbox.News} news */
  #hear(news) {
    this.#say("trying", (news.trying ?? 0) > 0);
    if (news.sentence) this.querySelector("[data-answer]")?.replaceChildren(news.sentence);
  }

  /** @param {HTMLFormElement} form @param {Response} reply */
  async #take(form, reply) {
    if (reply.redirected) return location.assign(reply.url);
    const html = await reply.text();
    const sentAgain = reply.status === 422 && html.includes("<form");
    if (reply.ok) this.#sent(form);
    const target = reply.ok || sentAgain ? this.#target(form) : this.#answer(form);
    if (html) morph(target, html);
    const errors = reply.ok ? null : target.querySelector(".errors");
    if (errors instanceof HTMLElement) errors.focus();
  }

  /** @param {HTMLFormElement} form */
  #sent(form) {
    form.dispatchEvent(new Event("sent", { bubbles: true }));
    form.closest("details[data-folds]")?.removeAttribute("open");
    form.reset();
    form.querySelector("[name=once]")?.setAttribute("value", newKey());
    soon();
  }

  /** @param {HTMLFormElement} form @returns {Element} */
  #target(form) {
    const named = form.dataset.target && document.querySelector(form.dataset.target);
    return named || this.closest("live-region") || this;
  }

  /** @param {HTMLFormElement} form */
  #answer(form) {
    return this.querySelector("[data-answer]") ?? this.#target(form);
  }

  /** @param {"offline" | "trying"} what @param {boolean} holds */
  #say(what, holds) {
    this.querySelector(`[data-${what}]`)?.toggleAttribute("hidden", !holds);
    this.querySelector("[data-answer]")?.replaceChildren();
  }
}

customElements.define("async-form", AsyncForm);
