// One JSON text to values, strictly: UTF-8, no member twice, numbers as they are written.

const NESTING_MAX = 64;

/** Why a text is not one JSON value; columns count characters. */
class TextFault extends Error {
  constructor(reason, bytes, at, isDuplicate = false) {
    let column = 1;
    for (let i = 0; i < at; i += 1) if ((bytes[i] & 0xc0) !== 0x80) column += 1;
    super(`${reason} at line 1, column ${column}`);
    this.isDuplicate = isDuplicate;
  }
}

/** An integer, by its canonical digits. */
class Integer {
  constructor(text) {
    this.text = text;
  }
}

/** A number with a point or an exponent, which nothing of ours has. */
class Fraction {}

/** The value: null, true, false, a string, an Integer, a Fraction, an array, or a Map. */
function parsed(bytes) {
  return new Parser(bytes).whole();
}

class Parser {
  constructor(bytes) {
    this.bytes = bytes;
    this.at = 0;
    this.depth = 0;
  }

  whole() {
    if (startsWith(this.bytes, "\u00ef\u00bb\u00bf")) {
      this.fail("the JSON text starts with a byte order mark; remove it");
    }
    const value = this.value();
    this.skipSpace();
    if (this.at < this.bytes.length) this.fail("something follows the JSON value");
    return value;
  }

  fail(reason, at = this.at) {
    throw new TextFault(reason, this.bytes, at);
  }

  skipSpace() {
    for (;;) {
      const byte = this.bytes[this.at];
      if (byte !== 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d) return;
      this.at += 1;
    }
  }

  /** The next byte that is no white space; stays on it. */
  peek() {
    this.skipSpace();
    if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
    return this.bytes[this.at];
  }

  take(letter) {
    if (this.peek() !== letter.charCodeAt(0)) this.fail("a character that JSON does not allow here");
    this.at += 1;
  }

  value() {
    const byte = this.peek();
    if (byte === 0x22) return this.string();
    if (byte === 0x7b) return this.object();
    if (byte === 0x5b) return this.array();
    if (byte === 0x2d || (byte >= 0x30 && byte <= 0x39)) return this.number();
    if (byte === 0x74) return this.word("true", true);
    if (byte === 0x66) return this.word("false", false);
    if (byte === 0x6e) return this.word("null", null);
    return this.fail("a character that JSON does not allow here");
  }

  word(text, value) {
    for (const letter of text) {
      if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
      if (this.bytes[this.at] !== letter.charCodeAt(0)) {
        this.fail("a word other than true, false and null");
      }
      this.at += 1;
    }
    return value;
  }

  enter() {
    this.depth += 1;
    if (this.depth > NESTING_MAX) {
      this.fail(`the JSON text nests deeper than ${NESTING_MAX} levels`);
    }
    this.at += 1;
  }

