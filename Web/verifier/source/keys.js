// Keys that the reader gives, and signatures by them.

const ED25519 = 1;
const COSIGNATURE = 4;

/** A public key: its 32 bytes, its fingerprint, and its name where it was given as a vkey. */
class Key {
  constructor(bytes, name = null, type = ED25519) {
    this.bytes = bytes;
    this.name = name;
    this.type = type;
    this.fingerprint = hexOf(sha256(bytes).subarray(0, 8));
    this.imported = null;
    // The id under the name that was asked for last.
    this.idName = null;
    this.idBytes = null;
  }

  /** The key id of a signed note's line: which name and key it claims to be by. */
  id(name) {
    const type = new Uint8Array([this.type]);
    if (this.idName !== name) {
      this.idName = name;
      this.idBytes = sha256(utf8.encode(`${name}\n`), type, this.bytes).subarray(0, 4);
    }
    return this.idBytes;
  }

  async verifies(signature, message) {
    if (signature.length !== 64) return false;
    this.imported ??= crypto.subtle.importKey("raw", this.bytes, "Ed25519", false, ["verify"]);
    try {
      return await crypto.subtle.verify("Ed25519", await this.imported, signature, message);
    } catch {
      return false;
    }
  }
}

/** What is wrong with a key that the reader gave. */
class KeyFault extends Error {}

/** The keys of a text: one a line, 64 hexadecimal digits or a vkey (C2SP signed-note). */
function keysOf(text, wantedType = ED25519) {
  const keys = [];
  for (const line of text.split(/\r?\n/)) {
    const word = line.trim();
    if (word === "" || word.startsWith("#")) continue;
    const key = keyOf(word, wantedType);
    if (!keys.some((other) => areEqual(other.bytes, key.bytes) && other.name === key.name)) {
      keys.push(key);
    }
  }
  return keys;
}

function keyOf(word, wantedType) {
  if (wantedType === ED25519 && /^[0-9A-Fa-f]{64}$/.test(word)) {
    return new Key(bytesOfHex(word.toLowerCase(), 32));
  }
  const [, name, id, material] = /^([^+\s]+)\+([0-9a-f]{8})\+(\S+)$/.exec(word) ?? [];
  const bytes = material && bytesOfBase64(material);
  if (!bytes || bytes.length !== 33) {
    const forms = wantedType === ED25519 ? "64 hexadecimal digits or a vkey" : "a witness's vkey";
    throw new KeyFault(`“${shortened(word)}” is not a public key; give ${forms}, one a line.`);
  }
  const key = new Key(bytes.subarray(1), name, bytes[0]);
  if (hexOf(key.id(name)) !== id) {
    throw new KeyFault(`The vkey of “${shortened(name)}” was mistyped: its key id does not fit.`);
  }
  if (key.type !== wantedType) {
    const kind = key.type === COSIGNATURE ? "a witness's" : key.type === ED25519 ? "a log's" : "another";
    throw new KeyFault(`The vkey of “${shortened(name)}” is ${kind} key; it belongs elsewhere.`);
  }
  return key;
}

/** The text of a key's file: 32 bytes, or text. */
function keyTextOfFile(bytes) {
  if (bytes.length === 32) return hexOf(bytes);
  const text = bytes.length <= 65536 ? textOf(bytes) : null;
  if (text === null) throw new KeyFault("The file is not a public key: 32 bytes, or text.");
  return text.trim();
}

function shortened(text) {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}

/** Why this browser cannot check, or null: tried on a signature of RFC 8032, section 7.1. */
async function selfTest() {
  if (!globalThis.crypto?.subtle) {
    return "This browser offers no cryptography here. Open the page from a file or over HTTPS.";
  }
  const sizes = [0, 55, 56, 64, 119, 1000];
  for (const size of sizes) {
    const bytes = Uint8Array.from({ length: size }, (_, at) => (at * 7) & 255);
    const theirs = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    if (!areEqual(theirs, sha256(bytes))) return "This browser computes SHA-256 wrongly.";
  }
  const key = new Key(bytesOfHex(RFC_8032.key, 32));
  const signature = bytesOfHex(RFC_8032.signature, 64);
  const isRight = await key.verifies(signature, bytesOfHex(RFC_8032.message, 1));
  const isWrong = await key.verifies(signature, bytesOfHex("73", 1));
  if (isRight && !isWrong) return null;
  return "This browser cannot check Ed25519 signatures. Chrome and Edge can from version 137 on, "
    + "Firefox from 129, Safari from 17.";
}

const RFC_8032 = {
  key: "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
  message: "72",
  signature: "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
};
