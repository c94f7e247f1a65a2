// The key worker of the inbox. Identities and MAC keys stay in here; what goes out is plaintext and sealed files.
// It hears {id, do, ...} and says {id, progress}, then {id, result} or {id, error: {code, field}}.
import { demand, fromBase64, SealingError, toBase64 } from "../web/sealing.js";
import { checkReportRecipient, containsReceiptCode, openAsMember, sealMessage } from "../web/dialogue.js";
import {
  checkOpening, openMemberIdentity, openReport, openRing, ringRecipient, sealOpening, unlockIdentity,
} from "../web/rings.js";
import { revealingWord } from "./revealing.js";

let held = null; // {place, ring} of the unlocked mailbox
let current = null; // the report that was opened and verified last, with its keys

function bytes(text, field) {
  try { return fromBase64(text); } catch { throw new SealingError("MalformedFile", field); }
}

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
  const sealedReport = bytes(sealed.sealed_report, "sealed_report");
  const opened = await openReport(reportIdentity, sealedReport, { place, ring: held.ring });
  checkReportRecipient(opened.dialogueKey, { report, recipient: sealed.recipient, mac: sealed.recipient_mac });
  demand(sealed.recipient === opened.recipient, "WrongRecipient", "recipient");
  onProgress({ step: "checking" });
  const dialogue = {
    programme: place.programme, report, root: opened.dialogueKey, reportRecipient: opened.recipient,
    dialogueRecipient: opened.dialogueRecipient, keyNumber: 1,
  };
  const files = { place, reportIdentity, sealedReport };
  const { messages, chain } = await openMessages(dialogue, sealed, opened.identity);
  await checkRecord(sealed, files, messages);
  const { concern, language, sealedAt } = opened;
  const isOpened = sealed.opening !== null;
  current = { files, dialogue, chain, concern, isOpened, parcels: new Map() };
  return {
    concern, language, sealedAt, messages, isOpened, isClosed: messages.at(-1)?.kind === "closed",
    isMislabelled: concern.pathway !== sealed.pathway || concern.area !== sealed.area,
  };
}

async function openMessages(dialogue, sealed, identity) {
  const chain = sealed.messages.map((message) => bytes(message.sealed, "messages"));
  const opened = await openAsMember(dialogue, chain, identity);
  opened.forEach(({ number, direction }, index) => {
    const row = sealed.messages[index];
    demand(row.number === number && row.direction === direction, "WrongNumber", "messages");
  });
  // A row that says "closed" without the message that closes: the newest ones were held back.
  demand(!sealed.is_closed || opened.at(-1)?.kind === "closed", "MessagesMissing", "messages");
  return { messages: opened.map(({ direction, number, kind, text }) => ({ direction, number, kind, text })), chain };
}

/** The record of the first opening, and `received` as the first message: both are there, or neither. */
async function checkRecord({ opening }, files, messages) {
  if (opening === null) return demand(messages.length === 0, "OpeningMissing", "opening");
  demand(messages[0]?.kind === "received", "MessagesMissing", "messages");
  const record = bytes(opening, "opening");
  // The row does not tell which epoch was the newest when it was opened: never one older than the report's own.
  for (let epoch = held.ring.epoch; epoch >= files.place.epoch; epoch -= 1) {
    try {
      return await checkOpening(record, held.ring, { ...files, place: { ...files.place, epoch } });
    } catch (problem) {
      if (problem.code !== "WrongKey" || epoch === files.place.epoch) throw problem;
    }
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

async function question({ report, text, common }) {
  const { concern } = openedNow(report);
  demand(!containsReceiptCode(text), "ContainsReceiptCode", "text");
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

function openedNow(report) {
  demand(held && current?.files.place.report === report, "Locked");
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
