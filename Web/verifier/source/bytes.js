// Bytes, and how they are spelt: hexadecimal, Base 64 and UTF-8.

const utf8 = new TextEncoder();
const DIGITS = "0123456789abcdef";

function hexOf(bytes) {
  let text = "";
  for (const byte of bytes) text += DIGITS[byte >> 4] + DIGITS[byte & 15];
  return text;
}

/** The bytes that lower-case digits spell, or null. */
function bytesOfHex(text, count) {
  if (typeof text !== "string" || text.length !== 2 * count) return null;
  if (!/^[0-9a-f]*$/.test(text)) return null;
  return Uint8Array.from({ length: count }, (_, at) => parseInt(text.substr(2 * at, 2), 16));
}

/** The bytes of canonical Base 64 (padding, no white space, idle bits zero), or null. */
function bytesOfBase64(text) {
  if (typeof text !== "string" || text.length % 4 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return null;
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return base64Of(bytes) === text ? bytes : null;
}

function base64Of(bytes) {
  let letters = "";
  for (const byte of bytes) letters += String.fromCharCode(byte);
  return btoa(letters);
}

/** The text that bytes spell in UTF-8 without a mark before it, or null. */
function textOf(bytes) {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

function areEqual(left, right) {
  if (left.length !== right.length) return false;
  for (let at = 0; at < left.length; at += 1) if (left[at] !== right[at]) return false;
  return true;
}

function joined(...parts) {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** Whether the bytes from `at` on begin with those of an ASCII text. */
function startsWith(bytes, text, at = 0) {
  if (at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i += 1) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}
