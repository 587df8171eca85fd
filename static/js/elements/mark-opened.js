/**
 * <mark-opened><form method="post" action="…" hidden>…</form></mark-opened>
 *
 * Says once that somebody looks at the page: a GET changes nothing, and a page fetched ahead or
 * in the background was not opened by anybody.
 */
class MarkOpened extends HTMLElement {
  connectedCallback() {
    document.addEventListener("visibilitychange", this);
    this.handleEvent();
  }

  disconnectedCallback() {
    document.removeEventListener("visibilitychange", this);
  }

  handleEvent() {
    const form = this.querySelector("form");
    if (document.visibilityState !== "visible" || !form) return;
    this.disconnectedCallback();
    const body = new FormData(form);
    // Not important enough to be sent again: answering says it too.
    fetch(form.action, { method: "POST", body, headers: { "X-Fragment": "1" } }).catch(() => {});
  }
}

customElements.define("mark-opened", MarkOpened);
