// The first line of a file of ours: an export, or a segment of a journal.

const FORMAT_MARK = '{"format":"';
const EXPORT = "farthing-receipts/1";
const SEGMENT = "farthing-segment/1";
const MEMBERS = {
  [EXPORT]: ["format", "origin", "signerFingerprint"],
  [SEGMENT]: ["first", "format", "frontier", "origin", "seal", "signerFingerprint"],
};

/** `{origin, named, base}`, where `base` is `{first, seal, frontier, lineage}` of a segment or null, and
 * `lineage` a text or null; or a Fault at `at`. */
function headerOf(line, at = 0) {
  const invalid = (reason) => new Fault("header_invalid", at, reason);
  let tree;
  try {
    tree = parsed(line);
  } catch (error) {
    if (error instanceof TextFault) return invalid(error.message);
    throw error;
  }
  const members = tree instanceof Map ? MEMBERS[tree.get("format")] : null;
  if (!members) return invalid(`the file's format is not ${EXPORT}`);
  const spelt = canonical(tree);
  const isSpelt = spelt !== null && areEqual(utf8.encode(spelt), line);
  const origin = tree.get("origin");
  const named = tree.get("signerFingerprint");
  const isLed = members === MEMBERS[SEGMENT] && tree.has("lineage");
  const count = members.length + (isLed ? 1 : 0);
  const hasMembers = members.every((name) => tree.has(name)) && tree.size === count;
  const header = { origin, named, base: null };
  if (members === MEMBERS[SEGMENT]) header.base = baseOf(tree);
  const isWhole = typeof origin === "string" && typeof named === "string" && header.base !== undefined;
  return isSpelt && hasMembers && isWhole ? header : invalid("the file's first line is malformed");
}

/** Where a segment begins, or undefined. */
function baseOf(tree) {
  const first = tree.get("first");
  const hashes = tree.get("frontier");
  const lineage = tree.get("lineage") ?? null;
  const seal = typeof tree.get("seal") === "string" ? sealOf(tree.get("seal")) : null;
  if (!(first instanceof Integer) || !Array.isArray(hashes) || !seal) return undefined;
  // Where nothing has changed there is no such member.
  if (tree.has("lineage") && (typeof lineage !== "string" || lineage === "")) return undefined;
  const number = Number(first.text);
  const frontier = hashes.map((hash) => bytesOfHex(hash, 32));
  if (!Number.isSafeInteger(number) || number < 1 || frontier.includes(null)) return undefined;
  const bits = [...number.toString(2)].filter((bit) => bit === "1").length;
  const isSame = frontier.length === bits && seal.size === BigInt(number)
    && areEqual(new Tree(number, frontier).root(), seal.root) && seal.origin === tree.get("origin");
  return isSame ? { first: number, seal, frontier, lineage } : undefined;
}

/** Whether a line begins a file of ours; every other is one of signed entries. */
function isHeader(line) {
  return startsWith(line, FORMAT_MARK) || startsWith(line, '{"first":');
}
