/** @typedef {Record<string, unknown>} State */

/**
 * How far what a page shows of some topics has come, and how far they have.
 *
 * A state that everybody may see brings what is shown up to date by itself, as long as its `look`
 * is the one that was drawn; any other change has to be fetched.
 */
export class Standing {
  /** How often each topic had moved when what is shown was drawn. @type {Map<string, number>} */
  #shown = new Map();
  /** @type {Map<string, number>} */
  #latest = new Map();
  /** What was heard of each since it was last fetched. @type {Map<string, { seq: number, state: State }>} */
  #heard = new Map();
  /** @type {unknown} */
  #look;

  /**
   * What has just been drawn.
   * @param {string[]} topics
   * @param {number[]} seqs
   * @param {unknown} look
   */
  draw(topics, seqs, look) {
    this.#shown = new Map(topics.map((topic, place) => [topic, seqs[place] || 0]));
    this.#look = look;
  }

  /** @param {string} topic */
  seenOf(topic) {
    return this.#shown.get(topic) ?? 0;
  }

  /** @param {string} topic @param {number} seq @param {State} [state] */
  hear(topic, seq, state) {
    this.#latest.set(topic, Math.max(seq, this.#latest.get(topic) ?? 0));
    if (!state) return;
    this.#heard.set(topic, { seq, state });
    if (state.look === this.#look) this.#shown.set(topic, seq);
  }

  get isStale() {
    return [...this.#latest].some(([topic, seq]) => seq > this.seenOf(topic));
  }

  /**
   * Begin to fetch. What is returned is called once it is drawn, and gives what was heard
   * meanwhile: that is newer than what was fetched, or about to be followed by what is.
   * @returns {() => State[]}
   */
  fetch() {
    const asOf = new Map(this.#latest);
    const look = [...this.#heard.values()].at(-1)?.state.look ?? this.#look;
    this.#heard.clear();
    return () => {
      this.#shown = asOf;
      this.#look = look;
      const meanwhile = [...this.#heard];
      for (const [topic, { seq, state }] of meanwhile) this.hear(topic, seq, state);
      return meanwhile.map(([, { state }]) => state);
    };
  }
}
