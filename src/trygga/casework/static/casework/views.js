// One document, one view at a time. The heading of a new view gets the focus; what happens is said in a live line.
import { sentenceOf } from "./texts.js";

const views = [...document.querySelectorAll("[data-view]")];
const status = document.querySelector("[data-status]");
const signIn = document.querySelector("[data-sign-in]");

export const part = (within, name) => within.querySelector(`[data-part="${name}"]`);
export const viewOf = (name) => views.find((view) => view.dataset.view === name);
export const isShown = (name) => !viewOf(name).hidden;

export function show(name) {
  for (const view of views) view.hidden = view.dataset.view !== name;
  viewOf(name).querySelector("h1").focus();
}

/** Said to those who do not see the page change, and shown while it lasts. */
export function say(sentence = "") {
  status.textContent = sentence;
}

/** Puts the sentence of a problem where `within` keeps it. What was stopped by locking is no problem. */
export function complain(within, problem, otherwise) {
  if (problem.code === "Stopped") return;
  if (!problem.code) reportError(problem);
  say();
  const line = within.querySelector("[data-alert]");
  line.textContent = sentenceOf(problem, otherwise);
  if (problem.code === "SignedOut") line.append(" ", signIn.content.cloneNode(true));
}

/** Takes the sentences of problems away, and what was offered with them. */
export function calm(within) {
  for (const line of within.querySelectorAll("[data-alert]")) line.textContent = "";
  for (const offer of within.querySelectorAll("[data-offer]")) offer.hidden = true;
}

const busy = new WeakSet();

/** Runs `work` unless it, or another of the same `group`, runs already: a double click does a thing once. */
export async function once(button, work, group = button) {
  if (busy.has(group)) return;
  busy.add(group);
  button.setAttribute("aria-disabled", "true"); // unlike `disabled`, this leaves the focus where it is
  try { await work(); } finally {
    busy.delete(group);
    button.removeAttribute("aria-disabled");
  }
}

/** Leaves nothing readable: every place that data was put in, every field, every sentence. */
export function wipe() {
  for (const place of document.querySelectorAll("[data-wipe]")) place.replaceChildren();
  calm(document);
  for (const form of document.querySelectorAll("form")) form.reset();
  say();
}
