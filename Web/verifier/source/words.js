// The verdict in words. All that comes from a file is put on the page as text, never as markup.

const FAULT_WORDS = {
  malformed_line: "A line is not one whole JSON object.",
  duplicate_json_key: "A line names the same member twice, so that readers may disagree on it.",
  sequence_gap: "The numbers of the entries do not follow one another: entries were taken out, put in, "
    + "repeated or exchanged.",
  previous_hash_mismatch: "The chain is broken: an entry does not follow the one before it.",
  hash_or_signature_invalid: "An entry was changed after it was written, or was not signed by a key "
    + "that you trust.",
  non_canonical_encoding: "A line is not spelt as it was stored.",
  fingerprint_mismatch: "The file names another signing key than the ones that you trust.",
  first_sequence_not_zero: "The file does not begin with the first entry.",
  unknown_field: "An entry has a member that nothing vouches for.",
  header_invalid: "The first line is not that of an export.",
  unsealed_entries: "Nobody vouches for the last entries: no seal covers them, and anybody could have written "
    + "them.",
  seal_malformed: "A seal is not written as seals are.",
  seal_signature_invalid: "A seal was changed: its signature does not fit.",
  seal_unknown_key: "A seal is signed by none of the keys that you trust.",
  seal_origin_mismatch: "A seal belongs to another log.",
  seal_size_mismatch: "A seal covers another number of entries: some were cut out or put in.",
  seal_root_mismatch: "A seal was made over other entries than these.",
  balance_mismatch: "The entries are whole, but a sum that they state does not follow from them.",
  segment_gap: "A file is missing between those that you chose.",
  segment_mismatch: "A file goes on behind other entries than those of the files before it.",
  key_entry_malformed: "An entry about the signing keys is not whole.",
  key_untrusted: "A signing key was handed on by a key that may not do so.",
  key_origin_mismatch: "An entry about the signing keys belongs to another log.",
  key_signature_invalid: "An entry about the signing keys was not signed by those keys.",
  key_position_mismatch: "An entry about the signing keys was moved from another place.",
  origin_change_invalid: "The log goes on under a new name that does not follow from the old one.",
  seal_key_expired: "A seal is by a key whose time was over, or had not begun.",
  seal_key_retired: "A seal is by a key that had been handed over to another.",
  receipt_invalid: "The receipt is not what was hashed into the log, or not the one that you gave.",
  receipt_index_mismatch: "The receipt and the proof are of different entries.",
  receipt_missing: "The proof is about a hash alone. Give the receipt's line or its hash to compare with.",
  inclusion_invalid: "The receipt is not in the log that was signed.",
  cosignature_invalid: "A witness's signature was changed, or is not the witness's.",
  witnesses_missing: "Fewer witnesses than you ask for have signed the log's state.",
};

/** `{tone, title, lead, points, facts, limits}` of a result, all plain text; `advice` heads `limits`. */
function wordsOf(result) {
  if (!result.ok) return result.fault ? faultWords(result) : unmetWords(result);
  if (result.kind === "proof") return proofWords(result);
  return result.kind === "signed" ? signedWords(result) : exportWords(result);
}

function faultWords({ fault }) {
  return {
    tone: "bad",
    title: "Not valid",
    lead: FAULT_WORDS[fault.code] ?? "The file does not verify.",
    points: [],
    advice: "What to do",
    limits: ["Do not rely on this file. Ask for it again, and compare it with a copy or a seal that was "
      + "kept elsewhere.",
    "If it was sent to you with a new key, ask the operator by another way which key is right."],
    facts: [
      ["At entry", String(fault.sequence)],
      ["Reason", fault.reason],
      ["Code", fault.code],
    ],
  };
}

function unmetWords(result) {
  return {
    tone: "bad",
    title: "Not what you expected",
    lead: `${result.unmet.reason[0].toUpperCase()}${result.unmet.reason.slice(1)}.`,
    points: ["What is in the file is whole in itself."],
    advice: "What to do",
    limits: ["An end that was cut off, or another log, looks like this. Ask the operator for the rest."],
    facts: chainFacts(result),
  };
}

function exportWords(result) {
  const { first, entries, seals } = result;
  const points = [
    `${counted(entries - first, "entry", "entries")} from number ${grouped(first)} on form one unbroken `
      + "chain.",
    "Every entry hashes to what it states, and is spelt as it was stored.",
  ];
  if (seals) points.push(`${counted(seals, "seal", "seals")} by a key that you trust cover all of them.`);
  points.push(...sumPoints(result), ...lineagePoints(result));
  const limits = sumLimits(result);
  if (first) {
    limits.push(`What came before entry ${grouped(first)}: its own seal vouches for that, and its files show `
      + "it. Sums are not added up without it.");
  }
  return {
    tone: "good",
    title: "Valid",
    lead: "Nothing was changed, taken out or put in since the key's holder sealed it.",
    points,
    limits: [...limits, CUT_OFF, KEY_HOLDER],
    facts: chainFacts(result),
  };
}

