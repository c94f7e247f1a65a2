// Sealing, as docs/formats.md fixes it; the same as trygga.lib.sealing. Runs in pages, in workers and in Node.
// This file is what a writer needs to send; opening.js, dialogue.js and rings.js build on it.
import {
  argon2idAsync, base64, bech32, concatBytes, Encrypter, generateHybridIdentity, hex, hkdf, hmac, identityToRecipient,
  sha256,
} from "./vendor/age.js";

/** Something was refused: `code` is the cause, the same word as in Python; `field` the part that is wrong. */
export class SealingError extends Error {
  constructor(code, field = "") {
    super(field ? `${code}: ${field}` : code);
    Object.assign(this, { name: "SealingError", code, field });
  }
}
export const demand = (holds, code, field) => { if (!holds) throw new SealingError(code, field); };
export function attempt(action, code, field) {
  try { return action(); } catch { throw new SealingError(code, field); }
}

export const utf8 = (text) => new TextEncoder().encode(text);
/** The text with U+FFFD for every half of a character pair, which is not text. */
export const wellFormed = (text) => new TextDecoder("utf-8", { ignoreBOM: true }).decode(utf8(text));
export const toBase64 = (bytes) => base64.encode(bytes);
export const fromBase64 = (text) => base64.decode(text);
export const digest = (bytes) => hex.encode(sha256(bytes));
export const hkdf32 = (secret, label) => hkdf(sha256, secret, undefined, utf8(label), 32);
const uint32 = (number) => Uint8Array.of(number >>> 24, number >>> 16, number >>> 8, number); // big-endian
const randomBytes = (length) => crypto.getRandomValues(new Uint8Array(length));

// --- age files: every recipient is hybrid, since one of another kind would undo the stronger ---

export const newIdentity = () => generateHybridIdentity();
export const recipientOf = (identity) => identityToRecipient(identity);
export const identityFromSeed = (seed) => bech32.encodeFromBytes("AGE-SECRET-KEY-PQ-", seed).toUpperCase();

/** An encrypter for hybrid recipients. Throws NoRecipients, ForeignRecipient or MalformedKey. */
export function encrypterFor(recipients) {
  demand(recipients.length > 0, "NoRecipients");
  const encrypter = new Encrypter();
  for (const recipient of recipients) {
    demand(recipient.startsWith("age1pq1"), "ForeignRecipient", "recipient");
    attempt(() => encrypter.addRecipient(recipient), "MalformedKey", "recipient");
  }
  return encrypter;
}
export const seal = async (plaintext, recipients) => encrypterFor(recipients).encrypt(plaintext);

// --- frames, canonical bytes, envelopes ---

export const LARGEST_FRAME = 1024 * 1024;
const STEPS = [4096, 16384, 65536];

/** Bytes of the frame for `size` bytes of length and JSON: 4, 16 or 64 KiB, then Padmé. */
export function paddedSize(size) {
  demand(size <= LARGEST_FRAME, "TooLong", "frame");
  const exponent = 31 - Math.clz32(size);
  const mask = (1 << (exponent - 32 + Math.clz32(exponent))) - 1;
  return STEPS.find((step) => size <= step) ?? (size + mask) & ~mask;
}

export function pad(content) {
  const json = utf8(JSON.stringify(content, (_, value) => (typeof value === "string" ? wellFormed(value) : value)));
  const zeros = new Uint8Array(paddedSize(4 + json.length) - 4 - json.length);
  return concatBytes(uint32(json.length), json, zeros);
}

export function canonical(...fields) {
  const parts = fields.map((field) => utf8(String(field))).flatMap((text) => [uint32(text.length), text]);
  return concatBytes(...parts);
}
export const mac = (key, ...fields) => hex.encode(hmac(sha256, key, canonical(...fields)));
export const recipientMac = (key, report, recipient) => mac(key, "trygga/report-recipient/1", report, recipient);

/** Every key but the body of an organisation's envelope at its place. */
export const envelopeAt = (purpose, { programme, organisation, unit, epoch = 0, report = "" }) =>
  ({ schema: 1, purpose, programme, organisation, unit, epoch, report, version: 1 });
