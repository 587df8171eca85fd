import { VoteForm } from "#elements/vote-form.js";

/**
 * <rest-form meeting="7" subject="meeting" event="rest" data-some="{count} of {all}" data-none="…">
 *   <form …> checkboxes named "item_ids" </form>
 * </rest-form>
 *
 * No objection to all that stays ticked, with one press; seen through by the outbox as one deed.
 */
class RestForm extends VoteForm {
  get key() {
    return `rest:${this.about}`;
  }

  /** The items that stay ticked. @returns {string[]} */
  get #ticked() {
    const boxes = this.querySelectorAll("input[name=item_ids]:checked");
    return [...boxes].map((it) => /** @type {HTMLInputElement} */ (it).value);
  }

  isOvertaken() {
    return false;
  }

  /** @param {FormData} data */
  deed(data) {
    const items = this.#ticked;
    if (items.length === 0) return undefined;
    const body = new URLSearchParams({ csrf_token: String(data.get("csrf_token") ?? "") });
    for (const item of items) body.append("item_ids", item);
    return { payload: { meeting: this.about, items }, body: body.toString() };
  }

  /** Say how many of how many. */
  name() {
    const all = this.querySelectorAll("input[name=item_ids]").length;
    const count = this.#ticked.length;
    const words = (count ? this.dataset.some : this.dataset.none) ?? "";
    const said = words.replace("{count}", String(count)).replace("{all}", String(all));
    this.write("[data-chosen]", said);
    this.querySelector("button[type=submit]")?.toggleAttribute("disabled", count === 0);
  }
}

customElements.define("rest-form", RestForm);
