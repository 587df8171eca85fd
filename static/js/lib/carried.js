/** A row that somebody carries to another place of a list, or of a list beside it. */

const within = { block: /** @type {ScrollLogicalPosition} */ ("nearest") };

export class Carried {
  /** Where it was lifted from. */
  #from;
  #lists;

  /** @param {HTMLElement} row @param {Element} root whose [data-group] are its lists */
  constructor(row, root) {
    this.row = row;
    this.#from = { list: /** @type {ParentNode} */ (row.parentNode), next: row.nextSibling };
    this.#lists = [...root.querySelectorAll("[data-group]")];
    this.#mark(true);
  }

  get hasMoved() {
    return this.row.parentNode !== this.#from.list || this.row.nextSibling !== this.#from.next;
  }

  /** Go where a pointer is: past a row beyond whose middle it stands, or into the list it is over. */
  hover(/** @type {number} */ x, /** @type {number} */ y) {
    const under = document.elementFromPoint(x, y);
    const row = under?.closest(".slot");
    const list = under?.closest(".part")?.querySelector("[data-group]");
    if (!list || !this.#lists.includes(list) || row === this.row) return;
    if (row) {
      const { top, height } = row.getBoundingClientRect();
      row[y < top + height / 2 ? "before" : "after"](this.row);
    } else if (list !== this.row.parentNode) {
      list[y < list.getBoundingClientRect().top ? "prepend" : "append"](this.row);
    }
    this.row.scrollIntoView(within);
  }

  /** @param {boolean} down */
  step(down) {
    const beside = down ? this.row.nextElementSibling : this.row.previousElementSibling;
    if (beside) beside[down ? "after" : "before"](this.row);
    else {
      const at = this.#lists.indexOf(/** @type {Element} */ (this.row.parentNode));
      this.#lists[at + (down ? 1 : -1)]?.[down ? "prepend" : "append"](this.row);
    }
    this.row.scrollIntoView(within);
  }

  /** Said by its neighbours: what somebody else moves meanwhile stays moved. */
  get spot() {
    const body = new FormData();
    const [above, below] = [this.row.previousElementSibling, this.row.nextElementSibling];
    body.set("group", this.row.parentElement?.dataset.group ?? "");
    body.set("after", above instanceof HTMLElement ? (above.dataset.item ?? "") : "");
    body.set("before", below instanceof HTMLElement ? (below.dataset.item ?? "") : "");
    return body;
  }

  /** What is said of it, and where it is. @returns {Record<string, string>} */
  get words() {
    const rows = [...(this.row.parentElement?.children ?? [])];
    return {
      title: this.row.querySelector("[data-title]")?.textContent ?? "",
      group: this.row.closest(".part")?.querySelector("[data-name]")?.textContent ?? "",
      place: String(rows.indexOf(this.row) + 1),
      of: String(rows.length),
    };
  }

  putBack() {
    this.#from.list.insertBefore(this.row, this.#from.next);
    this.letGo();
    this.row.querySelector("button")?.focus();
  }

  letGo() {
    this.#mark(false);
  }

  /** @param {boolean} on */
  #mark(on) {
    this.row.toggleAttribute("data-held", on);
    this.row.querySelector("button")?.setAttribute("aria-pressed", String(on));
  }
}
