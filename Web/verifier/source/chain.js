// The chain: entries one behind the other, and the seals over them.

const ZEROS = "0".repeat(64);
const NOT_LED = "what is said to have led to the key before the first entry does not follow from "
  + "the given keys";
const LINEAGE_KIND = /"kind":"(keyRotation|keyDelegation|logOrigin)"/;

/** Takes a file's lines in their order. `isSigned`: the export in which each entry is signed. */
class Chain {
  constructor(keys, { isSigned, origin = null, named = null }) {
    this.keys = keys;
    this.lineage = new Lineage(keys, origin);
    // The same before the last seal, which is judged by it.
    this.lineageOfSeal = this.lineage;
    this.firstOrigin = origin;
    this.isSigned = isSigned;
    // The fingerprint in a first line, which a key must have that the given ones lead to.
    this.named = named;
    // The entry with which the file begins that names it.
    this.namedAt = 0;
    // Whether some line was one of a journal's, whole or not.
    this.isJournal = !isSigned;
    // The number of the first entry: that of a segment is not 0.
    this.first = 0;
    this.expected = 0;
    this.previousHash = ZEROS;
    this.tree = new Tree();
    this.isFirst = true;
    this.torn = null;
    this.seals = 0;
    this.sealed = 0;
    this.sealedAtMs = null;
    this.signers = new Set();
    this.pending = new Pending();
    // Null from the first entry on that is none of Farthing's, whose sums nobody can tell.
    this.balances = new Balances();
    this.unposted = null;
    this.expectedHead = null;
    this.foundHead = false;
  }

  /** Goes on from a segment's first line instead of from nothing. */
  begin({ first, seal, frontier, lineage }) {
    this.first = first;
    this.expected = first;
    this.isFirst = false;
    this.tree = new Tree(first, frontier);
    this.previousHash = hexOf(seal.head);
    this.balances = null;
    const led = lineage === null ? null : lineageOf(lineage, this.keys, first);
    const untrusted = this.fault("key_untrusted", NOT_LED, first - 1);
    if (lineage !== null && !led) return untrusted;
    if (led) {
      this.lineage = led.lineage;
      this.firstOrigin = led.firstOrigin;
      this.pending.add(led.answer.then((isRight) => (isRight ? null : untrusted)));
    }
    const fault = this.begun(seal);
    if (led && !fault) this.pending.add(Promise.resolve(FOLLOWED));
    return fault;
  }

  /** Checks the seal of a segment's first line, which covers what came before. */
  begun(seal) {
    const fault = this.checked(seal, this.expected - 1);
    if (!fault) this.seals -= 1;
    return fault;
  }

  /** Whether a segment's first line has what was followed here; it may leave that out. */
  hasFollowed(lineage) {
    return lineage === null || lineage === this.lineageHere.text;
  }

  /** By what a seal over all that is there is judged, be it the last one again. */
  get lineageHere() {
    return this.sealed === this.tree.size ? this.lineageOfSeal : this.lineage;
  }

  /** Checks the seal of a segment's first line behind another file, where it mostly stands again. */
  goOn(seal) {
    if (this.sealed !== this.tree.size) return this.begun(seal);
    const sequence = this.expected - 1;
    const { lineageHere } = this;
    this.pending.add(
      this.signerFault(seal, sequence, lineageHere.keysAt(seal.timeMs), lineageHere.formerKeys),
    );
    return null;
  }

  /** Takes the key that a further file names; one to which nothing has led yet stays the one to be led to. */
  name(named) {
    if (this.named !== null && !this.lineage.knows(this.named)) return;
    this.named = named;
    this.namedAt = this.expected;
  }

  /** What is wrong where no seal covers the last entries, so that anybody could have written them; or null. */
  unsealed() {
    if (this.isSigned || this.sealed >= this.tree.size) return null;
    const reason = "no seal covers the entries from here on, so nobody vouches for them";
    return this.fault("unsealed_entries", reason, this.sealed);
  }

  /** What is wrong with the key that the first line names, where it is none of the keys, or of those
   * that the given ones have led to; or null. */
  unproven(keys) {
    const { lineage, named } = this;
    const isKnown = keys ? keys.some((key) => key.fingerprint === named) : lineage.knows(named);
    if (named === null || isKnown) return null;
    return new Fault("fingerprint_mismatch", this.namedAt, "the file names a key that is none of those given");
  }

