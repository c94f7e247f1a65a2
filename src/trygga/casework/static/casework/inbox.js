// The inbox: locked, list, report, and the ways between them. One mailbox is open at a time, or none.
import { bindAside, offerAside } from "./aside.js";
import { bindAsk, fillAsk, forgetDrafts, keepDraft } from "./ask.js";
import { bindClose, fillClose } from "./close.js";
import { bindList, complainInList, forgetList, returnToList, showList } from "./list.js";
import { bindLock } from "./lock.js";
import { fillMessages } from "./messages.js";
import { complainInReport, fillReport, load, openReport } from "./report.js";
import { text } from "./texts.js";
import { askAgain, bindUnlock } from "./unlock.js";
import { calm, isShown, once, part, say, show, viewOf, wipe } from "./views.js";

const lockButton = document.querySelector("[data-lock]");
const reportView = viewOf("report");
let mailbox = null;
let row = null;

function unlocked(opened) {
  mailbox = opened;
  lockButton.hidden = false;
  return showList(mailbox);
}

function lock(reason) {
  mailbox?.stop();
  mailbox = row = null;
  forgetDrafts();
  forgetList();
  wipe();
  lockButton.hidden = true;
  askAgain(text(reason));
}

async function open(chosen) {
  calm(viewOf("list"));
  let found;
  try {
    found = await openReport(mailbox, chosen);
  } catch (problem) {
    complainInList(problem);
    if (problem.code === "DoesNotOpen") offerAside(mailbox, chosen);
    return;
  }
  row = chosen;
  calm(reportView);
  fill(found);
  history.pushState({ view: "report" }, "");
  show("report");
  say(text(found.trouble || found.isMisaddressed ? "report-doubtful" : "report-opened"));
}

function fill(found) {
  fillReport(found, row);
  fillMessages(found);
  const isOver = found.isClosed || found.trouble !== "";
  fillAsk(mailbox, row.report, isOver || found.isMisaddressed);
  fillClose(mailbox, row.report, isOver);
}

/** Reads the open report again; true when that worked. */
async function refresh() {
  try {
    fill(await load(mailbox, row));
    say();
    return true;
  } catch (problem) {
    complainInReport(problem);
    return false;
  }
}

async function sent(sentence) {
  if (!(await refresh())) return;
  part(reportView, "messages").querySelector("h2").focus();
  say(sentence);
}

function leaveReport() {
  keepDraft();
  row = null;
  for (const place of reportView.querySelectorAll("[data-wipe]")) place.replaceChildren();
  returnToList();
}

async function moved(sentence) {
  await returnToList();
  say(sentence);
}

bindList(open);
bindAside(moved);
bindAsk({ onSent: sent, onStale: refresh });
bindClose({ onSent: sent, onStale: refresh });
bindLock({
  isUnlocked: () => mailbox !== null,
  lock,
  warn: (isNear) => say(isNear ? text("locks-soon") : ""),
});
lockButton.addEventListener("click", () => lock("locked"));
part(reportView, "back").addEventListener("click", () => history.back());
part(reportView, "print").addEventListener("click", () => print());
part(reportView, "refresh").addEventListener("click", ({ currentTarget }) => {
  calm(reportView);
  once(currentTarget, refresh);
});
// The browser's own Back leads from a report to the list. A state left over from before a lock leads nowhere.
addEventListener("popstate", () => {
  if (mailbox && isShown("report")) leaveReport();
});
bindUnlock(unlocked);
