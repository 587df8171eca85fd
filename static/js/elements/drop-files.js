import { token } from "#lib/here.js";

const AT_ONCE = 2;
const MOST = 400;
const AGAIN_MS = 5_000;
const TOO_OFTEN = 429;
const CREATED = 201;
const CONFLICT = 409;

/**
 * @typedef {"waiting" | "sending" | "taking" | "fell" | "tray" | "same" | "no" | "lost" | "left"} State
 * @typedef {{ file: File, row: HTMLElement, key: string, state: State, share: number, both: boolean, request?: XMLHttpRequest }} Job
 * @typedef {{ label?: string, href?: string, move?: string, same?: boolean, sentence?: string }} Answer
 */

const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
const SETTLED = new Set(["fell", "tray", "same", "no", "left"]);

/**
 * <drop-files action="/meetings/1/papers" data-limit="52428800"><form>… <input type="file" multiple> …</form> [data-work] …</drop-files>
 *
 * Sends many files, each in a request of its own and under a key of its own: what was lost on the
 * way is sent again and still taken once. Files may be dropped anywhere on the page. The words
 * stand in [data-word].
 */
class DropFiles extends HTMLElement {
  /** @type {Job[]} */
  #jobs = [];
  #ends = new AbortController();

  connectedCallback() {
    this.dataset.state = "ready";
    this.querySelector('[data-when="plain"]')?.setAttribute("hidden", "");
    this.querySelector('[data-when="script"]')?.removeAttribute("hidden");
    this.#ends = new AbortController();
    const { signal } = this.#ends;
    this.addEventListener("change", this, { signal });
    this.addEventListener("click", this, { signal });
    for (const type of ["dragenter", "dragover", "dragleave", "drop"])
      document.addEventListener(type, this, { signal });
    for (const type of ["online", "beforeunload"]) window.addEventListener(type, this, { signal });
  }

  disconnectedCallback() {
    this.#ends.abort();
  }

  /** @param {Event} event */
  handleEvent(event) {
    if (event instanceof DragEvent) return this.#drag(event);
    if (event.type === "online") return this.#go();
    if (event.type === "beforeunload") return this.#open().length && event.preventDefault();
    if (event.type === "click") return this.#press(/** @type {Element} */ (event.target));
    const input = event.target;
    if (!(input instanceof HTMLInputElement) || !input.files?.length) return;
    this.#take([...input.files]);
    input.value = "";
    input.dispatchEvent(new Event("change", { bubbles: true })); // the words beside the button again
  }

