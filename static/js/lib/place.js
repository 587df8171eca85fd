/** Where one is in a paper: kept on the server, and in the address of the page. */

const REST_MS = 800;

/**
 * Give back a function that keeps a page number by sending `form`, once turning pages has come to rest.
 * A page nobody looks at keeps nothing: that would be no activity of a person.
 * @param {HTMLFormElement} form
 */
export function keeper(form) {
  /** @type {number | undefined} */
  let timer;
  let kept = 0;
  let latest = 0;

  function send() {
    clearTimeout(timer);
    if (latest === kept) return;
    kept = latest;
    const fields = new FormData(form);
    fields.set("page", String(latest));
    const body = new URLSearchParams(/** @type {any} */ (fields));
    // Without a network nothing is lost but the place; the next page turned brings it.
    fetch(form.action, { method: "POST", body, keepalive: true }).catch(() => {
      kept = 0;
    });
    const address = new URL(location.href);
    address.searchParams.set("page", String(latest));
    history.replaceState(history.state, "", address);
  }

  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && kept) send();
  });

  return (/** @type {number} */ page) => {
    if (document.visibilityState !== "visible") return;
    latest = page;
    clearTimeout(timer);
    if (kept) timer = setTimeout(send, REST_MS);
    else send();
  };
}
