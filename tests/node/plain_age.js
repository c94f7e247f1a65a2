// A third program: knows docs/formats.md and the published age-encryption package, and nothing of our code.
// Reads {"do": "open" | "seal", ...} as JSON, binary in base64, and answers likewise.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";

const toBytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const toText = (bytes) => Buffer.from(bytes).toString("base64");

async function open(file, identity) {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const frame = Buffer.from(await decrypter.decrypt(file));
  return JSON.parse(frame.subarray(4, 4 + frame.readUInt32BE(0)).toString("utf8"));
}

async function seal(envelope, recipient) {
  const json = Buffer.from(JSON.stringify(envelope), "utf8");
  const frame = Buffer.alloc(json.length + 4 <= 4096 ? 4096 : 16384);
  frame.writeUInt32BE(json.length, 0);
  json.copy(frame, 4);
  const encrypter = new Encrypter();
  encrypter.addRecipient(recipient);
  return encrypter.encrypt(new Uint8Array(frame));
}

const work = {
  async open({ report_identity, sealed_report, identity }) {
    const wrapped = await open(toBytes(report_identity), identity);
    const report = await open(toBytes(sealed_report), wrapped.body.identity);
    return { wrapped, report };
  },
  async seal({ place, concern, dialogue, recipient }) {
    const identity = await generateHybridIdentity();
    const envelope = (purpose, body) => ({ schema: 1, purpose, ...place, version: 1, body });
    const body = { concern, dialogue, language: "sv", sealed_at: "2026-11-23T02:14:00.000Z" };
    const sealed = await seal(envelope("report", body), await identityToRecipient(identity));
    const hash = createHash("sha256").update(sealed).digest("hex");
    const wrapped = await seal(envelope("report-identity", { identity, sealed_report: hash }), recipient);
    return { report_identity: toText(wrapped), sealed_report: toText(sealed) };
  },
};

const request = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await work[request.do](request)));
