import { fetchPaper, makeViewer } from "#lib/pdf.js";

const LINE = 60;
const STEP = 1.2;
const [SMALLEST, LARGEST] = [0.4, 4];
const WIDTH = "page-width";

/**
 * The pages of a paper in one continuous scroll. Says `turned` when another page has come to the
 * middle, `drawn` when a page can be read, `failed` when one cannot.
 */
export class Pages extends EventTarget {
  /** @type {Awaited<ReturnType<typeof makeViewer>> | undefined} */
  #made;
  /** @type {import("#lib/pdf.js").Loading | undefined} */
  #loading;
  #scroll;
  /** @type {{ page: number, name: (page: number) => string }} */
  #begin = { page: 1, name: String };

  /** @param {HTMLDivElement} scroll */
  constructor(scroll) {
    super();
    this.#scroll = scroll;
  }

  /**
   * Fetch a paper and show it from `page` on. Throws when it cannot be had.
   * @param {string} url
   * @param {{ worker: string, folder: string }} where
   * @param {{ page: number, name: (page: number) => string }} begin
   */
  async open(url, where, begin) {
    this.#begin = begin;
    this.close();
    this.#loading = fetchPaper(url, where);
    const [paper, made] = await Promise.all([this.#loading.promise, this.#make()]);
    made.linkService.setDocument(paper);
    made.viewer.setDocument(paper);
  }

  close() {
    this.#loading?.destroy();
  }

  get page() {
    return this.#made?.viewer.currentPageNumber ?? this.#begin.page;
  }

  /** @param {number} page */
  goTo(page) {
    const viewer = this.#made?.viewer;
    if (!viewer?.pagesCount || Number.isNaN(page)) return;
    viewer.scrollPageIntoView({ pageNumber: Math.min(Math.max(page, 1), viewer.pagesCount) });
  }

  /** What the buttons and keys ask for. @type {Record<string, () => void>} */
  #acts = {
    previous: () => this.goTo(this.page - 1),
    next: () => this.goTo(this.page + 1),
    first: () => this.goTo(1),
    last: () => this.goTo(Number.POSITIVE_INFINITY),
    up: () => this.#scroll.scrollBy({ top: -LINE }),
    down: () => this.#scroll.scrollBy({ top: LINE }),
    in: () => this.#zoom(STEP),
    out: () => this.#zoom(1 / STEP),
    width: () => this.#fit(),
  };

  /** @param {string} act */
  do(act) {
    this.#acts[act]?.();
  }

  /** @param {number} factor */
  #zoom(factor) {
    const viewer = this.#made?.viewer;
    if (!viewer) return;
    const scale = Math.min(Math.max(viewer.currentScale * factor, SMALLEST), LARGEST);
    viewer.currentScale = scale;
  }

  #fit() {
    if (this.#made?.viewer.pagesCount) this.#made.viewer.currentScaleValue = WIDTH;
  }

  async #make() {
    if (this.#made) return this.#made;
    const made = await makeViewer(this.#scroll);
    this.#made = made;
    made.eventBus.on("pagesinit", () => {
      made.viewer.currentScaleValue = WIDTH;
      this.#nameAll(made.viewer);
      if (this.#begin.page > 1) this.goTo(this.#begin.page);
      this.#say("turned", this.#begin);
    });
    made.eventBus.on("pagechanging", (/** @type {{ pageNumber: number }} */ { pageNumber }) =>
      this.#say("turned", { page: pageNumber }),
    );
    made.eventBus.on("pagerendered", (/** @type {any} */ { error, pageNumber }) =>
      this.#say(error ? "failed" : "drawn", { page: pageNumber }),
    );
    // A page that filled the width goes on filling it when the tablet is turned.
    new ResizeObserver(() => made.viewer.currentScaleValue === WIDTH && this.#fit()).observe(
      this.#scroll,
    );
    return made;
  }

  /** @param {import("pdfjs-viewer").PDFViewer} viewer */
  #nameAll(viewer) {
    for (let index = 0; index < viewer.pagesCount; index += 1)
      viewer.getPageView(index).div.setAttribute("aria-label", this.#begin.name(index + 1));
  }

  /** @param {string} what @param {{ page: number, element?: HTMLElement }} detail */
  #say(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }
}
