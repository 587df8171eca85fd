/** Times of day as the page's language writes them. */

/** @param {Date | number | string} when @param {boolean} [seconds] */
export function clock(when, seconds = false) {
  // What the server wrote with its offset is already in the body's own time.
  const said = /T(\d\d:\d\d)(:\d\d)\S*[+-]\d\d:?\d\d$/.exec(String(when));
  if (said) return seconds ? said[1] + said[2] : said[1];
  const date = new Date(when);
  if (Number.isNaN(date.getTime())) return String(when);
  return date.toLocaleTimeString(document.documentElement.lang, {
    hour: "2-digit",
    minute: "2-digit",
    second: seconds ? "2-digit" : undefined,
    hour12: false,
  });
}
