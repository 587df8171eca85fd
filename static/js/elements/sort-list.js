import { Carried } from "#lib/carried.js";
import { token } from "#lib/here.js";
import { fetchFragment, morph } from "#lib/html.js";

/** @typedef {"lifted" | "at" | "dropped" | "back" | "failed"} Said */

const GRIP = ".slot__grip";
/** Heard by the document: what is moved within it loses the pointer. */
const POINTING = ["pointermove", "pointerup", "pointercancel"];

/**
 * <sort-list data-lifted="…{title}…" data-at="…" data-dropped="…" data-back="…" data-failed="…">
 *   <ol data-group="discuss"><li data-item="ID"><button class="slot__grip">…
 *
 * Puts what the server listed in order: by the grip with pen, finger or mouse, or by keyboard
 * (space lifts and drops, arrows move, Escape puts back), across groups too. What was dropped is
 * sent, then the list is drawn as the server has it. The forms of its arrows are sent in place.
 */
class SortList extends HTMLElement {
  /** @type {Carried | null} */
  #carried = null;

  connectedCallback() {
    for (const kind of ["pointerdown", "keydown", "submit"]) this.addEventListener(kind, this);
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof PointerEvent) return this.#point(event);
    if (event instanceof KeyboardEvent) return this.#press(event);
    const form = event.target;
    if (!(form instanceof HTMLFormElement)) return;
    event.preventDefault();
    this.#send(form.action, new FormData(form));
  }

  /** @param {PointerEvent} event */
  #point(event) {
    if (event.type === "pointermove") return this.#carried?.hover(event.clientX, event.clientY);
    if (event.type === "pointerup") return this.#drop();
    if (event.type === "pointercancel") return this.#putBack();
    const grip = event.target instanceof Element && event.target.closest(GRIP);
    if (!grip || event.button !== 0) return;
    event.preventDefault(); // no text is marked on the way
    this.#lift(grip);
    for (const kind of POINTING) document.addEventListener(kind, this);
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const grip = event.target instanceof HTMLElement && event.target.closest(GRIP);
    if (!(grip instanceof HTMLElement)) return;
    if (event.key === " ") {
      event.preventDefault();
      if (this.#carried) this.#drop();
      else this.#lift(grip);
    } else if (this.#carried && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      this.#carried.step(event.key === "ArrowDown");
      grip.focus();
      this.#say("at");
    } else if (event.key === "Escape" || event.key === "Tab") this.#putBack();
  }

  /** Nothing is drawn anew under a hand. @param {Element} grip */
  #lift(grip) {
    this.#carried?.putBack();
    this.#carried = new Carried(/** @type {HTMLElement} */ (grip.closest("[data-item]")), this);
    this.toggleAttribute("data-keep", true);
    this.#say("lifted");
  }

  #drop() {
    const carried = this.#carried;
    if (!carried?.hasMoved) return this.#putBack();
    this.#say("dropped");
    carried.letGo();
    this.#letGo();
    this.#send(`/items/${carried.row.dataset.item}/place`, carried.spot);
  }

  #putBack() {
    if (!this.#carried) return;
    this.#say("back");
    this.#carried.putBack();
    this.#letGo();
    this.#draw(); // what moved meanwhile was not shown
  }

  #letGo() {
    for (const kind of POINTING) document.removeEventListener(kind, this);
    this.toggleAttribute("data-keep", false);
    this.#carried = null;
  }

  /** @param {string} url @param {FormData} body */
  async #send(url, body) {
    const headers = { "X-CSRFToken": token() };
    const sent = fetchFragment(url, { method: "POST", body, headers });
    const ok = await sent.then((reply) => reply.ok).catch(() => false);
    if (!ok) this.#say("failed");
    await this.#draw();
  }

  async #draw() {
    const region = this.closest("live-region");
    const reply = await fetchFragment(region?.getAttribute("src") ?? "").catch(() => undefined);
    if (reply?.redirected) return location.reload(); // signed out, or locked
    // Without a network the next connection draws it.
    if (region && reply?.ok && !this.#carried) morph(region, await reply.text());
  }

  /** @param {Said} what */
  #say(what) {
    const words = this.#carried?.words ?? {};
    const said = (this.dataset[what] ?? "").replace(/\{(\w+)\}/g, (_, name) => words[name] ?? "");
    this.querySelector("[data-said]")?.replaceChildren(said);
  }
}

customElements.define("sort-list", SortList);
