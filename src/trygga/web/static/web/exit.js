// Quick exit, and nothing typed left behind. Without this script the exit is an ordinary form that posts to /exit.

const WITHIN_MILLISECONDS = 5000;
const PRESSES = 3;
const TYPED = "textarea, input:not([type=radio], [type=checkbox], [type=hidden])";
const CHOSEN = "input[type=radio], input[type=checkbox]";

export function wipe() {
  for (const field of document.querySelectorAll(TYPED)) field.value = "";
  for (const field of document.querySelectorAll(CHOSEN)) field.checked = field.defaultChecked;
  for (const field of document.querySelectorAll("select")) field.selectedIndex = 0;
  for (const element of document.querySelectorAll("[data-wipe]")) element.replaceChildren();
}

function leave() {
  wipe();
  document.title = "";
  document.body.replaceChildren();
  // Replaces this page in the history, so that Back does not lead here.
  location.replace("/exit");
}

function bindButton() {
  for (const form of document.querySelectorAll("[data-module=exit]")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      leave();
    });
  }
}

function bindShift() {
  let presses = [];
  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat) return;
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    const now = event.timeStamp;
    presses = [...presses.filter((at) => now - at < WITHIN_MILLISECONDS), now];
    if (presses.length >= PRESSES) leave();
  });
}

// A page that is left is emptied. Only whoever comes straight back from a call finds what was typed.
function bindLeaving() {
  let isCalling = false;
  let kept = null;
  document.addEventListener("click", (event) => {
    isCalling = Boolean(event.target.closest?.("a[href^='tel:']"));
  });
  document.addEventListener("keydown", () => (isCalling = false));
  addEventListener("pagehide", () => {
    kept = isCalling ? fields().map((field) => [field, field.value, field.checked]) : null;
    wipe();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (kept === null) return location.reload();
    for (const [field, value, checked] of kept) Object.assign(field, { value, checked });
    kept = null;
    isCalling = false;
  });
}

function fields() {
  return [...document.querySelectorAll(`${TYPED}, ${CHOSEN}, select`)];
}

bindButton();
bindShift();
bindLeaving();
