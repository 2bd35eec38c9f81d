// The one spelling of a value, and a quick look at whether bytes already have it.

const SHORT = { 0x22: '\\"', 0x5c: "\\\\", 8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r" };

/** The canonical text, or null where a number has a point or an exponent. */
function canonical(value) {
  const out = [];
  return spell(value, out) ? out.join("") : null;
}

function spell(value, out) {
  if (value === null || value === true || value === false) out.push(String(value));
  else if (typeof value === "string") out.push(quoted(value));
  else if (value instanceof Integer) out.push(value.text);
  else if (value instanceof Fraction) return false;
  else if (Array.isArray(value)) return spellItems(value, out);
  else return spellMembers(value, out);
  return true;
}

function spellItems(items, out) {
  out.push("[");
  for (let at = 0; at < items.length; at += 1) {
    if (at) out.push(",");
    if (!spell(items[at], out)) return false;
  }
  out.push("]");
  return true;
}

function spellMembers(members, out) {
  out.push("{");
  let isFirst = true;
  for (const name of [...members.keys()].sort(byCodePoint)) {
    if (!isFirst) out.push(",");
    isFirst = false;
    out.push(quoted(name), ":");
    if (!spell(members.get(name), out)) return false;
  }
  out.push("}");
  return true;
}

function quoted(text) {
  return `"${text.replace(/["\\\u0000-\u001f]/g, (letter) => {
    const code = letter.charCodeAt(0);
    return SHORT[code] ?? `\\u00${code.toString(16).padStart(2, "0")}`;
  })}"`;
}

/** The order of UTF-8 bytes. JavaScript's own is that of UTF-16, where U+FFFF follows U+10000. */
function byCodePoint(left, right) {
  const one = [...left];
  const two = [...right];
  for (let at = 0; at < Math.min(one.length, two.length); at += 1) {
    const difference = one[at].codePointAt(0) - two[at].codePointAt(0);
    if (difference) return difference;
  }
  return one.length - two.length;
}

/**
 * Where the value that begins at `at` ends, if its spelling is surely the canonical one; else -1, which
 * says nothing: the slow way decides. `at` is at `depth` levels of nesting. Sets `sawNull` where
 * an object two levels further in has a null, which an entry's hash may leave out.
 */
class Skimmer {
  constructor() {
    this.bytes = null;
    this.sawNull = false;
  }

  end(bytes, at, depth) {
    this.bytes = bytes;
    this.sawNull = false;
    this.nullDepth = depth + 2;
    return this.value(at, depth);
  }

  value(at, depth) {
    const byte = this.bytes[at];
    if (byte === 0x22) return this.string(at);
    if (byte === 0x7b) return this.object(at, depth + 1);
    if (byte === 0x5b) return this.array(at, depth + 1);
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return this.number(at);
    if (startsWith(this.bytes, "true", at)) return at + 4;
    if (startsWith(this.bytes, "false", at)) return at + 5;
    if (!startsWith(this.bytes, "null", at)) return -1;
    if (depth === this.nullDepth) this.sawNull = true;
    return at + 4;
  }

  number(start) {
    const { bytes } = this;
    let at = bytes[start] === 0x2d ? start + 1 : start;
    const first = at;
    while (bytes[at] >= 0x30 && bytes[at] <= 0x39) at += 1;
    if (at === first || (bytes[first] === 0x30 && at - start > 1)) return -1;
    const next = bytes[at];
    return next === 0x2e || next === 0x65 || next === 0x45 ? -1 : at;
  }

  string(start) {
    const { bytes } = this;
    for (let at = start + 1; at < bytes.length; ) {
      const byte = bytes[at];
      if (byte === 0x22) return at + 1;
      if (byte === 0x5c) {
        const length = this.escapeLength(at);
        if (!length) return -1;
        at += length;
      } else if (byte < 0x20) {
        return -1;
      } else if (byte < 0x80) {
        at += 1;
      } else {
        const length = sequenceLength(bytes, at);
        if (!length) return -1;
        at += length;
      }
    }
    return -1;
  }

  escapeLength(at) {
    const { bytes } = this;
    const letter = bytes[at + 1];
    if (letter === 0x22 || letter === 0x5c) return 2;
    if (letter === 0x62 || letter === 0x74 || letter === 0x6e) return 2;
    if (letter === 0x66 || letter === 0x72) return 2;
    if (!startsWith(bytes, "u00", at + 1)) return 0;
    const high = bytes[at + 4];
    const low = bytes[at + 5];
    const isDigit = low >= 0x30 && low <= 0x39;
    if (!isDigit && !(low >= 0x61 && low <= 0x66)) return 0;
    if (high === 0x31) return 6;
    const hasShort = low === 0x38 || low === 0x39 || low === 0x61 || low === 0x63 || low === 0x64;
    return high === 0x30 && !hasShort ? 6 : 0;
  }

  array(start, depth) {
    if (depth > NESTING_MAX) return -1;
    const { bytes } = this;
    if (bytes[start + 1] === 0x5d) return start + 2;
    for (let at = start; ; ) {
      at = this.value(at + 1, depth);
      if (at < 0) return -1;
      if (bytes[at] === 0x5d) return at + 1;
      if (bytes[at] !== 0x2c) return -1;
    }
  }

  object(start, depth) {
    if (depth > NESTING_MAX) return -1;
    const { bytes } = this;
    if (bytes[start + 1] === 0x7d) return start + 2;
    let nameStart = -1;
    let nameEnd = -1;
    for (let at = start; ; ) {
      if (bytes[at + 1] !== 0x22) return -1;
      const end = this.string(at + 1);
      if (end < 0 || bytes[end] !== 0x3a) return -1;
      if (nameStart >= 0 && !this.isBefore(nameStart, nameEnd, at + 1, end)) return -1;
      nameStart = at + 1;
      nameEnd = end;
      at = this.value(end + 1, depth);
      if (at < 0) return -1;
      if (bytes[at] === 0x7d) return at + 1;
      if (bytes[at] !== 0x2c) return -1;
    }
  }

  /** Whether one name surely sorts before the next; with an escape in either, the slow way decides. */
  isBefore(start, end, nextStart, nextEnd) {
    const { bytes } = this;
    for (let i = 1; ; i += 1) {
      const isOver = start + i === end - 1;
      const isNextOver = nextStart + i === nextEnd - 1;
      if (isNextOver) return false;
      const next = bytes[nextStart + i];
      if (next === 0x5c) return false;
      if (isOver) return true;
      const byte = bytes[start + i];
      if (byte === 0x5c) return false;
      if (byte !== next) return byte < next;
    }
  }
}
