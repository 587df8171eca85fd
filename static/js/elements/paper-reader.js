import { asked } from "#lib/keys.js";
import { Pages } from "#lib/pages.js";
import { keeper } from "#lib/place.js";

/**
 * <paper-reader src page pages label worker folder>
 *
 * A PDF under a bar of buttons ([data-act]). A page is named alike everywhere: "1.1 · tr. 3/12".
 * `data-state` is loading, ready or failed; the words for each stand in the markup as [data-when].
 */
class PaperReader extends HTMLElement {
  #pages = new Pages(/** @type {HTMLDivElement} */ (this.querySelector(".reader__scroll")));
  #keep = keeper(/** @type {HTMLFormElement} */ (this.querySelector(".reader__place")));

  connectedCallback() {
    this.addEventListener("click", this);
    this.addEventListener("submit", this);
    document.addEventListener("keydown", this);
    for (const news of ["turned", "drawn", "failed"]) this.#pages.addEventListener(news, this);
    this.#open();
  }

  disconnectedCallback() {
    document.removeEventListener("keydown", this);
    this.#pages.close();
  }

  /** @param {any} event */
  handleEvent(event) {
    if (event.type === "keydown") this.#do(asked(event), event);
    else if (event.type === "submit") this.#jump(event);
    else if (event.type === "click") this.#press(event);
    else if (event.type === "turned") this.#arrive(event.detail.page);
    else this.#become(event.type === "drawn" ? "ready" : "failed");
  }

  async #open() {
    this.#become("loading");
    const where = { worker: this.#told("worker"), folder: this.#told("folder") };
    const begin = { page: Number(this.#told("page")), name: this.#name.bind(this) };
    await this.#pages.open(this.#told("src"), where, begin).catch(() => this.#become("failed"));
  }

  /** @param {number} page */
  #arrive(page) {
    this.setAttribute("page", String(page)); // where a second attempt begins
    for (const place of this.querySelectorAll("[data-label]")) place.textContent = this.#name(page);
    this.querySelector("[name=to]")?.setAttribute("value", String(page));
    this.#keep(page);
  }

  /** @param {Event} event */
  #press(event) {
    const target =
      event.target instanceof Element && event.target.closest("[data-act], [data-page]");
    if (!(target instanceof HTMLElement)) return;
    if (target.dataset.page) this.#goTo(Number(target.dataset.page), event);
    else this.#do(target.dataset.act, event);
  }

  /** @param {SubmitEvent} event */
  #jump(event) {
    const form = /** @type {HTMLFormElement} */ (event.target);
    if (form.matches("[data-jump]")) this.#goTo(Number(new FormData(form).get("to")), event);
  }

  /** @param {number} page @param {Event} event */
  #goTo(page, event) {
    event.preventDefault();
    document.getElementById("reader-jump")?.hidePopover();
    this.#pages.goTo(page);
  }

  /** @param {string | undefined} act @param {Event} event */
  #do(act, event) {
    if (!act) return;
    event.preventDefault();
    if (act === "retry") this.#open();
    else this.#pages.do(act);
  }

  /** @param {"loading" | "ready" | "failed"} state */
  #become(state) {
    this.dataset.state = state;
    for (const words of this.querySelectorAll("[data-when]"))
      words.toggleAttribute("hidden", words.getAttribute("data-when") !== state);
  }

  /** @param {number} page */
  #name(page) {
    return `${this.#told("label")} · tr. ${page}/${this.#told("pages")}`;
  }

  /** @param {string} name */
  #told(name) {
    return this.getAttribute(name) ?? "";
  }
}

customElements.define("paper-reader", PaperReader);