  /** The fault that the line itself has, or null; its signatures are left to `pending`. */
  line(bytes) {
    if (!this.isSigned && startsWith(bytes, SEAL_MARK)) return this.seal(bytes);
    if (this.isSigned && isBlank(bytes)) return null;
    let entry;
    try {
      entry = entryOf(bytes);
    } catch (error) {
      return this.unread(error);
    }
    this.isJournal = true;
    if (this.torn && entry.sequence === this.expected) return this.fault("malformed_line", this.torn);
    this.torn = null;
    return this.entry(entry);
  }

  /** What is wrong with a file that ends in `rest`, without a line feed; or null. */
  end(rest) {
    if (!rest.length) return null;
    return this.isSigned ? this.line(rest) : this.fault("malformed_line", "the last line has no end");
  }

  fault(code, reason, sequence = this.expected) {
    return new Fault(code, sequence, reason);
  }

  /** A line that is no entry. Half a line is none too, and where an entry is missing says so itself. */
  unread(error) {
    if (!(error instanceof TextFault || error instanceof LineFault)) throw error;
    if (error.isDuplicate || error.isOfJournal) this.isJournal = true;
    if (this.torn) return this.fault("malformed_line", this.torn);
    if (error.isDuplicate) return this.fault("duplicate_json_key", error.message);
    if (!this.isSigned || error.isWhole) return this.fault("malformed_line", error.message);
    this.torn = error.message;
    return null;
  }

  entry(entry) {
    const { sequence } = entry;
    if (sequence !== this.expected && !(this.isFirst && this.isSigned)) {
      const reason = `sequence gap: expected ${this.expected}, got ${sequence}`;
      return this.fault("sequence_gap", reason, sequence);
    }
    if (entry.previousHash !== this.previousHash) {
      const got = hashInWords(entry.previousHash);
      const reason = `previousHash mismatch: expected ${this.previousHash}, got ${got}`;
      return this.fault("previous_hash_mismatch", reason, sequence);
    }
    if (!entry.hash || hexOf(entry.hash) !== entry.entryHash) {
      if (!this.isSigned && entry.isLiteral?.()) {
        return this.fault("non_canonical_encoding", "the decision is not canonical JSON", sequence);
      }
      return this.fault("hash_or_signature_invalid", "the entry is not what was hashed", sequence);
    }
    if (this.isSigned && entry.signature === null) {
      return this.fault("hash_or_signature_invalid", "the entry is not signed", sequence);
    }
    const signed = entry.signature === null ? null : this.signatureFault(entry);
    const later = this.laterFault(entry);
    if (signed) this.pending.add(signed.then((fault) => fault ?? later));
    if (later) return later;
    this.isFirst = false;
    this.previousHash = entry.entryHash;
    this.foundHead ||= entry.entryHash === this.expectedHead;
    this.tree.append(entry.hash);
    this.expected = this.tree.size;
    return null;
  }

  /** What comes behind the signature in the order of faults, but for the fingerprint. */
  laterFault({ sequence, isCanonical, extra, decision }) {
    if (!this.isSigned && !isCanonical) {
      const reason = "the line is not spelt as it was stored";
      return this.fault("non_canonical_encoding", reason, sequence);
    }
    if (this.isSigned && this.isFirst && sequence !== 0) {
      return this.fault("first_sequence_not_zero", "the first entry is not number 0", sequence);
    }
    if (this.isSigned && extra !== null) {
      return this.fault("unknown_field", `an entry has no member “${extra}”`, sequence);
    }
    return this.posted(sequence, textOf(decision));
  }

  /** Adds the entry up, and follows it where it is about keys or the log's name. */
  posted(sequence, text) {
    const mayBeOfKeys = !this.isSigned && LINEAGE_KIND.test(text);
    if (!this.balances && !mayBeOfKeys) return null;
    const decision = plainOf(text);
    const fault = this.balances ? this.balanceFault(sequence, decision) : null;
    if (fault || !mayBeOfKeys || !this.lineage.follows(decision)) return fault;
    const step = this.lineage.take(decision, sequence);
    const faultOf = (wrong) => (wrong ? this.fault(wrong.code, wrong.reason, sequence) : null);
    if (step.answer) this.pending.add(step.answer.then((wrong) => faultOf(wrong) ?? FOLLOWED));
    return step.code ? faultOf(step) : null;
  }

