// What is wrong, and with which entry; and the order in which faults count.

/** A fault that ends the check: its code, the entry's number, and the reason in words. */
class Fault {
  constructor(code, sequence, reason) {
    this.code = code;
    this.sequence = sequence;
    this.reason = reason;
  }
}

/** The file is not one that can be checked at all, which is another thing than a fault in it. */
class Unreadable extends Error {}

const PENDING_MAX = 256;
// What an answer is where an entry handed keys or the name on, and did so rightly.
const FOLLOWED = Symbol("followed");

/**
 * Signatures that are being checked while the next lines are read. The earliest fault is the one that
 * counts, so answers are taken in the order of their lines.
 */
class Pending {
  constructor() {
    this.answers = [];
    this.taken = 0;
    this.found = null;
    // Whether an entry before the fault handed keys or the name on.
    this.hasFollowed = false;
  }

  /** A promise of a Fault, of null, or of FOLLOWED. */
  add(answer) {
    this.answers.push(answer);
  }

  get isFull() {
    return this.answers.length - this.taken >= PENDING_MAX;
  }

  /** The first fault among the older half, or null. */
  relieve() {
    return this.firstFault(PENDING_MAX / 2);
  }

  /** The first fault among all but the newest `left`, or null. */
  async firstFault(left = 0) {
    while (!this.found && this.answers.length - this.taken > left) {
      const answer = await this.answers[this.taken];
      this.taken += 1;
      if (answer === FOLLOWED) this.hasFollowed = true;
      else this.found = answer;
    }
    this.answers.splice(0, this.taken);
    this.taken = 0;
    return this.found;
  }
}
