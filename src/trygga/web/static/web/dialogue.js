// The dialogue between a writer nobody knows and an organisation; the same as trygga.lib.sealing.dialogue.
import { damm, demand, digest, hkdf32, mac, pad, recipientMac, seal, SealingError } from "./sealing.js";
import { checkBody, checkEnvelope, recipientCount, unpad, unseal } from "./opening.js";

const NO_PREVIOUS = "0".repeat(64);
const LONGEST_MESSAGE = 8_000;
const DIRECTIONS = { received: "to_writer", question: "to_writer", closed: "to_writer", answer: "from_writer" };
const BODY = {
  direction: "string", number: "integer", previous: "string", kind: "string", text: "string", mac: "string",
};

// --- the receipt code that somebody typed ---

const IGNORED = /[\s\p{Z}\p{Pd}\p{Cf}.\u2212]/gu; // with the invisible marks that right-to-left text brings along
const DIGIT = /^\p{Nd}$/u;

/** The value of a decimal digit of any script: Unicode gives each script ten in a row, from zero. */
function digitValue(digit) {
  let first = digit.codePointAt();
  while (DIGIT.test(String.fromCodePoint(first - 1))) first -= 1;
  return (digit.codePointAt() - first) % 10;
}

/** The 24 ASCII digits of what was typed. Throws WrongCharacter, WrongLength or WrongCheckDigit. */
export function tidyReceiptCode(typed) {
  const kept = [...typed.replace(IGNORED, "")];
  demand(kept.every((character) => DIGIT.test(character)), "WrongCharacter");
  demand(kept.length === 24, "WrongLength");
  const digits = kept.map(digitValue).join("");
  demand(damm(digits) === "0", "WrongCheckDigit");
  return digits;
}

/** Whether a receipt code stands in a text, which must then not be sent: the code opens the dialogue. */
export function containsReceiptCode(text) {
  return (text.replace(IGNORED, "").match(/\p{Nd}{24,}/gu) ?? []).some((run) => {
    const digits = [...run].map(digitValue).join("");
    return [...digits].some((_, start) => start + 24 <= digits.length && damm(digits.slice(start, start + 24)) === "0");
  });
}

// --- messages; a dialogue is {programme, report, root (K), reportRecipient, dialogueRecipient, keyNumber} ---

/** Throws WrongMac unless the writer herself named this recipient when she sealed the report. */
export function checkReportRecipient(root, { report, recipient, mac: found }) {
  demand(found === recipientMac(root, report, recipient), "WrongMac", "mac");
}

export const dialogueKey = (root, number) =>
  (number === 1 ? root : hkdf32(root, `trygga/dialogue-key/1/${number}`));

const macOf = ({ root, report }, key, { direction, number, previous, kind, text }) =>
  mac(dialogueKey(root, key), "trygga/dialogue/1", report, key, direction, number, previous, kind, text);

const envelopeOf = ({ programme, report }, key) =>
  ({ schema: 1, purpose: "dialogue", programme, report, key, version: 1 });

function checkText(kind, text) {
  demand([...text].length <= LONGEST_MESSAGE, "TooLong", "text");
  demand(!text || kind === "question" || kind === "answer", "MalformedEnvelope", "text");
}

/** The next message after the sealed ones of `earlier`, which must have been opened: nothing follows a closing one. */
export async function sealMessage(dialogue, { earlier, kind, text = "" }) {
  demand(Object.hasOwn(DIRECTIONS, kind), "MalformedEnvelope", "kind");
  checkText(kind, text);
  const { reportRecipient, dialogueRecipient, keyNumber = 1 } = dialogue;
  const previous = earlier.length ? digest(earlier.at(-1)) : NO_PREVIOUS;
  const body = { direction: DIRECTIONS[kind], number: earlier.length + 1, previous, kind, text };
  const envelope = { ...envelopeOf(dialogue, keyNumber), body: { ...body, mac: macOf(dialogue, keyNumber, body) } };
  return seal(pad(envelope), kind === "answer" ? [reportRecipient] : [dialogueRecipient, reportRecipient]);
}

/**
 * Every message, verified, in the order sent: [{direction, number, kind, text, keyNumber}].
 *
 * Whoever finds the code, or the server, can put anything where answers stand: what does not verify there is of the
 * kind "unreadable", without text (null) and key (0), and the chain goes on after it.
 */
export const openAsMember = (dialogue, messages, reportIdentity) => open(dialogue, messages, reportIdentity, openAnswer);

/** What the writer can read, verified; of her own answers neither text (null) nor key (0) can be known to her. */
export const openAsWriter = (dialogue, messages, dialogueIdentity) =>
  open(dialogue, messages, dialogueIdentity, (_, { number }) => unread("answer", number));

const unread = (kind, number) => ({ direction: "from_writer", number, kind, text: null, keyNumber: 0 });

async function open(dialogue, messages, identity, openFromWriter) {
  const opened = [];
  let previous = NO_PREVIOUS;
  let newestKey = 1;
  for (const sealed of messages) {
    demand(opened.at(-1)?.kind !== "closed", "AfterClosed");
    const direction = directionOf(sealed);
    const place = { dialogue, identity, direction, number: opened.length + 1, previous, newestKey };
    const message = await (direction === "to_writer" ? check : openFromWriter)(sealed, place);
    if (direction === "to_writer") newestKey = message.keyNumber;
    opened.push(message);
    previous = digest(sealed);
  }
  return opened;
}

/** What came from the writer's side. Nothing wrong there may keep members from the rest of the dialogue. */
async function openAnswer(sealed, place) {
  try {
    const message = await check(sealed, place);
    // Only the organisation brings in a later key: she answers under the newest that she was told.
    demand(message.keyNumber === place.newestKey, "WrongKeyNumber", "key");
    return message;
  } catch (problem) {
    if (!(problem instanceof SealingError)) throw problem;
    return unread("unreadable", place.number);
  }
}

/** By the number of recipients, as nothing else shows from outside; opening verifies it. */
function directionOf(sealed) {
  const count = recipientCount(sealed);
  demand(count <= 2, "WrongDirection", "recipients");
  return count === 1 ? "from_writer" : "to_writer";
}

async function check(sealed, { dialogue, identity, direction, number, previous, newestKey }) {
  const envelope = unpad(await unseal(sealed, identity));
  const { purpose, key } = envelope;
  demand(purpose !== "dialogue" || (Number.isInteger(key) && key >= 1), "MalformedEnvelope", "key");
  const body = checkEnvelope(envelope, envelopeOf(dialogue, key));
  checkBody(body, BODY);
  demand(body.mac === macOf(dialogue, key, body), "WrongMac", "mac");
  demand(Object.hasOwn(DIRECTIONS, body.kind), "MalformedEnvelope", "kind");
  demand(body.direction === DIRECTIONS[body.kind] && body.direction === direction, "WrongDirection", "direction");
  demand(body.number === number, "WrongNumber", "number");
  demand(body.previous === previous, "WrongPrevious", "previous");
  checkText(body.kind, body.text);
  demand(key >= newestKey, "WrongKeyNumber", "key");
  return { direction, number, kind: body.kind, text: body.text, keyNumber: key };
}
