/**
 * <file-field><label for="f">Choose a file</label> <span data-names>No file chosen</span> <input type="file" id="f"></file-field>
 *
 * Writes the names of the chosen files beside the button, where the browser would speak its own
 * language. Without a file the server's words stand there again.
 */
class FileField extends HTMLElement {
  #none = this.querySelector("[data-names]")?.textContent ?? "";

  connectedCallback() {
    this.addEventListener("change", this);
    this.handleEvent(); // a browser that came back has put the file in again
  }

  handleEvent() {
    const names = this.querySelector("[data-names]");
    const files = this.querySelector("input")?.files ?? [];
    if (names) names.textContent = [...files].map(({ name }) => name).join(", ") || this.#none;
  }
}

customElements.define("file-field", FileField);