function lineagePoints({ rotations, origin, firstOrigin }) {
  const points = [];
  if (rotations) {
    points.push(`The signing key was handed over ${rotations === 1 ? "once" : `${grouped(rotations)} times`}, signed by `
      + "the key before, beginning with one that you trust.");
  }
  if (origin !== firstOrigin) points.push("The log went on under another name, as after a restore.");
  return points;
}

function sumPoints({ compared }) {
  if (!compared) return [];
  return [`${counted(compared, "stated balance follows", "stated balances follow")} from the entries.`];
}

function sumLimits({ unposted }) {
  if (!unposted) return [];
  return [`The sums were not added up from entry ${unposted.sequence} on: ${unposted.reason}.`];
}

function signedWords(result) {
  const limits = [CUT_OFF, KEY_HOLDER];
  if (result.tornLine) limits.unshift("The last line is only half there, and was left out.");
  return {
    tone: result.tornLine ? "warn" : "good",
    title: result.tornLine ? "Valid, but for half a line" : "Valid",
    lead: "Each entry was signed by a key that you trust, and nothing is missing between them.",
    points: [
      `${counted(result.entries, "entry", "entries")} from number 0 on form one unbroken chain.`,
      ...sumPoints(result),
    ],
    limits,
    facts: chainFacts(result),
  };
}

function proofWords(result) {
  const { index, entryHash, line, origin, root, size, witnesses, keys } = result;
  const names = witnesses.map(({ name, seconds }) => `${name} at ${timeOf(Number(seconds) * 1000)}`);
  const limits = [
    "That it stands in the log does not say that what it states is true: only that the log's operator "
      + "stated it.",
  ];
  if (!witnesses.length) {
    limits.push("No witness that you trust has signed this state of the log: the operator could show "
      + "others another log.");
  }
  return {
    tone: "good",
    title: "Valid",
    lead: line ? "This receipt is in the log that the key's holder signed."
      : "An entry with the hash that you gave is in the log that the key's holder signed.",
    points: witnesses.length ? [`${counted(witnesses.length, "witness", "witnesses")} that you trust saw `
      + "the same log."] : [],
    facts: [
      ["Entry", `number ${grouped(index)}`],
      ["Log's size", counted(size, "entry", "entries")],
      ["Log", origin],
      ["Entry's hash", entryHash],
      ["Root", root],
      ["Signing key", keys.join(" ")],
      ...(names.length ? [["Witnesses", names.join(", ")]] : []),
    ],
    receipt: line ? receiptRows(line) : [],
    limits,
  };
}

/** The members of a receipt's decision, for people. */
function receiptRows(line) {
  const decision = parsed(utf8.encode(line)).get("decision");
  return [...decision].map(([name, value]) => {
    return [name, typeof value === "string" ? value : canonical(value)];
  });
}

const CUT_OFF = "An end that was cut off does not show in the rest: compare the head with one that you "
  + "kept.";
const KEY_HOLDER = "Whoever holds the signing key could have written another file. Witnesses and kept "
  + "heads find that.";

function chainFacts(result) {
  const { first, entries, seals, sealedAtMs, head, root, keys } = result;
  const { origin, firstOrigin } = result;
  const facts = [["Entries", first ? `${grouped(first)} to ${grouped(entries - 1)}` : grouped(entries)]];
  if (result.kind === "export") {
    facts.push(["Sealed", `all, by ${counted(seals, "seal", "seals")}`]);
    if (sealedAtMs !== null) facts.push(["Last seal", timeOf(sealedAtMs)]);
    facts.push(["Log", origin]);
    if (origin !== firstOrigin) facts.push(["Its first name", firstOrigin]);
  }
  facts.push(["Head", head], ["Root", root]);
  if (keys.length) facts.push([keys.length > 1 ? "Signing keys" : "Signing key", keys.join(" ")]);
  return facts;
}

function counted(count, one, many) {
  return `${grouped(count)} ${count === 1 ? one : many}`;
}

function grouped(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

function timeOf(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? `${ms} ms` : date.toISOString().replace("T", " ").replace("Z", " UTC");
}

/** A text whose letters are all seen: what is invisible or turns the writing round, by its number. */
function shown(text) {
  return String(text).replace(HIDDEN, (letter) => {
    const code = letter.codePointAt(0).toString(16).padStart(4, "0");
    return `\\u${code.length > 4 ? `{${code}}` : code}`;
  });
}

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]/gu;
