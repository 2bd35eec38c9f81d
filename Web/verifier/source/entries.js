// One stored line: its members, its hash, and whether it is spelt as it was stored.

const INT64_MAX = (1n << 63n) - 1n;
const CAP_OPTIONS = ["downgradeTo", "reason"];
const ENTRY_MEMBERS = [
  "decision", "entryHash", "previousHash", "sequence", "signature", "signerFingerprint",
];
const skimmer = new Skimmer();
const CLOSE = utf8.encode("}");

/** Why a line is no entry at all; `isWhole` where it is a whole JSON object all the same, and `isOfJournal`
 * where that has a member that entries have. */
class LineFault extends Error {
  constructor(reason, isWhole, isOfJournal = false) {
    super(reason);
    this.isWhole = isWhole;
    this.isOfJournal = isOfJournal;
  }
}

/**
 * `{sequence, previousHash, entryHash, signature, fingerprint, hash, isCanonical, decision, extra}`:
 * strings or null; `hash` what the line really hashes to, `decision` its canonical text in bytes, `extra` a
 * member that entries do not have; `isLiteral` where the bytes hash to `entryHash` as they are, but the
 * canonical text may not. Throws a TextFault or a LineFault.
 */
function entryOf(line) {
  return quickEntry(line) ?? slowEntry(parsed(line), line);
}

/** A line that is surely canonical, which is nearly every one; else null. */
function quickEntry(line) {
  if (!startsWith(line, '{"decision":{')) return null;
  const decisionEnd = skimmer.end(line, 12, 1);
  if (decisionEnd < 0 || skimmer.sawNull) return null;
  const digits = new Digits(line, decisionEnd);
  const entryHash = digits.after(',"entryHash":"', 64);
  const hashedFrom = digits.at + 1;
  const previousHash = digits.after('","previousHash":"', 64);
  if (!entryHash || !previousHash || !startsWith(line, '","sequence":', digits.at)) return null;
  const sequence = digits.number(digits.at + 13);
  if (sequence === null) return null;
  const hashedTo = digits.at;
  const signature = digits.after(',"signature":"', 128);
  const fingerprint = signature && digits.after('","signerFingerprint":"', 16);
  const rest = signature ? '"}' : "}";
  if (signature && !fingerprint) return null;
  if (digits.at + rest.length !== line.length || !startsWith(line, rest, digits.at)) return null;
  const hash = hasher.begin().update(line, 0, decisionEnd).update(line, hashedFrom, hashedTo)
    .update(CLOSE).digest();
  const isCanonical = true;
  const extra = null;
  const decision = line.subarray(12, decisionEnd);
  return {
    sequence, previousHash, entryHash, signature, fingerprint, hash, isCanonical, extra, decision,
  };
}

/** Takes fixed texts and lower-case digits from a line, one behind the other. */
class Digits {
  constructor(line, at) {
    this.line = line;
    this.at = at;
  }

  after(text, count) {
    const start = this.at + text.length;
    if (!startsWith(this.line, text, this.at) || start + count > this.line.length) return null;
    for (let at = start; at < start + count; at += 1) {
      const byte = this.line[at];
      if (byte < 0x30 || byte > 0x66 || (byte > 0x39 && byte < 0x61)) return null;
    }
    this.at = start + count;
    return String.fromCharCode.apply(null, this.line.subarray(start, start + count));
  }

  /** A number that a double has exactly, without a sign; else null. */
  number(start) {
    let at = start;
    let value = 0;
    while (this.line[at] >= 0x30 && this.line[at] <= 0x39) {
      value = 10 * value + this.line[at] - 0x30;
      at += 1;
    }
    const length = at - start;
    if (!length || length > 15 || (length > 1 && this.line[start] === 0x30)) return null;
    this.at = at;
    return value;
  }
}

function slowEntry(tree, line) {
  if (!(tree instanceof Map)) throw new LineFault("an entry must be an object", false);
  const sequence = sequenceOf(tree.get("sequence"));
  if (sequence === null) {
    const isOfJournal = ENTRY_MEMBERS.some((name) => tree.has(name));
    throw new LineFault("the entry's sequence is not an integer", true, isOfJournal);
  }
  const decision = withoutUnsetOptions(tree.get("decision"));
  const hashed = new Map();
  const stored = new Map();
  const set = (name, value, ...maps) => {
    if (value !== undefined) for (const map of maps) map.set(name, value);
  };
  set("decision", decision, hashed, stored);
  set("previousHash", tree.get("previousHash"), hashed, stored);
  set("sequence", tree.get("sequence"), hashed, stored);
  set("entryHash", tree.get("entryHash"), stored);
  const signature = stringOf(tree.get("signature"));
  if (signature !== null) {
    set("signature", signature, stored);
    set("signerFingerprint", tree.get("signerFingerprint"), stored);
  }
  const text = decision instanceof Map && hashed.size === 3 ? canonical(hashed) : null;
  const storedText = canonical(stored);
  const entryHash = stringOf(tree.get("entryHash"));
  return {
    sequence,
    previousHash: stringOf(tree.get("previousHash")),
    entryHash,
    signature,
    fingerprint: stringOf(tree.get("signerFingerprint")),
    hash: text === null ? null : sha256(utf8.encode(text)),
    isLiteral: () => entryHash !== null && literalHash(textOf(line)) === entryHash,
    isCanonical: storedText !== null && areEqual(utf8.encode(storedText), line),
    decision: hashed.size === 3 && text !== null ? utf8.encode(canonical(decision)) : null,
    extra: [...tree.keys()].find((name) => !ENTRY_MEMBERS.includes(name)) ?? null,
  };
}

// A stored line in its parts; what is hashed is all but the second.
const STORED = new RegExp(
  '^(\\{"decision":.*),"entryHash":"[0-9a-f]{64}"'
    + '(,"previousHash":"[0-9a-f]{64}","sequence":-?[0-9]+)'
    + '(?:,"signature":"[^"]*","signerFingerprint":"[^"]*")?\\}$',
  "su",
);

/** What the bytes of a stored line hash to as they are, though their spelling is not canonical. */
function literalHash(text) {
  const parts = STORED.exec(text);
  return parts && hexOf(sha256(utf8.encode(`${parts[1]}${parts[2]}}`)));
}

function stringOf(value) {
  return typeof value === "string" ? value : null;
}

/** An integer of 64 bits, else null. */
function sequenceOf(value) {
  const number = value instanceof Integer ? BigInt(value.text) : null;
  if (number === null || number > INT64_MAX || number < -INT64_MAX - 1n) return null;
  return Number.isSafeInteger(Number(number)) ? Number(number) : number;
}

/** A decision as it is hashed: what is unset in its cap is left out. */
function withoutUnsetOptions(decision) {
  const cap = decision instanceof Map ? decision.get("triggeredCap") : null;
  if (!(cap instanceof Map) || !CAP_OPTIONS.some((name) => cap.get(name) === null)) return decision;
  const kept = [...cap].filter(([name, value]) => value !== null || !CAP_OPTIONS.includes(name));
  return new Map(decision).set("triggeredCap", new Map(kept));
}
