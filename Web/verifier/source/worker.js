// What runs beside the page, so that the page stays alive: one check, told by messages.

/** Reads what was given, checks, and answers with messages `progress`, `verdict` or `unreadable`. */
async function answer(request, post) {
  try {
    const problem = await selfTest();
    if (problem) throw new Unreadable(problem);
    let told = 0;
    const result = await verify(request.files, optionsOf(request), (progress) => {
      if (Date.now() - told < PROGRESS_MS) return;
      told = Date.now();
      post({ kind: "progress", ...progress });
    });
    post({ kind: "verdict", result });
  } catch (error) {
    const isExpected = error instanceof Unreadable || error instanceof KeyFault;
    const isFile = typeof DOMException !== "undefined" && error instanceof DOMException;
    const message = isExpected ? error.message
      : isFile ? "The file cannot be read. If it changed since you chose it, choose it again."
      : `This page has a fault of its own: ${error.message}`;
    post({ kind: "unreadable", message });
  }
}

const PROGRESS_MS = 100;

/** The reader's own words as options; throws a KeyFault. */
function optionsOf(request) {
  const keys = keysOf(request.keyText);
  if (!keys.length) throw new KeyFault("Give the public key that you trust.");
  const witnesses = keysOf(request.witnessText ?? "", COSIGNATURE);
  const witnessesMin = countOf(request.witnessesMin, "The number of witnesses", null);
  if (witnessesMin !== null && witnessesMin > witnesses.length) {
    throw new KeyFault("More witnesses should have signed than you gave keys for.");
  }
  return {
    keys,
    witnesses,
    witnessesMin,
    expectHead: hashOf(request.expectHead, "The head"),
    minEntries: countOf(request.minEntries, "The least number of entries", 1),
    origin: (request.origin ?? "").trim() || null,
    ...storedOf(request.receiptText),
  };
}

function hashOf(text = "", name) {
  const digits = text.trim().toLowerCase();
  if (digits && !/^[0-9a-f]{64}$/.test(digits)) {
    throw new KeyFault(`${name} is not 64 hexadecimal digits.`);
  }
  return digits || null;
}

function countOf(text = "", name, missing) {
  const digits = String(text).trim();
  if (!/^[0-9]{0,15}$/.test(digits)) throw new KeyFault(`${name} is not a number.`);
  return digits ? Number(digits) : missing;
}

/** What a proof without its receipt is compared with: the entry's stored line, or its hash. */
function storedOf(text = "") {
  const line = text.trim();
  if (line.startsWith("{")) return { receipt: utf8.encode(line), entryHash: null };
  return { receipt: null, entryHash: hashOf(line, "The receipt is neither its line nor its hash: it") };
}

if (typeof document === "undefined" && typeof WorkerGlobalScope !== "undefined") {
  self.onmessage = ({ data }) => answer(data, (message) => self.postMessage(message));
}
