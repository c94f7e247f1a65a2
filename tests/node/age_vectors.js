// The age test vectors of C2SP (package cctv-age) as JSON: [{name, expect, payload, identities, passphrases, armored,
// compressed, file}].
// With the argument "typage", each also says what the bare age-encryption package made of it: the hash, or null.
import { createHash } from "node:crypto";
import { inflateSync } from "node:zlib";
import { armor, Decrypter } from "age-encryption";
import * as vectors from "cctv-age";

function parse(name, bytes) {
  const vector = Buffer.from(bytes);
  const end = vector.indexOf("\n\n");
  const fields = vector.subarray(0, end).toString().split("\n").map((line) => line.split(": "));
  const value = (key) => fields.find(([found]) => found === key)?.[1];
  return {
    name,
    expect: value("expect"),
    payload: value("payload") ?? null,
    identities: fields.filter(([key]) => key === "identity").map(([, identity]) => identity),
    passphrases: fields.filter(([key]) => key === "passphrase").map(([, passphrase]) => passphrase),
    armored: value("armored") === "yes",
    compressed: value("compressed") === "zlib",
    file: vector.subarray(end + 2),
  };
}

async function typage({ identities, passphrases, armored, compressed, file }) {
  const decrypter = new Decrypter();
  identities.forEach((identity) => decrypter.addIdentity(identity));
  passphrases.forEach((passphrase) => decrypter.addPassphrase(passphrase));
  try {
    const whole = compressed ? inflateSync(file) : file;
    const sealed = armored ? armor.decode(whole.toString("latin1")) : new Uint8Array(whole);
    return createHash("sha256").update(await decrypter.decrypt(sealed)).digest("hex");
  } catch {
    return null;
  }
}

const parsed = Object.entries(vectors).filter(([name]) => name !== "default").map(([name, bytes]) => parse(name, bytes));
const output = await Promise.all(parsed.map(async (vector) => ({
  ...vector,
  file: vector.file.toString("base64"),
  typage: process.argv.includes("typage") ? await typage(vector) : undefined,
})));
process.stdout.write(JSON.stringify(output));
