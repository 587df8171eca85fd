/** Times of day as the page's language writes them. */

/** @param {Date | number | string} when @param {boolean} [seconds] */
export function clock(when, seconds = false) {
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return String(when);
  return date.toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hour12: false,
  });
}
