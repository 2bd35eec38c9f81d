// A whole journal, of one file or of several: what it is, its lines, and the verdict.

const DATABASE_MARK = "SQLite format 3\u0000";

/**
 * Checks files, one journal in their order. `options`: `keys`, `minEntries`, `expectHead`, and those of
 * `verifyProof`; `progress({read, size, entries})` is called now and then. Answers `{ok, kind, fault, …}`;
 * throws Unreadable where there is nothing to check.
 */
async function verify(files, options, progress = () => {}) {
  const list = [files].flat();
  for (const file of list) {
    const start = new Uint8Array(await file.slice(0, 64).arrayBuffer());
    if (startsWith(start, DATABASE_MARK)) {
      throw new Unreadable("This is a ledger's database. Make a file of it that can be checked here: "
        + "farthing receipts export --output receipts.jsonl");
    }
    const isProof = startsWith(start, PROOF_MARK) || file.name?.endsWith(".tlog-proof");
    if (isProof && list.length > 1) throw new Unreadable("Check one proof at a time.");
    if (isProof) return verifyProof(file, options);
  }
  return new Journal(await inOrder(list), options, progress).verdict();
}

/** The files by the entry with which they begin; as they were given where one does not say. */
async function inOrder(files) {
  if (files.length < 2) return files;
  const firsts = await Promise.all(files.map(firstOf));
  if (firsts.includes(null)) return files;
  const places = files.map((file, place) => ({ file, first: firsts[place] }));
  return places.sort((one, other) => one.first - other.first).map(({ file }) => file);
}

/** The number of a file's first entry, or null where it is none of ours. */
async function firstOf(file) {
  for await (const { lines, rest } of slicesOf(file)) {
    const line = lines[0] ?? rest;
    if (!isHeader(line)) return null;
    const header = headerOf(line);
    return header instanceof Fault ? 0 : header.base?.first ?? 0;
  }
  return null;
}

class Journal {
  constructor(files, options, progress) {
    this.files = files;
    this.options = options;
    this.progress = progress;
    this.size = files.reduce((sum, file) => sum + file.size, 0);
    this.read = 0;
    this.chain = null;
  }

  async verdict() {
    let fault = null;
    for (const file of this.files) {
      fault = await this.faultIn(file);
      if (fault) break;
    }
    const { chain } = this;
    if (!chain) {
      if (fault) return failed("export", fault);
      throw new Unreadable("There are no entries in this file, so there is nothing to verify.");
    }
    // The earliest of those that are known and those that are still being found out.
    const first = (await chain.pending.firstFault()) ?? fault;
    if ((first || chain.torn) && !chain.isJournal) {
      throw new Unreadable("This is no journal: its first lines are none of an export, a segment or a signed log.");
    }
    const kind = chain.isSigned ? "signed" : "export";
    if (!first) {
      const wrong = chain.unproven() ?? chain.unsealed();
      return wrong ? failed(kind, wrong) : verdictOf(chain, this.options);
    }
    // Who gives another key altogether is told that before anything else.
    const other = chain.pending.hasFollowed ? null : chain.unproven(this.options.keys);
    return failed(kind, other ?? first);
  }

  /** The fault that a file's lines have, or null; older signatures may have an earlier one. */
  async faultIn(file) {
    let isBegun = false;
    let rest = new Uint8Array(0);
    for await (const slice of slicesOf(file)) {
      const { lines } = slice;
      let at = 0;
      if (!isBegun) {
        while (at < lines.length && isBlank(lines[at])) at += 1;
        const line = lines[at] ?? slice.rest;
        const fault = this.begin(line);
        if (fault) return fault;
        isBegun = true;
        if (isHeader(line)) at += 1;
      }
      for (; at < lines.length; at += 1) {
        const fault = this.chain.line(lines[at]);
        if (fault) return fault;
        if (!this.chain.pending.isFull) continue;
        const earlier = await this.chain.pending.relieve();
        if (earlier) return earlier;
      }
      if (slice.isLong) return this.chain.fault("malformed_line", TOO_LONG);
      rest = slice.rest;
      const entries = this.chain.tree.size - this.chain.first;
      this.progress({ read: this.read + slice.read, size: this.size, entries });
    }
    this.read += file.size;
    return isBegun ? this.chain.end(rest) : null;
  }