  /** @param {DragEvent} event */
  #drag(event) {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    const gone = event.type === "dragleave" && event.relatedTarget;
    if (event.type !== "dragleave" || !gone)
      this.toggleAttribute("data-over", event.type !== "drop" && event.type !== "dragleave");
    if (event.type === "drop") this.#take([...event.dataTransfer.files]);
  }

  /** @param {Element} target */
  #press(target) {
    if (target.closest("[data-stop]")) for (const job of this.#open()) this.#leave(job);
    const pressed = target.closest("[data-do]");
    const job = this.#jobs.find(({ row }) => row.contains(pressed));
    if (!pressed || !job) return;
    const { do: what } = /** @type {HTMLElement} */ (pressed).dataset;
    if (what === "stop") this.#leave(job);
    if (what === "both") Object.assign(job, { both: true, key: newKey() });
    if (what === "both" || what === "again") this.#show(job, "waiting");
    this.#go();
  }

  /** @param {File[]} files */
  #take(files) {
    if (!files.length) return;
    const template = this.querySelector("template");
    const list = this.querySelector("[data-list]");
    if (!template || !list) return;
    this.querySelector("[data-work]")?.removeAttribute("hidden");
    if (!this.#open().length) {
      this.#jobs = [];
      list.replaceChildren();
    }
    // As somebody would hand them over one by one: 2 before 10.
    files.sort((a, b) => a.name.localeCompare(b.name, "vi", { numeric: true }));
    for (const file of files.slice(0, MOST)) {
      const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
      const row = /** @type {HTMLElement} */ (copy.firstElementChild);
      list.append(copy);
      this.#part(row, "name").textContent = file.name;
      /** @type {Job} */
      const job = { file, row, key: newKey(), state: "waiting", share: 0, both: false };
      this.#jobs.push(job);
      const fault = this.#fault(file);
      this.#show(job, fault ? "no" : "waiting", fault);
    }
    if (files.length > MOST) this.#say(this.#word("many"));
    this.#go();
  }

  /** What can be told before anything is sent. @param {File} file */
  #fault({ name, size }) {
    if (size > Number(this.dataset.limit)) return this.#word("large");
    return name.toLowerCase().endsWith(".pdf") ? "" : this.#word("pdf");
  }

  #go() {
    for (const job of this.#jobs) if (job.state === "lost") this.#show(job, "waiting");
    const busy = this.#jobs.filter(({ state }) => state === "sending" || state === "taking").length;
    const next = this.#jobs.filter(({ state }) => state === "waiting").slice(0, AT_ONCE - busy);
    for (const job of next) this.#send(job);
    this.#sum();
  }

  /** @param {Job} job */
  #send(job) {
    const request = new XMLHttpRequest(); // fetch does not tell how much of a file has gone
    const body = new FormData();
    if (job.both) body.set("keep_both", "yes");
    body.set("file", job.file, job.file.name);
    request.open("POST", this.getAttribute("action") ?? "");
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", token());
    request.setRequestHeader("Idempotency-Key", job.key);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      job.share = total ? loaded / total : 0;
      this.#show(job, job.share < 1 ? "sending" : "taking");
    });
    request.addEventListener("load", () => this.#answered(job, request));
    request.addEventListener("error", () => this.#lost(job));
    job.request = request;
    this.#show(job, "sending");
    request.send(body);
  }

  /** @param {Job} job @param {XMLHttpRequest} request */
  #answered(job, request) {
    if (request.status === TOO_OFTEN || request.status === 0 || request.status >= 502)
      return this.#lost(job, Number(request.getResponseHeader("Retry-After")) * 1000);
    /** @type {Answer} */
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer.sentence = request.statusText;
    }
    if (request.status === CREATED) {
      const move = /** @type {HTMLAnchorElement} */ (job.row.querySelector('[data-do="move"]'));
      move.href = answer.move ?? "";
      this.#show(
        job,
        answer.label ? "fell" : "tray",
        this.#word(answer.label ? "fell" : "tray", answer),
      );
    } else
      this.#show(job, request.status === CONFLICT && answer.same ? "same" : "no", answer.sentence);
    this.#go();
  }

  /** @param {Job} job @param {number} [rest] */
  #lost(job, rest = 0) {
    this.#show(job, "lost");
    setTimeout(() => this.isConnected && this.#go(), rest || AGAIN_MS);
    this.#sum();
  }

  /** @param {Job} job */
  #leave(job) {
    job.request?.abort();
    this.#show(job, "left");
    this.#sum();
  }

  /** @param {Job} job @param {State} state @param {string} [words] */
  #show(job, state, words = "") {
    job.state = state;
    job.row.dataset.state = state;
    if (SETTLED.has(state)) job.share = 1;
    this.#part(job.row, "state").textContent =
      words || this.#word(state, { share: Math.round(job.share * 100) });
    const bar = /** @type {HTMLProgressElement} */ (this.#part(job.row, "bar"));
    bar.value = job.share;
    bar.hidden = SETTLED.has(state) || state === "waiting";
    const offers = {
      move: state === "fell",
      both: state === "same",
      again: state === "lost" || (state === "no" && !this.#fault(job.file)),
    };
    const all = { ...offers, stop: !SETTLED.has(state) };
    for (const [what, holds] of Object.entries(all))
      job.row.querySelector(`[data-do="${what}"]`)?.toggleAttribute("hidden", !holds);
    this.#bar();
  }

  #bar() {
    const whole = this.#jobs.reduce((sum, { file }) => sum + file.size, 0) || 1;
    const gone = this.#jobs.reduce((sum, { file, share }) => sum + file.size * share, 0);
    const all = /** @type {HTMLProgressElement | null} */ (this.querySelector("[data-all]"));
    if (all) all.value = gone / whole;
  }

  #sum() {
    const count = (/** @type {State[]} */ ...states) =>
      this.#jobs.filter(({ state }) => states.includes(state)).length;
    const open = this.#open().length;
    this.querySelector("[data-stop]")?.toggleAttribute("hidden", !open);
    const done = this.#jobs.length - open;
    const parts = {
      done,
      all: this.#jobs.length,
      fell: count("fell"),
      tray: count("tray"),
      no: count("no", "same", "left"),
    };
    this.#say(this.#word(open ? "going" : "end", parts));
    this.toggleAttribute("data-done", !open);
  }

  #open() {
    return this.#jobs.filter(({ state }) => !SETTLED.has(state));
  }

  /** @param {string} words */
  #say(words) {
    this.querySelector("[data-sum]")?.replaceChildren(words);
  }

  /** @param {HTMLElement} row @param {string} name */
  #part(row, name) {
    return /** @type {HTMLElement} */ (row.querySelector(`[data-${name}]`));
  }

  /** @param {string} name @param {Record<string, unknown>} [values] */
  #word(name, values = {}) {
    const words = this.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
    return words.replace(/\{(\w+)\}/g, (_, key) => String(values[key] ?? ""));
  }
}

customElements.define("drop-files", DropFiles);
