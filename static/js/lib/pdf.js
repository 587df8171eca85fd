/**
 * pdf.js, set up for papers: it fetches the pages that are looked at and no others, and keeps no
 * more canvas than a tablet has memory for.
 */
import * as pdfjs from "pdfjs-dist";
import { scriptURL } from "#lib/html.js";

const RANGE_BYTES = 64 * 1024;
const MAX_CANVAS_PIXELS = 3e6;
const SELECTABLE = 1;
const LINKS_ONLY = 1;
const NO_EDITOR = -1;

/** The server names the pages in the reader's language; the viewer need say nothing itself. */
const silent = {
  getLanguage: () => document.documentElement.lang,
  getDirection: () => "ltr",
  get: async () => "",
  translate: async () => {},
  translateOnce: async () => {},
  destroy: async () => {},
  pause() {},
  resume() {},
};

/** @typedef {import("pdfjs-dist").PDFDocumentLoadingTask} Loading */

/** @type {import("pdfjs-dist").PDFWorker | undefined} */
let worker;

/** One worker a page. A plain address would be blocked, and the work done on this thread. @param {string} url */
function working(url) {
  worker ??= new pdfjs.PDFWorker({
    port: /** @type {any} */ (new Worker(scriptURL(url), { type: "module" })),
  });
  return worker;
}

/**
 * @param {string} url
 * @param {{ worker: string, folder: string }} where the worker's address and the folder of what it may need
 */
export function fetchPaper(url, { worker: address, folder }) {
  return pdfjs.getDocument({
    url,
    worker: working(address),
    rangeChunkSize: RANGE_BYTES,
    disableAutoFetch: true,
    disableStream: true,
    useWasm: false,
    wasmUrl: `${folder}wasm/`,
    cMapUrl: `${folder}cmaps/`,
    cMapPacked: true,
    standardFontDataUrl: `${folder}standard_fonts/`,
  });
}

/** Make the one continuous scroll of pages in `container`. @param {HTMLDivElement} container */
export async function makeViewer(container) {
  // The viewer looks for the library there while it is loaded.
  /** @type {any} */ (globalThis).pdfjsLib = pdfjs;
  const { EventBus, PDFLinkService, PDFViewer } = await import("pdfjs-viewer");
  const eventBus = new EventBus();
  const linkService = new PDFLinkService({ eventBus });
  const viewer = new PDFViewer({
    container,
    eventBus,
    linkService,
    l10n: /** @type {any} */ (silent),
    textLayerMode: SELECTABLE,
    annotationMode: LINKS_ONLY,
    annotationEditorMode: NO_EDITOR,
    enableAutoLinking: false,
    maxCanvasPixels: MAX_CANVAS_PIXELS,
  });
  linkService.setViewer(viewer);
  return { viewer, eventBus, linkService };
}
