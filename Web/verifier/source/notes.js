// Signed notes and checkpoints (C2SP), and the seals that are ones.

const SEAL_MARK = '{"seal":';
const SIGNATURES_MAX = 32;
const NOTE_BYTES_MAX = 128 * 1024;

/** `{text, signatures}` of a signed note, or null. The text ends in its line feed. */
function noteOf(whole) {
  if (utf8.encode(whole).length > NOTE_BYTES_MAX || !whole.endsWith("\n")) return null;
  if (/[\u0000-\u0009\u000b-\u001f]/.test(whole)) return null;
  const split = whole.lastIndexOf("\n\n");
  if (split < 0) return null;
  const lines = whole.slice(split + 2, -1).split("\n");
  if (lines.length > SIGNATURES_MAX) return null;
  const signatures = lines.map(signatureOf);
  if (signatures.includes(null)) return null;
  return { text: whole.slice(0, split + 1), signatures };
}

function signatureOf(line) {
  const parts = line.split(" ");
  if (parts.length !== 3 || parts[0] !== "—" || !isName(parts[1])) return null;
  const bytes = bytesOfBase64(parts[2]);
  if (!bytes || bytes.length < 5) return null;
  return { name: parts[1], id: bytes.subarray(0, 4), bytes: bytes.subarray(4) };
}

function isName(text) {
  return text !== "" && !/[\p{White_Space}+]/u.test(text);
}

/** A number as seals write them: decimal, no leading zeros, below 2^63. */
function decimalOf(text) {
  if (!/^(0|[1-9][0-9]{0,18})$/.test(text)) return null;
  const number = BigInt(text);
  return number < 1n << 63n ? number : null;
}

/** The seal that a line of ours has, or null. */
function sealText(bytes) {
  const text = textOf(bytes);
  if (text === null) return null;
  try {
    const seal = parsed(bytes).get("seal");
    return typeof seal === "string" && `${SEAL_MARK}${quoted(seal)}}` === text ? seal : null;
  } catch {
    return null;
  }
}

/** `{origin, size, root, timeMs, head, note}` of a seal, or null. */
function sealOf(whole) {
  const note = noteOf(whole);
  const lines = note?.text.slice(0, -1).split("\n");
  if (lines?.length !== 5) return null;
  const [origin, size, root, time, head] = lines;
  const seal = {
    note,
    origin,
    size: decimalOf(size),
    root: bytesOfBase64(root),
    timeMs: time.startsWith("time ") ? decimalOf(time.slice(5)) : null,
    head: head.startsWith("head ") ? bytesOfHex(head.slice(5), 32) : null,
  };
  if (!isOrigin(origin) || seal.size === null || seal.timeMs === null || !seal.head) return null;
  return seal.root?.length === 32 ? seal : null;
}

function isOrigin(text) {
  return /^[!-*,-~]{1,200}$/.test(text);
}

/**
 * Which of the keys signed a note under a name: `{key}`, or `{fault}`, "invalid" where a line claims to
 * be by one of them and is not, "unknown" where none is by any.
 */
async function signerOf(note, name, keys) {
  const message = utf8.encode(note.text);
  let signer = null;
  for (const key of keys) {
    const id = key.id(name);
    for (const line of note.signatures) {
      if (line.name !== name || !areEqual(id, line.id)) continue;
      if (!(await key.verifies(line.bytes, message))) return { fault: "invalid" };
      signer ??= key;
    }
  }
  return signer ? { key: signer } : { fault: "unknown" };
}
