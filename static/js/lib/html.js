/**
 * The only place where a string becomes markup, or the address of a script.
 *
 * The strings are fragments that our own templates rendered for this person; the addresses lead
 * to our own static files. Everything else that tries is stopped by the browser (Trusted Types).
 */
import { Idiomorph } from "idiomorph";

/** @type {TrustedTypePolicy} */
const rules = {
  createHTML: (html) => html,
  createScriptURL(url) {
    const { origin, pathname } = new URL(url, location.href);
    if (origin !== location.origin || !pathname.includes("/static/")) throw new TypeError(url);
    return url;
  },
};
const policy = window.trustedTypes?.createPolicy("ecabinet", rules) ?? rules;

/** The address of a worker, vouched for. @param {string} url */
export const scriptURL = (url) => policy.createScriptURL(url);

/** @param {string} html */
function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = policy.createHTML(html);
  return template.content;
}

/** Whether somebody has changed this control since the server drew it. @param {Element} node */
function isChanged(node) {
  if (node instanceof HTMLTextAreaElement) return node.value !== node.defaultValue;
  if (node instanceof HTMLSelectElement) {
    const drawn = [...node.options].findIndex((option) => option.defaultSelected);
    return node.selectedIndex !== Math.max(0, drawn);
  }
  if (!(node instanceof HTMLInputElement) || node.type === "hidden") return false;
  return node.type === "radio" || node.type === "checkbox"
    ? node.checked !== node.defaultChecked
    : node.value !== node.defaultValue;
}

/** @param {Node} node */
const mayChange = (node) =>
  !(node instanceof Element) || !(isChanged(node) || node.matches("[data-keep]"));

/**
 * What a person has opened stays open, and an element at work keeps its state.
 * @param {string} name
 * @param {Element} node
 */
const mayChangeAttribute = (name, node) =>
  !(name === "open" && node.matches("details, dialog")) &&
  !(name === "data-state" && node.localName.includes("-"));

/**
 * Make the inside of `element` what the server says it is now, without disturbing focus,
 * selection, or anything half typed.
 * @param {Element} element
 * @param {string} html
 */
export function morph(element, html) {
  Idiomorph.morph(element, parse(html), {
    morphStyle: "innerHTML",
    ignoreActiveValue: true,
    restoreFocus: true,
    callbacks: {
      beforeNodeMorphed: mayChange,
      beforeAttributeUpdated: mayChangeAttribute,
    },
  });
  document.dispatchEvent(new Event("morphed"));
}

/**
 * Ask for a part of a page.
 * @param {string} url
 * @param {RequestInit} [options]
 */
export const fetchFragment = (url, options = {}) =>
  fetch(url, { ...options, headers: { ...options.headers, "X-Fragment": "1" } });
