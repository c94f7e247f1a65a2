// What only members do: unlock, open the ring and reports, record the first opening; the same as trygga.lib.sealing.
import { base32, sha256 } from "./vendor/age.js";
import {
  attempt, canonical, checkConcern, demand, digest, encrypterFor, fromBase64, hkdf32, identityFromSeed, mac,
  recipientOf, sealEnvelope, stretch,
} from "./sealing.js";
import { checkBody, keyFromBase64, openEnvelope } from "./opening.js";

const LEAST_MEMORY = 19456; // KiB
const LEAST_PASSES = 2;

/** 80 bits of a recipient's hash as four groups of four, to be compared by voice. */
export function fingerprint(recipient) {
  const hash = sha256(canonical("trygga/fingerprint/1", recipient)).subarray(0, 10);
  return base32.encode(hash).toLowerCase().match(/.{4}/g).join(" ");
}

/** A passphrase in NFKC, lower case, trimmed, its runs of white space as one space. */
export const tidyPassphrase = (passphrase) => passphrase.normalize("NFKC").toLowerCase().trim().replace(/\s+/g, " ");

/** The identity of a passphrase under the member's parameters, which must not be weak. Slow on purpose. */
export async function unlockIdentity(passphrase, kdf, onProgress) {
  const parameters = checkParameters(kdf);
  const root = await stretch(tidyPassphrase(passphrase), parameters, onProgress);
  return identityFromSeed(hkdf32(root, "trygga/unlock/1/identity"));
}

function checkParameters({ kdf, salt, memory, passes, lanes }) {
  demand(kdf === "argon2id", "UnknownDerivation", "kdf");
  for (const [name, number] of Object.entries({ memory, passes, lanes })) {
    demand(Number.isInteger(number), "UnknownDerivation", name);
  }
  const bytes = attempt(() => fromBase64(salt), "UnknownDerivation", "salt");
  demand(memory >= LEAST_MEMORY, "WeakDerivation", "memory");
  demand(passes >= LEAST_PASSES, "WeakDerivation", "passes");
  demand(bytes.length === 16, "WeakDerivation", "salt");
  demand(lanes >= 1, "WeakDerivation", "lanes");
  return { salt: bytes, memory, passes, lanes };
}

/** The member's identity. WrongKey means a wrong passphrase, WrongPlace another member's file. */
export async function openMemberIdentity(sealed, { member, place, unlockIdentity: identity }) {
  const body = await openEnvelope(sealed, identity, "member-identity", { ...place, epoch: 0, report: "" });
  checkBody(body, { member: "string", identity: "string" });
  demand(body.member === member, "WrongPlace", "member");
  return body.identity;
}

/** The ring of the place's unit and epoch: {epoch, identities: {"1": ...}, macKeys: {"1": bytes}, pinned}. */
export async function openRing(sealed, { place, identity }) {
  const body = await openEnvelope(sealed, identity, "ring", { ...place, report: "" });
  checkBody(body, { identities: "object", mac_keys: "object", pinned: "object" });
  const epochs = Array.from({ length: place.epoch }, (_, index) => String(index + 1));
  for (const name of ["identities", "mac_keys"]) {
    const isWhole = Object.keys(body[name]).sort().join() === [...epochs].sort().join();
    demand(isWhole && epochs.every((epoch) => typeof body[name][epoch] === "string"), "MalformedEnvelope", name);
  }
  const macKeys = epochs.map((epoch) => [epoch, keyFromBase64(body.mac_keys[epoch], "mac_keys")]);
  return { epoch: place.epoch, identities: body.identities, macKeys: Object.fromEntries(macKeys), pinned: body.pinned };
}

/** The newest epoch's recipient, to be compared with what the public side serves. */
export const ringRecipient = (ring) => recipientOf(ring.identities[ring.epoch]);

function keysOfEpoch({ identities, macKeys }, epoch) {
  demand(Object.hasOwn(identities, epoch), "UnknownEpoch", "epoch");
  return { identity: identities[epoch], macKey: macKeys[epoch] };
}

/** The report that lies at `place`. WrongHash if it is not the one its identity was sealed with. */
export async function openReport(reportIdentity, sealedReport, { place, ring }) {
  const wrapped = await openEnvelope(reportIdentity, keysOfEpoch(ring, place.epoch).identity, "report-identity", place);
  checkBody(wrapped, { identity: "string", sealed_report: "string" });
  demand(wrapped.sealed_report === digest(sealedReport), "WrongHash", "sealed_report");
  const { identity } = wrapped;
  const { concern, dialogue, language, sealed_at: sealedAt } = await openReportBody(sealedReport, identity, place);
  const dialogueKey = keyFromBase64(dialogue.key, "key");
  const recipient = await recipientOf(identity);
  return { identity, recipient, concern, language, sealedAt, dialogueKey, dialogueRecipient: dialogue.recipient };
}

async function openReportBody(sealedReport, identity, place) {
  const body = await openEnvelope(sealedReport, identity, "report", place);
  checkBody(body, { concern: "object", dialogue: "object", language: "string", sealed_at: "string" });
  checkConcern(body.concern);
  checkBody(body.dialogue, { key: "string", recipient: "string" });
  encrypterFor([body.dialogue.recipient]); // refuses another kind of key
  return body;
}

const hashesOf = (reportIdentity, sealedReport) =>
  ({ report_identity: digest(reportIdentity), sealed_report: digest(sealedReport) });
const openingMac = (key, { report, epoch }, hashes) =>
  mac(key, "trygga/opening/1", report, epoch, hashes.report_identity, hashes.sealed_report);

/** The record of the first opening, under the ring's newest epoch: from then on the report's files are known. */
export async function sealOpening(ring, { place, reportIdentity, sealedReport }) {
  const now = { ...place, epoch: ring.epoch };
  const hashes = hashesOf(reportIdentity, sealedReport);
  const body = { ...hashes, mac: openingMac(keysOfEpoch(ring, ring.epoch).macKey, now, hashes) };
  return sealEnvelope("opening", now, body, [await ringRecipient(ring)]);
}

/** Throws WrongHash if a file changed after the first opening, WrongMac if no member wrote the record. */
export async function checkOpening(sealed, ring, { place, reportIdentity, sealedReport }) {
  const { identity, macKey } = keysOfEpoch(ring, place.epoch);
  const body = await openEnvelope(sealed, identity, "opening", place);
  checkBody(body, { report_identity: "string", sealed_report: "string", mac: "string" });
  demand(body.mac === openingMac(macKey, place, body), "WrongMac", "mac");
  const hashes = hashesOf(reportIdentity, sealedReport);
  for (const name in hashes) demand(body[name] === hashes[name], "WrongHash", name);
}
