// An account of a budget, and a hold of money in some.

const BUCKETS = 64n;

class Account {
  constructor(name, rollingMs) {
    this.name = name;
    this.held = 0n;
    this.spent = 0n;
    this.topUps = 0n;
    this.overrun = 0n;
    this.rollingMs = rollingMs;
    if (rollingMs === null) return;
    this.buckets = new Map();
    this.bucketMs = (rollingMs + BUCKETS - 1n) / BUCKETS || 1n;
  }

  spend(amount, atMs) {
    if (this.rollingMs === null) {
      this.spent += amount;
      return;
    }
    this.roll(atMs);
    if (amount < 0n) this.giveBack(-amount);
    else {
      const number = atMs / this.bucketMs;
      this.buckets.set(number, (this.buckets.get(number) ?? 0n) + amount);
    }
    this.sum();
  }

  /** What is given back comes out of the oldest buckets. */
  giveBack(amount) {
    let left = amount;
    for (const number of this.numbers()) {
      const had = this.buckets.get(number);
      const taken = left < had ? left : had;
      this.buckets.set(number, had - taken);
      left -= taken;
    }
  }

  /** Lets go of what no longer lies in the window. */
  roll(atMs) {
    if (this.rollingMs === null) return;
    for (const number of this.numbers()) {
      if ((number + 1n) * this.bucketMs + this.rollingMs > atMs) break;
      this.buckets.delete(number);
    }
    this.sum();
  }

  numbers() {
    return [...this.buckets.keys()].sort((one, two) => (one < two ? -1 : 1));
  }

  sum() {
    this.spent = [...this.buckets.values()].reduce((sum, amount) => sum + amount, 0n);
  }
}

/** A hold that is open, or the source of one: its accounts, what each line holds, what it cost. */
class Hold {
  constructor(id, number, accounts) {
    this.id = id;
    this.number = number;
    this.accounts = accounts;
    this.held = accounts.map(() => 0n);
    this.charged = null;
    // The hold from which lines are drawn, and the line of it for each that is.
    this.source = null;
    this.drawn = null;
    // By how much each line's limit is still raised for it by an approval.
    this.raised = null;
    // Of an approval's own hold: by how much each line's limit was raised, and the approval's id.
    this.topUps = null;
    this.approvalId = null;
  }
}

/**
 * What the holds that are over cost, by the number of the entry that admitted them: corrections may come at
 * any time, and there may be millions.
 */
class ClosedHolds {
  constructor() {
    // By entry: where its lines begin, and how many they are.
    this.starts = new Uint32Array(1024);
    this.counts = new Uint8Array(1024);
    // By line: the account's place in `accounts`, and what it cost.
    this.places = new Uint32Array(1024);
    this.costs = new BigInt64Array(1024);
    this.lines = 0;
    this.accounts = [];
    // By entry, of the few whose limits were raised.
    this.raised = new Map();
  }

  add({ number, accounts, charged, raised }) {
    if (accounts.length > 255 || charged.some((amount) => BigInt.asIntN(64, amount) !== amount)) {
      throw new Unposted("an amount that is none");
    }
    this.starts = grown(this.starts, number + 1);
    this.counts = grown(this.counts, number + 1);
    this.places = grown(this.places, this.lines + accounts.length);
    this.costs = grown(this.costs, this.lines + accounts.length);
    this.starts[number] = this.lines;
    this.counts[number] = accounts.length;
    if (raised) this.raised.set(number, raised);
    for (const [line, account] of accounts.entries()) {
      account.place ??= this.accounts.push(account) - 1;
      this.places[this.lines] = account.place;
      this.costs[this.lines] = charged[line];
      this.lines += 1;
    }
  }

  /** How many lines the hold of an entry has; 0 where none is over. */
  count(number) {
    return this.counts[number] ?? 0;
  }

  account(number, line) {
    return this.accounts[this.places[this.starts[number] + line]];
  }

  cost(number, line) {
    return this.costs[this.starts[number] + line];
  }

  setCost(number, line, amount) {
    this.costs[this.starts[number] + line] = amount;
  }
}

/** An array with room for `length` items, twice as large where it must grow. */
function grown(array, length) {
  if (length <= array.length) return array;
  const larger = new array.constructor(Math.max(length, 2 * array.length));
  larger.set(array);
  return larger;
}