  /** Takes the first line of a file: a chain that begins, or goes on. Returns a Fault or null. */
  begin(line) {
    const { chain } = this;
    const header = isHeader(line) ? headerOf(line, chain?.expected) : null;
    if (header instanceof Fault) return header;
    if (chain && header && !chain.isSigned) return this.continued(header);
    if (chain?.isSigned && !header) return null;
    if (chain) return chain.fault("header_invalid", "the file does not go on where the one before ended");
    const { keys, expectHead = null } = this.options;
    const { origin, named, base } = header ?? {};
    this.chain = new Chain(keys, { isSigned: !header, origin, named });
    this.chain.expectedHead = expectHead;
    return base ? this.chain.begin(base) : null;
  }

  /** A file behind another must begin where that ended. */
  continued({ origin, named, base }) {
    const { chain } = this;
    chain.name(named);
    const first = base?.first ?? 0;
    if (first !== chain.expected) {
      const reason = `the file begins with entry ${first}, and ${chain.expected} is next`;
      return chain.fault("segment_gap", reason, first);
    }
    const isSame = base && hexOf(base.seal.head) === chain.previousHash
      && base.frontier.every((hash, at) => areEqual(hash, chain.tree.frontier[at]))
      && origin === chain.lineage.origin && chain.hasFollowed(base.lineage);
    if (!isSame) {
      const reason = "the file goes on behind other entries than these";
      return chain.fault("segment_mismatch", reason, first - 1);
    }
    return chain.goOn(base.seal);
  }
}

function failed(kind, fault) {
  return { ok: false, kind, fault };
}

function verdictOf(chain, { minEntries = 1, expectHead = null }) {
  const entries = chain.tree.size;
  // What a segment's first line tells of entries before it is nothing that was read.
  if (entries <= chain.first && minEntries > 0) {
    throw new Unreadable("There are no entries in this file, so there is nothing to verify.");
  }
  const result = {
    ok: true,
    kind: chain.isSigned ? "signed" : "export",
    fault: null,
    first: chain.first,
    entries,
    sealed: chain.sealed,
    seals: chain.seals,
    sealedAtMs: chain.sealedAtMs === null ? null : Number(chain.sealedAtMs),
    head: chain.previousHash,
    root: hexOf(chain.tree.root()),
    origin: chain.lineage.origin,
    firstOrigin: chain.firstOrigin,
    rotations: chain.lineage.retired.length,
    keys: [...chain.signers],
    tornLine: chain.torn !== null,
    compared: chain.balances?.compared ?? 0,
    unposted: chain.unposted,
  };
  const missed = unmet(result, minEntries, expectHead, chain.foundHead);
  return missed ? { ...result, ok: false, unmet: missed } : result;
}

/** What the reader asked for and the file does not have, `{code, reason}`, or null. */
function unmet({ entries }, minEntries, expectHead, foundHead) {
  if (entries < minEntries) {
    const reason = `there are ${entries} entries, and there should be at least ${minEntries}`;
    return { code: "entries_missing", reason };
  }
  if (!expectHead || foundHead) return null;
  const reason = "no entry has the hash of the expected head: the end is missing, or it is another log";
  return { code: "head_missing", reason };
}

/** The verdict with the members of `farthing verify --json`. */
function jsonOf(result) {
  const { ok, kind, fault } = result;
  const number = (value) => (Number.isSafeInteger(Number(value)) ? Number(value) : String(value));
  if (fault) {
    const { code, reason } = fault;
    const sequence = number(fault.sequence);
    if (kind === "proof") return { ok, sequence, reason: code, detail: reason };
    return { ok, sequence, reason: code, fault: { code, reason, sequence } };
  }
  if (kind === "proof") {
    const { index, entryHash, origin, root, size, witnesses } = result;
    const cosigned = witnesses.map(({ name, seconds }) => ({ at_s: number(seconds), name }));
    return {
      ok, sequence: number(index), reason: null, detail: null, entry_hash: entryHash, origin, root,
      size: number(size), witnesses: cosigned,
    };
  }
  const { first, entries, head, keys, origin, root, sealed, sealedAtMs, seals, tornLine } = result;
  const { unmet: missed } = result;
  return {
    ok, sequence: null, reason: missed?.code ?? null, ...(missed ? { fault: missed } : {}), first, entries, head, keys,
    ...(origin === null ? {} : { origin }),
    root, sealed,
    ...(sealedAtMs === null ? {} : { sealed_at_ms: sealedAtMs }),
    seals, torn_line: tornLine,
  };
}
