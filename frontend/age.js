// What sealing.js and rings.js need of other people's code, bundled into one module by build.js.
export { Decrypter, Encrypter, generateHybridIdentity, identityToRecipient } from "age-encryption";
export { argon2idAsync } from "@noble/hashes/argon2.js";
export { hkdf } from "@noble/hashes/hkdf.js";
export { hmac } from "@noble/hashes/hmac.js";
export { sha256 } from "@noble/hashes/sha2.js";
export { concatBytes } from "@noble/hashes/utils.js";
export { base32, base64, base64nopad, bech32, hex } from "@scure/base";
