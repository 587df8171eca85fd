/**
 * <seat-map><table><td data-place="1-2"><input> <button hidden>…</button></td></table> <p data-say></p></seat-map>
 *
 * Seats are carried to other places by pointer or keyboard; two seats change places. What a place holds is the
 * value of its field, so without script the same table is filled in by hand.
 */
class SeatMap extends HTMLElement {
  /** @type {HTMLButtonElement | null} */ #lifted = null;
  #from = "";

  connectedCallback() {
    for (const grip of this.#grips()) {
      grip.hidden = false;
      grip.tabIndex = -1;
      this.#field(grip).tabIndex = -1;
    }
    const first = this.#grips()[0];
    if (first) first.tabIndex = 0;
    for (const help of this.querySelectorAll("[data-help]")) help.removeAttribute("hidden");
    for (const type of [
      "keydown",
      "pointerdown",
      "pointermove",
      "pointerup",
      "pointercancel",
      "input",
    ]) {
      this.addEventListener(type, this);
    }
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event.type === "input") this.#show(event.target);
    else if (event instanceof KeyboardEvent) this.#onKey(event);
    else if (event instanceof PointerEvent) this.#onPointer(event);
  }

  /** @param {KeyboardEvent} event */
  #onKey(event) {
    const target = event.target;
    if (target instanceof HTMLInputElement) {
      if (event.key !== "Enter" && event.key !== "Escape") return;
      event.preventDefault(); // Enter ends the writing of a label; it does not send the map
      this.#gripOf(target)?.focus();
      return;
    }
    if (!(target instanceof HTMLButtonElement)) return;
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[
      event.key
    ];
    if (step) this.#go(target, step[0] ?? 0, step[1] ?? 0);
    else if (event.key === " ") this.#lifted ? this.#drop(target) : this.#lift(target);
    else if (event.key === "Escape" && this.#lifted) this.#putBack();
    else if (event.key === "Enter") this.#field(target).focus();
    else if (event.key === "Delete") this.#clear(target);
    else return;
    event.preventDefault();
  }

  /** @param {PointerEvent} event */
  #onPointer(event) {
    if (event.type === "pointerdown") {
      const grip = event.target instanceof Element ? event.target.closest("button") : null;
      if (grip && this.#field(grip).value) this.#lift(grip);
      return;
    }
    if (!this.#lifted) return;
    if (event.type === "pointercancel") return this.#putBack();
    const under =
      this.getRootNode() instanceof Document
        ? document.elementFromPoint(event.clientX, event.clientY)
        : null;
    const place = under && this.contains(under) ? under.closest("td[data-place]") : null;
    for (const each of this.querySelectorAll(".is-target")) each.classList.remove("is-target");
    if (event.type === "pointermove") return place?.classList.add("is-target");
    const grip = place?.querySelector("button");
    if (!grip) return this.#putBack();
    this.#carry(grip);
    this.#drop(grip);
  }

  /** @param {HTMLButtonElement} grip @param {number} down @param {number} right */
  #go(grip, down, right) {
    const [row = 0, column = 0] = this.#placeOf(grip);
    const next = this.#gripAt(row + down, column + right);
    if (!next) return;
    if (this.#lifted) this.#carry(next);
    this.#focus(next);
    if (this.#lifted) this.#say("over", next);
  }

  /** @param {HTMLButtonElement} grip */
  #lift(grip) {
    if (!this.#field(grip).value) return this.#say("none", grip);
    this.#lifted = grip;
    this.#from = this.#cell(grip).dataset.place ?? "";
    this.#cell(grip).classList.add("is-lifted");
    this.#focus(grip);
    this.#say("lifted", grip);
  }

  /** @param {HTMLButtonElement} to The lifted seat goes there; what was there comes here. */
  #carry(to) {
    if (!this.#lifted || to === this.#lifted) return;
    const here = this.#field(this.#lifted);
    const there = this.#field(to);
    [here.value, there.value] = [there.value, here.value];
    this.#show(here);
    this.#show(there);
    this.#cell(this.#lifted).classList.remove("is-lifted");
    this.#cell(to).classList.add("is-lifted");
    this.#lifted = to;
  }

  /** @param {HTMLButtonElement} grip */
  #drop(grip) {
    this.#cell(grip).classList.remove("is-lifted");
    this.#lifted = null;
    this.#focus(grip);
    this.#say("dropped", grip);
  }

  #putBack() {
    const [row = 0, column = 0] = this.#from.split("-").map(Number);
    const home = this.#gripAt(row, column);
    if (!this.#lifted || !home) return;
    this.#carry(home);
    this.#cell(home).classList.remove("is-lifted");
    this.#lifted = null;
    this.#focus(home);
    this.#say("back", home);
  }

  /** @param {HTMLButtonElement} grip */
  #clear(grip) {
    this.#field(grip).value = "";
    this.#show(this.#field(grip));
    this.#say("none", grip);
  }

  /** @param {string} what @param {HTMLButtonElement} grip */
  #say(what, grip) {
    const line = this.querySelector("[data-say]");
    const [row, column] = this.#placeOf(grip);
    const words = line instanceof HTMLElement ? (line.dataset[what] ?? "") : "";
    const said = new Map(Object.entries({ seat: this.#field(grip).value, row, column }));
    if (line) line.textContent = words.replace(/\{(\w+)\}/g, (_, name) => String(said.get(name)));
  }

  /** @param {HTMLButtonElement} grip */
  #focus(grip) {
    for (const each of this.#grips()) each.tabIndex = each === grip ? 0 : -1;
    grip.focus();
  }

  /** @param {EventTarget | null} field A place with a label is a seat. */
  #show(field) {
    if (field instanceof HTMLInputElement)
      field.closest("td")?.classList.toggle("is-seat", field.value.trim() !== "");
  }

  #grips() {
    return /** @type {HTMLButtonElement[]} */ ([...this.querySelectorAll("td[data-place] button")]);
  }

  /** @param {number} row @param {number} column */
  #gripAt(row, column) {
    return /** @type {HTMLButtonElement | null} */ (
      this.querySelector(`td[data-place="${row}-${column}"] button`)
    );
  }

  /** @param {HTMLElement} inside */
  #cell(inside) {
    return /** @type {HTMLTableCellElement} */ (inside.closest("td"));
  }

  /** @param {HTMLElement} grip */
  #field(grip) {
    return /** @type {HTMLInputElement} */ (this.#cell(grip).querySelector("input"));
  }

  /** @param {HTMLElement} field */
  #gripOf(field) {
    return this.#cell(field).querySelector("button");
  }

  /** @param {HTMLElement} grip */
  #placeOf(grip) {
    return (this.#cell(grip).dataset.place ?? "").split("-").map(Number);
  }
}

customElements.define("seat-map", SeatMap);
