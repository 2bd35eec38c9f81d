// Which keys may seal a journal, and its name, as its own entries hand them on.

const HEX_64 = /^[0-9a-f]{64}$/;
const HEX_128 = /^[0-9a-f]{128}$/;

/** Begins with the keys that the reader trusts, and follows the entries. */
class Lineage {
  constructor(keys, origin) {
    this.roots = keys.slice();
    this.origin = origin;
    // `{root, key, fromMs, toMs}`.
    this.delegates = [];
    this.retired = [];
    this.ended = [];
    // A rotation, `{from, to}`, holds from the next seal on.
    this.pending = null;
    this.sealedSize = 0;
    this.sealedHead = ZEROS;
  }

  /** The keys that may seal at a time. */
  keysAt(ms) {
    const spans = this.delegates.filter(({ fromMs, toMs }) => fromMs <= ms && ms <= toMs);
    return [...this.roots, ...spans.map(({ key }) => key)];
  }

  /** The keys that may sign entries. */
  get entryKeys() {
    return [...this.roots, ...this.delegates.map(({ key }) => key)];
  }

  /** The keys that could seal once and no longer. */
  get formerKeys() {
    const expired = [...this.delegates.map(({ key }) => key), ...this.ended];
    return { expired, retired: this.retired.slice() };
  }

  knows(fingerprint) {
    const coming = this.pending ? [this.pending.to] : [];
    const all = [...this.entryKeys, ...this.retired, ...this.ended, ...coming];
    return all.some((key) => key.fingerprint === fingerprint);
  }

  /** A good seal: what it covers is settled, and a rotation before it holds. */
  sealed(size, head, ms, origin) {
    this.origin = origin;
    this.sealedSize = size;
    this.sealedHead = head;
    this.end(({ toMs }) => toMs < ms);
    if (!this.pending) return;
    const { from, to } = this.pending;
    this.pending = null;
    this.roots = [...this.roots.filter((key) => !isSame(key, from) && !isSame(key, to)), to];
    this.retired.push(from);
    this.end(({ root }) => isSame(root, from));
  }

  end(isOver) {
    this.ended.push(...this.delegates.filter(isOver).map(({ key }) => key));
    this.delegates = this.delegates.filter((delegate) => !isOver(delegate));
  }

  /** Whether an entry is about keys or the log's name. */
  follows({ kind }) {
    return typeof kind === "string" && Object.hasOwn(STEPS, kind);
  }

  /**
   * Follows such an entry: `{code, reason}` where it is wrong, else `{answer}`, which comes to that or to
   * null once its signatures are checked.
   */
  take(decision) {
    return STEPS[decision.kind].call(this, decision);
  }

  isRoot(key) {
    return this.roots.some((root) => isSame(root, key));
  }

  isElsewhere(origin) {
    return this.origin !== null && this.origin !== origin;
  }
}

const MALFORMED = { code: "key_entry_malformed", reason: "an entry about keys without its members" };

function untrusted(reason) {
  return { code: "key_untrusted", reason };
}

function rotate({ from, to, origin, size, head, signatures }) {
  const isWhole = HEX_64.test(from) && HEX_64.test(to) && HEX_64.test(head) && isCount(size);
  if (!isWhole || !arePairs(signatures) || typeof origin !== "string") return MALFORMED;
  const old = new Key(bytesOfHex(from, 32));
  const next = new Key(bytesOfHex(to, 32));
  if (!this.isRoot(old) || this.pending) return untrusted("a key is handed over by one that may not");
  if (isSame(old, next) || this.retired.some((key) => isSame(key, next))) {
    return untrusted("a key is handed over to one that was in use before");
  }
  if (!isOrigin(origin) || this.isElsewhere(origin)) return otherLog();
  const lines = ["farthing key rotation/1", origin, String(size), head, from, to];
  const isHere = BigInt(size) === BigInt(this.sealedSize) && head === this.sealedHead;
  const displaced = { code: "key_position_mismatch", reason: "a key's entry was signed for another place" };
  const answer = bothSigned(signatures, [old, next], lines).then((fault) => {
    return fault ?? (isHere ? null : displaced);
  });
  this.origin = origin;
  this.pending = { from: old, to: next };
  return { answer };
}

function delegate({ root, to, notBeforeMs, notAfterMs, origin, signatures }) {
  const isWhole = HEX_64.test(root) && HEX_64.test(to) && isCount(notBeforeMs) && isCount(notAfterMs);
  if (!isWhole || notBeforeMs > notAfterMs) return MALFORMED;
  if (!arePairs(signatures) || typeof origin !== "string") return MALFORMED;
  const from = new Key(bytesOfHex(root, 32));
  const key = new Key(bytesOfHex(to, 32));
  if (!this.isRoot(from)) return untrusted("a key is delegated by one that may not");
  if (!isOrigin(origin) || this.isElsewhere(origin)) return otherLog();
  const span = [String(notBeforeMs), String(notAfterMs)];
  const lines = ["farthing key delegation/1", origin, ...span, root, to];
  const answer = bothSigned(signatures, [from, key], lines);
  this.origin = origin;
  this.delegates = this.delegates.filter((one) => !isSame(one.root, from) || !isSame(one.key, key));
  this.delegates.push({ root: from, key, fromMs: notBeforeMs, toMs: notAfterMs });
  return { answer };
}

function rename({ from, to, size, head }) {
  if (!isCount(size) || !HEX_64.test(head)) return MALFORMED;
  if (typeof from !== "string" || typeof to !== "string") return MALFORMED;
  const isHere = BigInt(size) === BigInt(this.sealedSize) && head === this.sealedHead && size > 0;
  if (from !== this.origin || from === to || !isOrigin(to) || !isHere) {
    return { code: "origin_change_invalid", reason: "a new name does not follow from the last seal" };
  }
  this.origin = to;
  return { answer: Promise.resolve(null) };
}

const STEPS = { keyRotation: rotate, keyDelegation: delegate, logOrigin: rename };

function otherLog() {
  return { code: "key_origin_mismatch", reason: "a key's entry is of another log" };
}

async function bothSigned(signatures, keys, lines) {
  const message = utf8.encode(lines.map((line) => `${line}\n`).join(""));
  for (const [place, key] of keys.entries()) {
    if (await key.verifies(bytesOfHex(signatures[place], 64), message)) continue;
    return { code: "key_signature_invalid", reason: "a signature of a key's entry is wrong" };
  }
  return null;
}

function isSame(one, other) {
  return areEqual(one.bytes, other.bytes);
}

function isCount(value) {
  return (typeof value === "bigint" || Number.isSafeInteger(value)) && value >= 0;
}

function arePairs(signatures) {
  return Array.isArray(signatures) && signatures.length === 2
    && signatures.every((text) => typeof text === "string" && HEX_128.test(text));
}
