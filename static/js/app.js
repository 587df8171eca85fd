/** The one entry. What every page needs is here; the rest comes when a page has its tag. */
import "#elements/async-form.js";
import "#elements/connection-bar.js";
import "#elements/live-region.js";
import { resume, unsettled } from "#lib/outbox.js";
import { wipe } from "#lib/store.js";

/** Each tag of ours has its file: <vote-form> is elements/vote-form.js. */
function fetchElements() {
  const tags = new Set([...document.querySelectorAll(":not(:defined)")].map((it) => it.localName));
  for (const tag of tags) import(`#elements/${tag}.js`);
}

/**
 * Nothing of mine stays on a tablet that I have left. What was not sent yet would be lost with it:
 * then the form first says so (`data-unsent`), and a second press means it.
 * @param {SubmitEvent} event
 */
async function leave(event) {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches("[data-sign-out]")) return;
  event.preventDefault();
  const warning = form.querySelector("[data-unsent]");
  if (warning?.hasAttribute("hidden") && (await unsettled()).length > 0) {
    warning.removeAttribute("hidden");
    return;
  }
  await wipe().catch(() => {});
  form.submit();
}

fetchElements();
document.addEventListener("morphed", fetchElements);
document.addEventListener("submit", leave);
// Only who is signed in can have left something unsettled.
if (document.documentElement.dataset.account) resume();
