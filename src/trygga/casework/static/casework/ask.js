// A question to the writer. The key worker refuses one that gives away what the report says.
import { post } from "./server.js";
import { text } from "./texts.js";
import { calm, complain, once, part, say, viewOf } from "./views.js";

const form = part(viewOf("report"), "ask");
const field = form.querySelector("textarea");
const button = form.querySelector("button");
const drafts = new Map(); // what was typed for a report and not sent; gone when the mailbox locks
let now = null; // {mailbox, report, language}

/** `onSent()` reads the dialogue again; `onStale()` too, when something else has come first. */
export function bindAsk({ onSent, onStale }) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    once(button, () => ask(onSent, onStale));
  });
}

/** The form for this report. What is typed stays, even where the dialogue turns out to be over. */
export function fillAsk(mailbox, report, isOver) {
  if (now?.report !== report) {
    keepDraft();
    field.value = drafts.get(report) ?? "";
    calm(form);
  }
  now = { mailbox, report };
  form.hidden = isOver && !field.value;
}

export function keepDraft() {
  if (now) drafts.set(now.report, field.value);
}

export function forgetDrafts() {
  drafts.clear();
  now = null;
}

async function ask(onSent, onStale) {
  calm(form);
  const { mailbox, report } = now;
  const question = field.value.trim();
  if (!question) return refuse({ code: "NoText" });
  say(text("doing-sending"));
  try {
    const common = text("common-words").split(/\s+/);
    const phrases = text("asking-who").split(";");
    const parcel = await mailbox.keys("question", { report, text: question, common, phrases });
    await post(mailbox.address(report, "ask"), parcel, mailbox.signal);
  } catch (problem) {
    refuse(problem);
    if (problem.code === "taken" || problem.code === "closed") await onStale();
    return;
  }
  field.value = "";
  drafts.delete(report);
  await onSent(text("asked"));
}

function refuse(problem) {
  complain(form, problem);
  if (problem.code !== "Stopped") field.focus();
}
