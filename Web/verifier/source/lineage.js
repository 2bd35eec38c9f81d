// Which keys may seal a journal, and its name, as its own entries hand them on.

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
    // What was followed, `{number, decision, delegate}`. Copies share arrays: they are replaced, not changed.
    this.events = [];
  }

  /** As it is now, whatever is followed later. */
  copy() {
    return Object.assign(new Lineage([], null), this);
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
    this.putInForce();
  }

  /** Lets a rotation hold that was taken. */
  putInForce() {
    if (!this.pending) return;
    const { from, to } = this.pending;
    this.pending = null;
    this.roots = [...this.roots.filter((key) => !isSame(key, from) && !isSame(key, to)), to];
    this.retired = [...this.retired, from];
    this.end(({ root }) => isSame(root, from));
  }

  end(isOver) {
    if (!this.delegates.some(isOver)) return;
    this.ended = [...this.ended, ...this.delegates.filter(isOver).map(({ key }) => key)];
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
  take(decision, number) {
    const step = STEPS[decision.kind].call(this, decision);
    if (step.code) return step;
    this.events = [...this.events, { number, decision, delegate: step.delegate ?? null }];
    return step;
  }

  /** What was followed, as a segment's first line has it; without delegations that no longer hold. */
  get text() {
    const last = this.pending && this.events.findLast(({ decision }) => decision.kind === "keyRotation");
    return this.events
      .filter(({ delegate }) => !delegate || this.delegates.includes(delegate))
      .map((event) => `${event === last ? PENDING : ""}${event.number} ${spelling(event.decision)}\n`)
      .join("");
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
  const isWhole = isHash(from) && isHash(to) && isHash(head) && isCount(size);
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
  const isWhole = isHash(root) && isHash(to) && isCount(notBeforeMs) && isCount(notAfterMs);
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
  const added = { root: from, key, fromMs: notBeforeMs, toMs: notAfterMs };
  this.delegates = [...this.delegates, added];
  return { answer, delegate: added };
}

function rename({ from, to, size, head }) {
  if (!isCount(size) || !isHash(head)) return MALFORMED;
  if (typeof from !== "string" || typeof to !== "string") return MALFORMED;
  const isHere = BigInt(size) === BigInt(this.sealedSize) && head === this.sealedHead && size > 0;
  if (from !== this.origin || from === to || !isOrigin(to) || !isHere) {
    return { code: "origin_change_invalid", reason: "a new name does not follow from the last seal" };
  }
  this.origin = to;
  return { answer: Promise.resolve(null) };
}

const STEPS = { keyRotation: rotate, keyDelegation: delegate, logOrigin: rename };
const MEMBERS_OF = {
  keyRotation: ["from", "head", "kind", "origin", "signatures", "size", "timestamp", "to"],
  keyDelegation: [
    "kind", "notAfterMs", "notBeforeMs", "origin", "root", "signatures", "timestamp", "to",
  ],
  logOrigin: ["from", "head", "kind", "size", "timestamp", "to"],
};
const PENDING = "pending ";
const FOLLOWED_LINE = /^(pending )?(0|[1-9][0-9]*) (\{.*\})$/u;
// Nobody has signed an entry's time; here it has none.
const NO_TIME = "1970-01-01T00:00:00.000Z";

/** A decision that was followed, in its canonical spelling. */
function spelling(decision) {
  const members = MEMBERS_OF[decision.kind].map((name) => {
    const value = name === "timestamp" ? NO_TIME : decision[name];
    const isText = typeof value === "string";
    const text = Array.isArray(value) ? `[${value.map(quoted).join(",")}]`
      : isText ? quoted(value) : String(value);
    return `"${name}":${text}`;
  });
  return `{${members.join(",")}}`;
}

/**
 * Follows the text of a segment's first line from the trusted keys on: `{lineage, firstOrigin, answer}`, where
 * `answer` comes to whether all of its signatures are right; null where it is not such a text.
 */
function lineageOf(text, keys, first) {
  const lineage = new Lineage(keys, null);
  const answers = [];
  let firstOrigin = null;
  for (const line of text.split("\n").slice(0, -1)) {
    const [, pending, number, spelt] = FOLLOWED_LINE.exec(line) ?? [];
    const decision = spelt === undefined || Number(number) >= first ? null : decisionIn(spelt);
    if (!decision || !lineage.follows(decision)) return null;
    const isRotation = decision.kind === "keyRotation";
    if (pending && !isRotation) return null;
    if (firstOrigin === null) {
      // The name is the one that the log began with, which its entries begin with too.
      firstOrigin = decision.kind === "logOrigin" ? decision.from : decision.origin;
      lineage.origin = firstOrigin;
    }
    // Where they are signed for is a seal that is not here.
    if (decision.kind !== "keyDelegation") {
      lineage.sealedSize = decision.size;
      lineage.sealedHead = decision.head;
    }
    const { code, answer } = lineage.take(decision, number);
    if (code) return null;
    answers.push(answer);
    if (isRotation && !pending) lineage.putInForce();
  }
  if (!lineage.events.length || lineage.text !== text) return null;
  const answer = Promise.all(answers).then((faults) => faults.every((fault) => fault === null));
  return { lineage, firstOrigin, answer };
}

function decisionIn(text) {
  try {
    return plainOf(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TextFault) return null;
    throw error;
  }
}

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

function isHash(value) {
  return bytesOfHex(value, 32) !== null;
}

function isCount(value) {
  const isInteger = typeof value === "bigint" || Number.isSafeInteger(value);
  return isInteger && value >= 0 && value <= INT64_MAX;
}

function arePairs(signatures) {
  return Array.isArray(signatures) && signatures.length === 2
    && signatures.every((text) => typeof text === "string" && HEX_128.test(text));
}
