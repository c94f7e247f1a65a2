// The key worker of the inbox. Identities and MAC keys stay in here; what goes out is plaintext and sealed files.
// It hears {id, do, ...} and says {id, progress}, then {id, result} or {id, error: {code, field}}.
import { demand, SealingError, toBase64 } from "../web/sealing.js";
import { containsReceiptCode, sealMessage } from "../web/dialogue.js";
import { openMemberIdentity, openReport, openRing, ringRecipient, sealOpening, unlockIdentity } from "../web/rings.js";
import { bytes, checkRecord, isAddressed, openMessages } from "./checks.js";
import { asksWho, revealingWord } from "./revealing.js";

let held = null; // {place, ring} of the unlocked mailbox
let current = null; // the report that was opened and verified last, with its keys

// --- the mailbox ---

async function unlock({ passphrase, keys, mailbox }, onProgress) {
  held = current = null;
  const { member, programme, organisation, unit } = mailbox;
  const place = { programme, organisation, unit, epoch: 0, report: "" };
  const onPart = (part) => onProgress({ step: "deriving", part });
  const derived = await unlockIdentity(passphrase, keys.unlock_parameters, onPart);
  onProgress({ step: "unlocking" });
  const sealed = bytes(keys.sealed_identity, "sealed_identity");
  const identity = await openMemberIdentity(sealed, { member, place, unlockIdentity: derived }).catch((problem) => {
    throw problem.code === "WrongKey" ? new SealingError("WrongPassphrase") : problem;
  });
  const at = { ...place, epoch: keys.epoch };
  const ring = await openRing(bytes(keys.sealed_ring, "sealed_ring"), { place: at, identity });
  // What writers seal to must be what this ring opens.
  demand((await ringRecipient(ring)) === keys.recipient, "ForeignRing", "recipient");
  held = { place, ring };
}

function lock() {
  held = current = null;
}

// --- a report ---

async function open({ report, sealed }, onProgress) {
  current = null;
  demand(held, "Locked");
  demand(sealed.report === report && Number.isInteger(sealed.epoch), "WrongPlace", "report");
  onProgress({ step: "opening" });
  const place = { ...held.place, epoch: sealed.epoch, report };
  const reportIdentity = bytes(sealed.report_identity, "report_identity");
  const files = { place, reportIdentity, sealedReport: bytes(sealed.sealed_report, "sealed_report") };
  const isOpened = sealed.opening !== null;
  const opened = await openFiles(files, isOpened || sealed.messages.length > 0);
  onProgress({ step: "checking" });
  if (isOpened) await checkRecord(sealed.opening, held.ring, files);
  const dialogue = {
    programme: place.programme, report, root: opened.dialogueKey, reportRecipient: opened.recipient,
    dialogueRecipient: opened.dialogueRecipient, keyNumber: 1,
  };
  const { messages, chain, trouble } = await openMessages(dialogue, sealed, opened.identity);
  const { concern, language, sealedAt } = opened;
  current = { files, dialogue, chain, trouble, concern, isOpened, parcels: new Map() };
  return {
    concern, language, sealedAt, messages, trouble, isOpened, isClosed: messages.at(-1)?.kind === "closed",
    isMislabelled: concern.pathway !== sealed.pathway || concern.area !== sealed.area,
    isMisaddressed: !isAddressed(opened, sealed),
  };
}

/** Anybody can send what nobody can open: only of a report that was opened before does it tell of tampering. */
async function openFiles({ place, reportIdentity, sealedReport }, wasOpened) {
  try {
    return await openReport(reportIdentity, sealedReport, { place, ring: held.ring });
  } catch (problem) {
    throw wasOpened || problem.code === "UnknownEpoch" ? problem : new SealingError("DoesNotOpen", problem.code);
  }
}

async function firstOpening({ report }) {
  const { files, dialogue } = openedNow(report);
  demand(!current.isOpened, "AlreadyOpened", "opening");
  const opening = await sealOpening(held.ring, files);
  const received = await sealMessage(dialogue, { earlier: [], kind: "received" });
  return { opening: toBase64(opening), received: toBase64(received) };
}

// --- messages to the writer ---

async function question({ report, text, common, phrases }) {
  const { concern } = openedNow(report);
  demand(!containsReceiptCode(text), "ContainsReceiptCode", "text");
  demand(!asksWho(text, phrases), "AsksWho", "text");
  const word = revealingWord(text, concern, common);
  demand(word === null, "RevealingWord", word);
  return parcel("question", text);
}

function close({ report }) {
  openedNow(report);
  return parcel("closed", "");
}

/** The next message. The same words twice give the same file: sent again after a lost answer, it is stored once. */
async function parcel(kind, text) {
  const { dialogue, chain, parcels } = current;
  const key = JSON.stringify([kind, text]);
  if (!parcels.has(key)) {
    const sealed = await sealMessage(dialogue, { earlier: chain, kind, text });
    parcels.set(key, { number: chain.length + 1, sealed: toBase64(sealed) });
  }
  return parcels.get(key);
}

/** The report that is open, with a dialogue that can be carried on. */
function openedNow(report) {
  demand(held && current?.files.place.report === report, "Locked");
  demand(!current.trouble, current.trouble, "messages");
  return current;
}

// --- one thing at a time ---

const tasks = { unlock, lock, open, "first-opening": firstOpening, question, close };
let queue = Promise.resolve();

async function answer({ id, do: task, ...values }) {
  try {
    postMessage({ id, result: await tasks[task](values, (progress) => postMessage({ id, progress })) });
  } catch ({ code, field }) {
    postMessage({ id, error: { code: typeof code === "string" ? code : "Unexpected", field: field ?? "" } });
  }
}
addEventListener("message", ({ data }) => { queue = queue.then(() => answer(data)); });