export const sealEnvelope = (purpose, place, body, recipients) =>
  seal(pad({ ...envelopeAt(purpose, place), body }), recipients);

// --- receipt codes: 23 random digits and a check digit after Damm ---

const QUASIGROUP = ["0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
  "3674209581", "5869720134", "8945362017", "9438617205", "2581436790"];
const RECEIPT = { salt: sha256(utf8("trygga/receipt/1")).subarray(0, 16), memory: 19456, passes: 2, lanes: 1 };

/** The check digit of 23 digits; 0 for a right code of 24. */
export const damm = (digits) => [...digits].reduce((interim, digit) => QUASIGROUP[interim][digit], "0");

export function newReceiptCode() {
  let digits = "";
  while (digits.length < 23) {
    const [byte] = randomBytes(1);
    if (byte < 250) digits += byte % 10; // 250 and more would favour small digits
  }
  return digits + damm(digits);
}
export const groupReceiptCode = (code) => code.match(/.{4}/g).join(" ");

export const stretch = (secret, { salt, memory, passes, lanes }, onProgress) =>
  argon2idAsync(utf8(secret), salt, { m: memory, t: passes, p: lanes, dkLen: 32, maxmem: 2 ** 32 - 1, onProgress });

/** The keys of a tidy code. Slow on purpose; `onProgress` hears numbers from 0 to 1. */
export async function deriveReceiptKeys(code, onProgress) {
  const root = await stretch(code, RECEIPT, onProgress);
  const lookupId = hkdf32(root, "trygga/receipt/1/lookup");
  const dialogueIdentity = identityFromSeed(hkdf32(root, "trygga/receipt/1/dialogue"));
  return {
    lookupId: hex.encode(lookupId), lookup: digest(lookupId), macKey: hkdf32(root, "trygga/receipt/1/mac"),
    dialogueIdentity, dialogueRecipient: await recipientOf(dialogueIdentity),
  };
}

// --- reports ---

export const newReportId = () => hex.encode(randomBytes(16));

const CHOICES = { pathway: ["child", "adult", "self", "self_under_18"], happening: ["yes", "no", "unsure"] };
const FREE_TEXTS =
  "seen heard told believed when how_often municipality address door people interpreter contact".split(" ");
export const CONCERN_FIELDS = [...Object.keys(CHOICES), "area", ...FREE_TEXTS];
const SLUG_OR_NOTHING = /^(?:[a-z\d]+(?:[-_][a-z\d]+)*)?$/;

export function checkConcern(concern) {
  for (const field of new Set([...CONCERN_FIELDS, ...Object.keys(concern)])) {
    demand(CONCERN_FIELDS.includes(field) && typeof concern[field] === "string", "MalformedEnvelope", field);
  }
  for (const field in CHOICES) demand(CHOICES[field].includes(concern[field]), "MalformedEnvelope", field);
  demand(SLUG_OR_NOTHING.test(concern.area), "MalformedEnvelope", "area");
  for (const field of FREE_TEXTS) demand([...concern[field]].length <= 20_000, "TooLong", field);
}

/** A concern sealed for `place`; the identity stays here, to seal to a newer epoch if need be. */
export async function sealReport(concern, { place, ringRecipient, receipt, language, sealedAt = new Date() }) {
  checkConcern(concern);
  const identity = await newIdentity();
  const recipient = await recipientOf(identity);
  const dialogue = { key: toBase64(receipt.macKey), recipient: receipt.dialogueRecipient };
  const body = { concern, dialogue, language, sealed_at: sealedAt.toISOString() };
  const sealedReport = await sealEnvelope("report", place, body, [recipient]);
  const reportIdentity = await sealReportIdentity(identity, sealedReport, { place, ringRecipient });
  return {
    report: place.report, reportIdentity, sealedReport, recipient, lookup: receipt.lookup, identity,
    recipientMac: recipientMac(receipt.macKey, place.report, recipient),
  };
}

export const sealReportIdentity = (identity, sealedReport, { place, ringRecipient }) =>
  sealEnvelope("report-identity", place, { identity, sealed_report: digest(sealedReport) }, [ringRecipient]);