  object() {
    this.enter();
    const members = new Map();
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst && this.peek() === 0x7d) break;
      if (this.peek() !== 0x22) this.fail("a character that JSON does not allow here");
      const start = this.at;
      const name = this.string();
      if (members.has(name)) {
        throw new TextFault(`duplicate member “${name}”`, this.bytes, start, true);
      }
      this.take(":");
      members.set(name, this.value());
      if (this.peek() === 0x7d) break;
      this.take(",");
    }
    this.at += 1;
    this.depth -= 1;
    return members;
  }

  array() {
    this.enter();
    const items = [];
    for (let isFirst = true; ; isFirst = false) {
      if (isFirst && this.peek() === 0x5d) break;
      items.push(this.value());
      if (this.peek() === 0x5d) break;
      this.take(",");
    }
    this.at += 1;
    this.depth -= 1;
    return items;
  }

  digits() {
    const start = this.at;
    while (this.bytes[this.at] >= 0x30 && this.bytes[this.at] <= 0x39) this.at += 1;
    if (this.at === start) {
      if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
      this.fail("a number that is not written as JSON writes numbers");
    }
  }

  number() {
    const start = this.at;
    if (this.bytes[this.at] === 0x2d) this.at += 1;
    const first = this.at;
    this.digits();
    if (this.bytes[first] === 0x30 && this.at - first > 1) {
      this.fail("a number that is not written as JSON writes numbers", first);
    }
    const end = this.at;
    if (this.bytes[this.at] === 0x2e) {
      this.at += 1;
      this.digits();
    }
    if (this.bytes[this.at] === 0x65 || this.bytes[this.at] === 0x45) {
      this.at += 1;
      if (this.bytes[this.at] === 0x2b || this.bytes[this.at] === 0x2d) this.at += 1;
      this.digits();
    }
    if (this.at > end) return new Fraction();
    const text = textOf(this.bytes.subarray(start, end));
    return new Integer(text === "-0" ? "0" : text);
  }

  string() {
    this.at += 1;
    let text = "";
    for (;;) {
      const start = this.at;
      while (isPlain(this.bytes[this.at])) this.at += 1;
      const piece = textOf(this.bytes.subarray(start, this.at));
      if (piece === null) this.fail("bytes that are not valid UTF-8", this.badByte(start));
      text += piece;
      if (this.at >= this.bytes.length) this.fail("the JSON text ends too early");
      const byte = this.bytes[this.at];
      if (byte < 0x20) this.fail("a control character inside a string; escape it");
      if (byte === 0x22) break;
      text += this.escape();
    }
    this.at += 1;
    return text;
  }

  /** Where the first bytes that are no UTF-8 begin. */
  badByte(start) {
    let at = start;
    for (;;) {
      const length = sequenceLength(this.bytes, at);
      if (!length) return at;
      at += length;
    }
  }

  escape() {
    const start = this.at;
    if (this.at + 1 >= this.bytes.length) this.fail("the JSON text ends too early", this.bytes.length);
    const letter = String.fromCharCode(this.bytes[this.at + 1]);
    this.at += 2;
    if (letter !== "u") {
      const place = '"\\/bfnrt'.indexOf(letter);
      if (place < 0) this.fail("an escape that JSON does not know", start);
      return '"\\/\b\f\n\r\t'[place];
    }
    const unit = this.fourDigits(start);
    if (unit < 0xd800 || unit > 0xdfff) return String.fromCharCode(unit);
    const half = "half of a surrogate pair without the other half";
    if (unit > 0xdbff || !startsWith(this.bytes, "\\u", this.at)) this.fail(half, start);
    this.at += 2;
    const other = this.fourDigits(start);
    if (other < 0xdc00 || other > 0xdfff) this.fail(half, start);
    return String.fromCharCode(unit, other);
  }

  fourDigits(start) {
    const digits = String.fromCharCode(...this.bytes.subarray(this.at, this.at + 4));
    if (!/^[0-9A-Fa-f]{4}$/.test(digits)) {
      if (this.at + 4 > this.bytes.length && /^[0-9A-Fa-f]*$/.test(digits)) {
        this.fail("the JSON text ends too early", this.bytes.length);
      }
      this.fail("an escape that JSON does not know", start);
    }
    this.at += 4;
    return parseInt(digits, 16);
  }
}

function isPlain(byte) {
  return byte >= 0x20 && byte !== 0x22 && byte !== 0x5c;
}

/** How many bytes the character at `at` takes in UTF-8, or 0 where there is none. */
function sequenceLength(bytes, at) {
  const first = bytes[at];
  if (first < 0x80) return 1;
  const length = first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3
    : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i += 1) if ((bytes[at + i] & 0xc0) !== 0x80) return 0;
  const second = bytes[at + 1];
  if (first === 0xe0 && second < 0xa0) return 0;
  if (first === 0xed && second > 0x9f) return 0;
  if (first === 0xf0 && second < 0x90) return 0;
  if (first === 0xf4 && second > 0x8f) return 0;
  return length;
}
