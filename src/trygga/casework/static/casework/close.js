// Ending a dialogue takes two steps, in the page: what the writer will see is said before it happens.
import { post } from "./server.js";
import { text } from "./texts.js";
import { calm, complain, once, part, say, viewOf } from "./views.js";

const section = part(viewOf("report"), "closing");
const begin = part(section, "begin");
const step = part(section, "step");
const confirm = part(section, "confirm");
let now = null; // {mailbox, report}

export function bindClose({ onSent, onStale }) {
  begin.addEventListener("click", () => {
    step.hidden = false;
    begin.hidden = true;
    step.querySelector("h3").focus();
  });
  part(section, "cancel").addEventListener("click", () => {
    putAway();
    begin.focus();
  });
  confirm.addEventListener("click", () => once(confirm, () => close(onSent, onStale)));
}

export function fillClose(mailbox, report, isOver) {
  now = { mailbox, report };
  section.hidden = isOver;
  putAway();
}

function putAway() {
  step.hidden = true;
  begin.hidden = false;
  calm(section);
}

async function close(onSent, onStale) {
  calm(section);
  const { mailbox, report } = now;
  say(text("doing-sending"));
  try {
    const parcel = await mailbox.keys("close", { report });
    await post(mailbox.address(report, "close"), parcel, mailbox.signal);
  } catch (problem) {
    if (problem.code === "taken" || problem.code === "closed") await onStale();
    complain(section.hidden ? viewOf("report") : section, problem);
    return;
  }
  await onSent(text("closed-now"));
}
