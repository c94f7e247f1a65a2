// Opening sealed files, with every check of docs/formats.md; the same as trygga.lib.sealing.
import { base64nopad, Decrypter } from "./vendor/age.js";
import {
  attempt, demand, envelopeAt, fromBase64, LARGEST_FRAME, paddedSize, SealingError, wellFormed,
} from "./sealing.js";

const VERSION = "age-encryption.org/v1\n";
const HEADER = /^((?:-> [!-~]+(?: [!-~]+)*\n(?:[A-Za-z\d+/]{64}\n)*[A-Za-z\d+/]{0,63}\n)+)--- ([A-Za-z\d+/]{43})\n/;
const HYBRID = /^(?:-> mlkem768x25519 [A-Za-z\d+/]{1494}\n[A-Za-z\d+/]{43}\n)+$/;

/** How many recipients a file has, once its header is known to be well formed and hybrid throughout. */
export function recipientCount(sealed) {
  const text = new TextDecoder("latin1").decode(sealed);
  demand(text.startsWith(VERSION), "NotSealed");
  const [, stanzas, mac] = HEADER.exec(text.slice(VERSION.length)) ?? [];
  demand(stanzas, "MalformedFile");
  const kinds = stanzas.match(/^-> \S+/gm);
  demand(kinds.every((kind) => kind === "-> mlkem768x25519"), "ForeignRecipient");
  demand(HYBRID.test(stanzas), "MalformedFile");
  const encoded = stanzas.replaceAll("-> mlkem768x25519 ", "").trim().split("\n");
  for (const line of [...encoded, mac]) attempt(() => base64nopad.decode(line), "MalformedFile"); // canonical only
  return kinds.length;
}

export async function unseal(sealed, identity) {
  recipientCount(sealed);
  demand(identity.startsWith("AGE-SECRET-KEY-PQ-1"), "ForeignRecipient", "identity");
  const decrypter = new Decrypter();
  attempt(() => decrypter.addIdentity(identity), "MalformedKey", "identity");
  try { await decrypter.decryptHeader(sealed); } catch (error) {
    throw new SealingError(error.message === "invalid header HMAC" ? "DamagedHeader" : "WrongKey");
  }
  try { return await decrypter.decrypt(sealed); } catch { throw new SealingError("DamagedPayload"); }
}

/** The JSON object of a padded frame. */
export function unpad(frame) {
  demand(frame.length >= 4, "MalformedFrame", "size");
  const end = 4 + new DataView(frame.buffer, frame.byteOffset).getUint32(0);
  demand(end <= LARGEST_FRAME && paddedSize(end) === frame.length, "MalformedFrame", "size");
  demand(frame.subarray(end).every((byte) => byte === 0), "MalformedFrame", "padding");
  const content = parse(frame.subarray(4, end));
  demand(isOf(content, "object"), "MalformedFrame", "json");
  return content;
}

function parse(bytes) {
  const strict = (_, value) => { demand(typeof value !== "string" || wellFormed(value) === value); return value; };
  const text = () => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  return attempt(() => JSON.parse(text(), strict), "MalformedFrame", "json");
}

const isOf = (value, type) => {
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type && value !== null && !Array.isArray(value);
};

/** Refuses a body that has not exactly these keys with values of these types. */
export function checkBody(body, types) {
  for (const key of new Set([...Object.keys(types), ...Object.keys(body)])) {
    const isKnown = Object.hasOwn(types, key) && Object.hasOwn(body, key);
    demand(isKnown && isOf(body[key], types[key]), "MalformedEnvelope", key);
  }
}

/** The body of an envelope whose every other key is as expected. */
export function checkEnvelope(envelope, expected) {
  demand(envelope.purpose === expected.purpose, "WrongPurpose", "purpose");
  for (const key of new Set([...Object.keys(expected), "body", ...Object.keys(envelope)])) {
    const isKnown = key === "body" || Object.hasOwn(expected, key);
    demand(isKnown && Object.hasOwn(envelope, key), "MalformedEnvelope", key);
  }
  for (const [key, value] of Object.entries(expected)) {
    demand(envelope[key] === value, key === "schema" || key === "version" ? "WrongVersion" : "WrongPlace", key);
  }
  demand(isOf(envelope.body, "object"), "MalformedEnvelope", "body");
  return envelope.body;
}

/** The body of an organisation's sealed envelope. A report keeps the epoch of its first sealing. */
export async function openEnvelope(sealed, identity, purpose, place) {
  const envelope = unpad(await unseal(sealed, identity));
  const { epoch } = envelope;
  const isEarlier = purpose === "report" && Number.isInteger(epoch) && epoch >= 1 && epoch <= place.epoch;
  return checkEnvelope(envelope, envelopeAt(purpose, isEarlier ? { ...place, epoch } : place));
}

/** The 32 bytes of a key inside an envelope. */
export function keyFromBase64(text, field) {
  const key = attempt(() => fromBase64(text), "MalformedEnvelope", field);
  demand(key.length === 32, "MalformedEnvelope", field);
  return key;
}
