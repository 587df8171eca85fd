import { VoteForm } from "#elements/vote-form.js";

/** What takes votes: not a row that waits, nor one whose time is up. */
const OPEN = ".bloc__ask:not([inert])";

/** @typedef {{ ballot: string, label: string, seq: number, choice: HTMLInputElement, text: string, isNew: boolean }} Row */

/**
 * <bloc-form bloc="7" data-all="all {count}: {choice}" data-many="{count}: {choice}" data-one="{labels}: {choice}">
 *   <form …> radios named "all"; for each ballot a [data-ballot data-label data-seq] with its radios </form>
 * </bloc-form>
 *
 * Votes on several ballots with one press: one choice for all, or another for any of them, and one
 * confirmation that says what will be sent. Only what was changed is sent, and all of it or nothing.
 */
class BlocForm extends VoteForm {
  /** The last number used on each ballot. @type {Map<string, number>} */
  #used = new Map();

  get about() {
    return this.getAttribute("bloc") ?? "";
  }

  get key() {
    return `bloc:${this.about}`;
  }

  /** The ballots on which something is chosen and may be sent. @returns {Row[]} */
  get #rows() {
    return [...this.querySelectorAll("[data-ballot]")].flatMap((row) => {
      const { ballot = "", label = "", seq = "" } = /** @type {HTMLElement} */ (row).dataset;
      /** @type {HTMLInputElement | null} */
      const choice = row.querySelector(`${OPEN} input[type=radio]:checked:enabled`);
      if (!choice) return [];
      const field = choice.value === "other" ? row.querySelector("textarea") : null;
      const isNew =
        !choice.defaultChecked || (field !== null && field.value !== field.defaultValue);
      return [{ ballot, label, seq: Number(seq), choice, text: field?.value ?? "", isNew }];
    });
  }

  /** @param {Event} event */
  chosen(event) {
    const control = event.target;
    if (!(control instanceof HTMLInputElement) || control.type !== "radio") return;
    if (control.name === "all") this.#chooseAll(control.value);
    else this.#agreeWithAll();
  }

  /** @param {string} value */
  #chooseAll(value) {
    for (const radio of this.querySelectorAll(`${OPEN} input[type=radio]:enabled`))
      if (radio instanceof HTMLInputElement && radio.value === value) radio.checked = true;
  }

  /** "All" says what stands below it, and nothing once one of them differs. */
  #agreeWithAll() {
    const all = this.querySelectorAll("input[name=all]");
    const rows = this.querySelectorAll("[data-ballot][data-seq]");
    const values = new Set(this.#rows.map((row) => row.choice.value));
    const whole = this.#rows.length === rows.length && values.size === 1;
    for (const radio of all)
      if (radio instanceof HTMLInputElement) radio.checked = whole && values.has(radio.value);
  }

  isChanged() {
    return this.#rows.some((row) => row.isNew);
  }

  isOvertaken() {
    return this.#rows.some(({ ballot, seq }) => seq > (this.#used.get(ballot) ?? seq) + 1);
  }

  /** @param {FormData} data */
  deed(data) {
    const rows = this.#rows.filter((row) => row.isNew);
    if (rows.length === 0) return undefined;
    const body = new URLSearchParams({ csrf_token: String(data.get("csrf_token") ?? "") });
    /** @type {Record<string, { choice: string, text: string, seq: number }>} */
    const votes = {};
    for (const { ballot, choice, text, seq: next } of rows) {
      const seq = Math.max(next, (this.#used.get(ballot) ?? 0) + 1);
      this.#used.set(ballot, seq);
      votes[ballot] = { choice: choice.value, text, seq };
      body.set(`choice-${ballot}`, choice.value);
      body.set(`text-${ballot}`, text);
      body.set(`seq-${ballot}`, String(seq));
    }
    return { payload: { votes }, body: body.toString() };
  }

  /** The receipts of each, beside what they are on. @param {Record<string, any>} news */
  receipts(news) {
    const labels = new Map(this.#rows.map((row) => [row.ballot, row.label]));
    const given = Object.entries(news.receipts ?? {});
    return given.map(([ballot, it]) => `${labels.get(ballot) ?? ""}: ${it.receipt}`).join("; ");
  }

  /** @param {Record<string, any>} news @returns {string | undefined} */
  moment(news) {
    return Object.values(news.receipts ?? {})[0]?.at;
  }

  /** Say what will be sent, the most frequent choice first. */
  name() {
    const rows = this.#rows.filter((row) => row.isNew);
    const values = [...new Set(rows.map((row) => row.choice.value))];
    const groups = values.map((value) => rows.filter((row) => row.choice.value === value));
    groups.sort((one, other) => other.length - one.length);
    const said = groups.map((group, place) => this.#say(group, place, rows.length));
    this.write("[data-chosen]", said.join("; "));
  }

  /** @param {Row[]} group @param {number} place @param {number} of */
  #say(group, place, of) {
    const { all, many, one } = this.dataset;
    const open = this.querySelectorAll("[data-ballot][data-seq]").length;
    const words =
      group.length === open && open > 1
        ? all
        : place === 0 && group.length > 1 && of > 2
          ? many
          : one;
    const choice = group[0].choice.closest("label")?.textContent?.trim() ?? "";
    return (words ?? "")
      .replace("{count}", String(group.length))
      .replace("{labels}", group.map((row) => row.label).join(", "))
      .replace("{choice}", choice.toLocaleLowerCase(document.documentElement.lang));
  }
}

customElements.define("bloc-form", BlocForm);
