/** The keys of the reader. Those that scroll by a line work wherever the focus is. */

/** @type {Record<string, string>} */
const KEYS = {
  ArrowLeft: "previous",
  ArrowRight: "next",
  ArrowUp: "up",
  ArrowDown: "down",
  PageUp: "previous",
  PageDown: "next",
  Home: "first",
  End: "last",
  "+": "in",
  "-": "out",
};
const ELSEWHERE = "input, textarea, select, [contenteditable], [popover]";

/** Say what a key asks for, unless it is meant for a field or the browser. @param {KeyboardEvent} event */
export function asked(event) {
  if (event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const elsewhere = event.target instanceof Element && event.target.closest(ELSEWHERE);
  return elsewhere ? undefined : KEYS[event.key];
}
