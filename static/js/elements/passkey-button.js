/**
 * <passkey-button options="…" answer="…" deed="show"><form>…</form><p data-when="…">…</p></passkey-button>
 *
 * Asks the device for a passkey: to show one, or with deed="make" for a new one. `options` says what
 * to ask for, `answer` takes what the device said; both by POST. The words for every state stand in
 * the markup as [data-when]; `data-state` is one of resting, working, cancelled, known, unsupported,
 * elsewhere, offline, refused. Where there is no script the button is not shown.
 */
class PasskeyButton extends HTMLElement {
  #busy = false;

  connectedCallback() {
    this.addEventListener("submit", this);
    this.#become(window.PublicKeyCredential ? "resting" : "unsupported");
  }

  /** @param {Event} event */
  async handleEvent(event) {
    event.preventDefault();
    if (this.#busy || !window.PublicKeyCredential) return;
    this.#busy = true;
    this.#become("working");
    try {
      await this.#go();
    } catch (error) {
      this.#become(stateOf(error));
    } finally {
      this.#busy = false;
    }
  }

  async #go() {
    const options = await this.#post("options");
    if (!options) return;
    const answer = this.getAttribute("deed") === "make" ? await make(options) : await show(options);
    const done = await this.#post("answer", answer);
    if (done) location.assign(done.next);
  }

  /** @param {"options" | "answer"} where @param {unknown} [sent] @returns {Promise<any>} */
  async #post(where, sent = {}) {
    const token = this.querySelector("[name=csrf_token]")?.getAttribute("value") ?? "";
    const reply = await fetch(this.getAttribute(where) ?? "", {
      method: "POST",
      headers: {
        Accept: "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": token,
      },
      body: JSON.stringify(sent),
    });
    const said = await reply.json();
    if (reply.ok) return said;
    if (said.verify) location.assign(said.verify);
    const place = this.querySelector("[data-sentence]");
    if (place) place.textContent = said.sentence;
    this.#become("refused");
  }

  /** @param {string} state */
  #become(state) {
    this.dataset.state = state;
    for (const words of this.querySelectorAll("[data-when]")) {
      words.toggleAttribute("hidden", words.getAttribute("data-when") !== state);
    }
  }
}

/** What a browser's refusal means to a person. @param {unknown} error */
function stateOf(error) {
  if (error instanceof TypeError) return "offline";
  if (!(error instanceof DOMException)) return "cancelled";
  /** @type {Record<string, string>} */
  const states = {
    InvalidStateError: "known",
    SecurityError: "elsewhere",
    NotSupportedError: "unsupported",
  };
  return states[error.name] ?? "cancelled";
}

/** @param {any} options */
async function show(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: (options.allowCredentials ?? []).map(described),
  };
  const key = /** @type {any} */ (await navigator.credentials.get({ publicKey }));
  const { response } = key;
  return told(key, {
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle ? text(response.userHandle) : null,
  });
}

/** @param {any} options */
async function make(options) {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: (options.excludeCredentials ?? []).map(described),
  };
  const key = /** @type {any} */ (await navigator.credentials.create({ publicKey }));
  const { response } = key;
  return told(key, {
    attestationObject: text(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

/** @param {any} key @param {object} response */
const told = (key, response) => ({
  id: key.id,
  rawId: text(key.rawId),
  type: key.type,
  response: { clientDataJSON: text(key.response.clientDataJSON), ...response },
});

/** @param {any} credential */
const described = (credential) => ({ ...credential, id: bytes(credential.id) });

/** @param {string} base64url */
function bytes(base64url) {
  const base64 = base64url.replaceAll("-", "+").replaceAll("_", "/");
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}

/** @param {ArrayBuffer} buffer */
function text(buffer) {
  const base64 = btoa(String.fromCharCode(...new Uint8Array(buffer)));
  return base64.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

customElements.define("passkey-button", PasskeyButton);
