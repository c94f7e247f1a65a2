// The way in: choose a mailbox, type the passphrase. It goes to the key worker and nowhere else.
import { startWorker } from "../web/workers.js";
import { addressOf, get, post, start } from "./server.js";
import { text } from "./texts.js";
import { calm, complain, once, part, say, show, viewOf } from "./views.js";

const view = viewOf("unlock");
const form = view.querySelector("form");
const field = part(view, "passphrase");
const button = part(view, "unlock");
const choices = part(view, "choices");
const progress = view.querySelector("progress");
const canMask = CSS.supports("-webkit-text-security", "disc");
let memberships = null;
let unlocking = null; // the mailbox that is being unlocked

/** Binds the form; `onUnlocked` gets the mailbox: {address, name, keys, signal, stop}. */
export async function bindUnlock(onUnlocked) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(button, () => unlock(onUnlocked));
  });
  mask(true);
  part(view, "show").addEventListener("change", ({ target }) => mask(!target.checked));
  part(view, "waiting").hidden = true;
  button.disabled = false;
  await once(button, loadMailboxes);
}

/** Dots in place of letters. A field of the type "password" would make browsers offer to keep the passphrase. */
function mask(isMasked) {
  if (canMask) field.classList.toggle("masked", isMasked);
  else field.type = isMasked ? "password" : "text";
}

/** Shows the form again, with a sentence that says why; an unlocking that still runs ends. */
export function askAgain(reason) {
  unlocking?.stop();
  mask(true);
  show("unlock");
  say(reason);
}

async function loadMailboxes() {
  try {
    const found = await start();
    memberships = found.memberships;
    part(view, "name").textContent = text("signed-in", { name: found.name });
    part(view, "only").textContent = memberships.length === 1 ? nameOf(memberships[0]) : "";
    fillChoices();
    calm(view);
  } catch (problem) {
    complain(view, problem);
  }
}

const nameOf = ({ organisation_name: organisation, unit_name: unit }) => `${organisation}: ${unit}`;

function fillChoices() {
  const template = view.querySelector("template");
  const labels = memberships.map((membership, index) => {
    const label = template.content.firstElementChild.cloneNode(true);
    label.querySelector("input").value = index;
    label.querySelector("input").defaultChecked = memberships.length === 1;
    part(label, "mailbox-name").textContent = nameOf(membership);
    return label;
  });
  part(view, "labels").replaceChildren(...labels);
  choices.hidden = memberships.length < 2;
}

async function unlock(onUnlocked) {
  calm(view);
  field.removeAttribute("aria-invalid");
  if (!memberships) await loadMailboxes();
  if (!memberships) return;
  const chosen = memberships[form.querySelector("input[type=radio]:checked")?.value];
  if (!chosen) return complain(view, { code: memberships.length ? "NoMailbox" : "NoMembership" });
  if (!field.value.trim()) return refuse({ code: "NoPassphrase" });
  const mailbox = (unlocking = openMailbox(chosen));
  try {
    mailbox.log = await unlockWith(mailbox, chosen);
  } catch (problem) {
    mailbox.stop();
    return problem.code === "WrongPassphrase" ? refuse(problem) : complain(view, problem, "problem-unlock");
  } finally {
    progress.hidden = true;
    unlocking = null;
  }
  field.value = "";
  say();
  onUnlocked(mailbox);
}

function openMailbox(chosen) {
  const keys = startWorker(form.dataset.worker);
  const leaving = new AbortController();
  const stop = () => { keys.stop(); leaving.abort(); };
  const address = (...parts) => addressOf(chosen.member, ...parts);
  return { address, name: nameOf(chosen), keys, signal: leaving.signal, stop };
}

async function unlockWith({ address, keys, signal }, chosen) {
  say(text("doing-deriving"));
  const sealed = await get(address("keys"), signal);
  progress.hidden = false;
  const onProgress = ({ step, part: done }) => {
    if (step === "deriving") progress.value = done;
    else say(text(`doing-${step}`));
  };
  await keys("unlock", { passphrase: field.value, keys: sealed, mailbox: chosen }, onProgress);
  return post(address("unlocked"), {}, signal);
}

function refuse(problem) {
  complain(view, problem);
  field.setAttribute("aria-invalid", "true");
  field.focus();
  field.select();
}
