import { fetchFragment, morph } from "#lib/html.js";

/**
 * <async-form><form data-target="#panel">…</form></async-form>
 *
 * Sends a form in place. The answer takes the place of `data-target`, or of the nearest live
 * region. What was wrong (422) is shown beside the fields; any other no goes to [data-answer];
 * [data-offline] says that nothing was sent.
 */
class AsyncForm extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", this);
  }

  /** @param {Event} event */
  async handleEvent(event) {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || event.defaultPrevented) return;
    event.preventDefault();
    const { submitter } = /** @type {SubmitEvent} */ (event);
    const body = new FormData(form, submitter);
    this.#say(false);
    submitter?.setAttribute("aria-disabled", "true");
    try {
      const action = submitter?.getAttribute("formaction") ?? form.action;
      await this.#take(form, await fetchFragment(action, { method: "POST", body }));
    } catch {
      this.#say(true);
    } finally {
      submitter?.removeAttribute("aria-disabled");
    }
  }

  /** @param {HTMLFormElement} form @param {Response} reply */
  async #take(form, reply) {
    if (reply.redirected) return location.assign(reply.url);
    const html = await reply.text();
    if (reply.ok) {
      form.dispatchEvent(new Event("sent", { bubbles: true }));
      form.reset();
    }
    const target = reply.ok || reply.status === 422 ? this.#target(form) : this.#answer(form);
    if (html) morph(target, html);
    if (!reply.ok) {
      const errors = target.querySelector(".errors");
      if (errors instanceof HTMLElement) errors.focus();
    }
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

  /** @param {boolean} offline */
  #say(offline) {
    this.querySelector("[data-offline]")?.toggleAttribute("hidden", !offline);
    this.querySelector("[data-answer]")?.replaceChildren();
  }
}

customElements.define("async-form", AsyncForm);