  /** A stated sum that does not follow from the entries is a fault. */
  balanceFault(sequence, decision) {
    try {
      this.balances.take(sequence, decision);
      return null;
    } catch (error) {
      if (error instanceof Mismatch) return this.fault("balance_mismatch", error.message, sequence);
      if (!(error instanceof Unposted)) throw error;
      this.balances = null;
      this.unposted = { sequence, reason: error.message };
      return null;
    }
  }

  async signatureFault({ sequence, signature, fingerprint, hash }) {
    const digits = signature.replace(/ /g, "").toLowerCase();
    const bytes = bytesOfHex(digits, 64);
    const keys = this.lineage.entryKeys;
    const first = keys.filter((key) => key.fingerprint === fingerprint);
    const others = keys.filter((key) => key.fingerprint !== fingerprint);
    let signer = null;
    for (const key of bytes ? [...first, ...others] : []) {
      if (await key.verifies(bytes, hash)) {
        signer = key;
        break;
      }
    }
    if (!signer) {
      const reason = "the signature is by none of the given keys";
      return this.fault("hash_or_signature_invalid", reason, sequence);
    }
    this.signers.add(signer.fingerprint);
    if (digits !== signature) {
      const reason = "the signature is not in lower-case hexadecimal";
      return this.fault("non_canonical_encoding", reason, sequence);
    }
    if (signer.fingerprint === fingerprint) return null;
    const reason = "signerFingerprint is not the signing key's";
    return this.fault("fingerprint_mismatch", reason, sequence);
  }

  seal(bytes) {
    const sequence = Math.max(this.expected - 1, 0);
    const text = sealText(bytes);
    if (text === null) return this.fault("seal_malformed", "the seal's line is malformed", sequence);
    const seal = sealOf(text);
    if (!seal) return this.fault("seal_malformed", "the seal is not a checkpoint", sequence);
    return this.checked(seal, sequence);
  }

  /** Checks a seal over what is there; its signature is left to `pending`. */
  checked(seal, sequence) {
    const later = this.sealFault(seal, sequence);
    const current = this.lineage.keysAt(seal.timeMs);
    const former = this.lineage.formerKeys;
    this.pending.add(this.signerFault(seal, sequence, current, former).then((fault) => fault ?? later));
    if (later) return later;
    this.seals += 1;
    this.sealed = this.tree.size;
    this.sealedAtMs = seal.timeMs;
    this.lineageOfSeal = this.lineage.copy();
    this.lineage.sealed(this.tree.size, this.previousHash, seal.timeMs, seal.origin);
    return null;
  }

  async signerFault({ note, origin }, sequence, current, { expired, retired }) {
    const { key, fault } = await signerOf(note, origin, current);
    if (fault === "invalid") {
      return this.fault("seal_signature_invalid", "the seal's signature is wrong", sequence);
    }
    if (key) {
      this.signers.add(key.fingerprint);
      return null;
    }
    if ((await signerOf(note, origin, expired)).key) {
      const reason = "the seal is by a key whose time is not the seal's";
      return this.fault("seal_key_expired", reason, sequence);
    }
    if ((await signerOf(note, origin, retired)).key) {
      return this.fault("seal_key_retired", "the seal is by a key that was handed over", sequence);
    }
    return this.fault("seal_unknown_key", "the seal is by none of the keys that the given ones have led to", sequence);
  }

  sealFault(seal, sequence) {
    if (this.lineage.isElsewhere(seal.origin)) {
      const reason = `the seal is of another log, ${seal.origin}`;
      return this.fault("seal_origin_mismatch", reason, sequence);
    }
    if (seal.size !== BigInt(this.tree.size)) {
      const reason = `the seal covers ${seal.size} entries where there are ${this.tree.size}`;
      return this.fault("seal_size_mismatch", reason, sequence);
    }
    if (!areEqual(seal.root, this.tree.root())) {
      return this.fault("seal_root_mismatch", "the seal is over other entries than these", sequence);
    }
    if (hexOf(seal.head) !== this.previousHash) {
      return this.fault("seal_root_mismatch", "the seal is over other entries than these", sequence);
    }
    return null;
  }
}

function hashInWords(text) {
  if (text === null) return "nothing";
  return /^[0-9A-Fa-f]{64}$/.test(text) ? text : "something that is no hash";
}
