// The proof of one receipt (C2SP tlog-proof): its line, its place in a log's tree, and who signed that.

const PROOF_MARK = "c2sp.org/tlog-proof@v1";
const PROOF_BYTES_MAX = 6 * 1024 * 1024;
const PATH_MAX = 63;

/** `{extra, index, path, checkpoint}` of a proof's text, or null. `checkpoint` is a signed note. */
function proofOf(text) {
  const lines = text.split("\n");
  if (lines.shift() !== PROOF_MARK) return null;
  let extra = null;
  if (lines[0]?.startsWith("extra ")) {
    extra = bytesOfBase64(lines.shift().slice(6));
    if (!extra) return null;
  }
  const index = lines[0]?.startsWith("index ") ? decimalOf(lines.shift().slice(6)) : null;
  if (index === null) return null;
  const end = lines.indexOf("");
  if (end < 0 || end > PATH_MAX) return null;
  const path = lines.slice(0, end).map(bytesOfBase64);
  if (path.some((hash) => hash?.length !== 32)) return null;
  return { extra, index, path, checkpoint: lines.slice(end + 1).join("\n") };
}

/** `{note, origin, size, root}` of any log's checkpoint (C2SP tlog-checkpoint), or null. */
function checkpointOf(whole) {
  const note = noteOf(whole);
  const lines = note?.text.slice(0, -1).split("\n");
  if (!lines || lines.length < 3 || lines.includes("")) return null;
  const size = decimalOf(lines[1]);
  const root = bytesOfBase64(lines[2]);
  if (size === null || root?.length !== 32) return null;
  return { note, origin: lines[0], size, root };
}

/**
 * The witnesses of those given whose cosignature is on a checkpoint (C2SP tlog-cosignature), with its time:
 * `{cosigners}`, or `{bad}`, the name of one whose line is not by it. A public key counts once.
 */
async function cosignersOf(note, witnesses) {
  const cosigners = [];
  for (const line of note.signatures) {
    for (const witness of witnesses) {
      if (line.name !== witness.name || !areEqual(witness.id(line.name), line.id)) continue;
      const seconds = await timeOfCosignature(line.bytes, witness, note.text);
      if (seconds === null) return { bad: line.name };
      if (!cosigners.some(({ key }) => areEqual(key.bytes, witness.bytes))) {
        cosigners.push({ key: witness, seconds });
      }
    }
  }
  return { cosigners };
}

/** When the witness signed the text, in seconds since 1970, or null where it did not. */
async function timeOfCosignature(bytes, witness, text) {
  if (bytes.length !== 72) return null;
  const seconds = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0);
  if (seconds >> 63n) return null;
  const message = utf8.encode(`cosignature/v1\ntime ${seconds}\n${text}`);
  return (await witness.verifies(bytes.subarray(8), message)) ? seconds : null;
}

/**
 * Checks a proof; see `verify`. `options` has `witnesses`, `witnessesMin`, `origin` of the log that is
 * asked for, `entryHash`, and `receipt`, the stored line that a proof may lack.
 */
async function verifyProof(file, options) {
  if (file.size > PROOF_BYTES_MAX) throw new Unreadable("The proof is longer than any can be.");
  const text = textOf(new Uint8Array(await file.arrayBuffer()));
  const proof = text === null ? null : proofOf(text);
  const checkpoint = proof && checkpointOf(proof.checkpoint);
  if (!checkpoint) throw new Unreadable("The proof is not spelt as proofs are.");
  const at = numberOf(proof.index);
  const receipt = receiptOf(proof, options);
  const fault = receipt.fault ?? (await checkpointFault(proof, checkpoint, receipt, options));
  if (fault) return failed("proof", new Fault(fault[0], at, fault[1]));
  const signed = await signerOf(checkpoint.note, checkpoint.origin, keysUnder(checkpoint, options));
  const { cosigners } = await cosignersOf(checkpoint.note, options.witnesses ?? []);
  return {
    ok: true,
    kind: "proof",
    fault: null,
    index: at,
    size: numberOf(checkpoint.size),
    origin: checkpoint.origin,
    root: hexOf(checkpoint.root),
    entryHash: hexOf(receipt.hash),
    keys: [signed.key.fingerprint],
    witnesses: cosigners.map(({ key, seconds }) => ({ name: key.name, seconds })),
    line: receipt.line,
  };
}

/** A key with a name is that log's alone. */
function keysUnder(checkpoint, { keys }) {
  return keys.filter(({ name }) => name === null || name === checkpoint.origin);
}

/** What is wrong behind the receipt, `[code, reason]`, or null. */
async function checkpointFault(proof, checkpoint, receipt, options) {
  const root = rootOfProof(receipt.hash, proof.index, checkpoint.size, proof.path);
  if (!root || !areEqual(root, checkpoint.root)) {
    return ["inclusion_invalid", "the hashes do not lead to the checkpoint's root"];
  }
  if (options.origin && options.origin !== checkpoint.origin) {
    return ["seal_origin_mismatch", `the checkpoint is of another log, ${checkpoint.origin}`];
  }
  const signed = await signerOf(checkpoint.note, checkpoint.origin, keysUnder(checkpoint, options));
  if (signed.fault === "invalid") {
    return ["seal_signature_invalid", "the checkpoint's signature is wrong"];
  }
  if (!signed.key) return ["seal_unknown_key", "the checkpoint is by none of the given keys"];
  const { cosigners, bad } = await cosignersOf(checkpoint.note, options.witnesses ?? []);
  if (!cosigners) return ["cosignature_invalid", `the cosignature of ${bad} is wrong`];
  const wanted = options.witnessesMin ?? options.witnesses?.length ?? 0;
  if (cosigners.length >= wanted) return null;
  return ["witnesses_missing", `${cosigners.length} of the given witnesses cosigned, not ${wanted}`];
}

/** The entry that a proof is about, `{hash, line}`, or `{fault}`, what is wrong with it. */
function receiptOf(proof, { entryHash = null, receipt = null }) {
  const line = proof.extra ?? receipt;
  if (!line) {
    const reason = "there is no receipt in the proof; give its line or the entry's hash";
    if (!entryHash) return { fault: ["receipt_missing", reason] };
    return { hash: bytesOfHex(entryHash, 32), line: null };
  }
  let entry;
  try {
    entry = entryOf(line);
  } catch (error) {
    if (!(error instanceof TextFault || error instanceof LineFault)) throw error;
    return { fault: ["receipt_invalid", error.message] };
  }
  if (!entry.isCanonical || !entry.hash || hexOf(entry.hash) !== entry.entryHash) {
    return { fault: ["receipt_invalid", "the receipt is not what was hashed"] };
  }
  const isOther = proof.extra && receipt && !areEqual(proof.extra, receipt);
  if (isOther || (entryHash && entryHash !== entry.entryHash)) {
    return { fault: ["receipt_invalid", "the receipt is another than the one given"] };
  }
  if (BigInt(entry.sequence) !== proof.index) {
    return { fault: ["receipt_index_mismatch", `the receipt is entry ${entry.sequence}`] };
  }
  return { hash: entry.hash, line: textOf(line) };
}

function numberOf(big) {
  return big <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(big) : big;
}
