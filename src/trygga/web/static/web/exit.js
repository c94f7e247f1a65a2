// Quick exit, and nothing typed left behind. Without this script the exit is an ordinary form that posts to /exit.

const WITHIN_MILLISECONDS = 5000;
const PRESSES = 3;
const CALL_MILLISECONDS = 2000;
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
  for (const hint of document.querySelectorAll("[data-part=shift]")) hint.hidden = false;
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

// A page that is left is emptied. Only whoever is led away by a call, and comes straight back, finds what was there.
function bindLeaving() {
  let calledAt = -Infinity;
  let kept = null;
  document.addEventListener("click", (event) => {
    calledAt = event.target.closest?.("a[href^='tel:']") ? event.timeStamp : -Infinity;
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") calledAt = -Infinity;
  });
  addEventListener("pagehide", (event) => {
    kept = event.timeStamp - calledAt < CALL_MILLISECONDS ? remember() : null;
    wipe();
  });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    if (kept === null) return location.reload();
    giveBack(kept);
    kept = null;
  });
}

function remember() {
  const fields = [...document.querySelectorAll(`${TYPED}, ${CHOSEN}, select`)];
  const elements = [...document.querySelectorAll("[data-wipe]")];
  return {
    fields: fields.map((field) => [field, field.value, field.checked]),
    elements: elements.map((element) => [element, [...element.childNodes]]),
  };
}

function giveBack({ fields, elements }) {
  for (const [field, value, checked] of fields) Object.assign(field, { value, checked });
  for (const [element, children] of elements) element.replaceChildren(...children);
}

bindButton();
bindShift();
bindLeaving();
