// The accounts of a journal, added up from its entries as docs/formats/entries.md says.

// Entries that move no money.
const STILL = new Set([
  "dispatch", "refusal", "refusals", "warning", "weakerSettle", "setPolicy", "reset", "pause",
  "resume", "freeze", "unfreeze", "approvalAsk", "keyRotation", "keyDelegation",
  "logOrigin", "imported", "registry",
]);
// How many approvals that are over still take back what they raised a limit by.
const ENDED_MAX = 10000;

/** Why an entry cannot be added up. */
class Unposted extends Error {}

/** The entry is about a hold that is not there, so it posts nothing; the next balance tells. */
class Idle extends Error {}

/** A sum that an entry states and the entries before it do not give. */
class Mismatch extends Error {}

/** Takes in the decisions of a journal in their order. */
class Balances {
  constructor() {
    this.accounts = new Map();
    this.budgets = new Map();
    // Open holds by their ids, and those that are over.
    this.open = new Map();
    this.closed = new ClosedHolds();
    this.grants = new Map();
    this.openings = new Map();
    // The holds that used the approvals that are over, the latest last; null for the unused.
    this.ended = [];
    this.compared = 0;
  }

  /** Throws Unposted or Mismatch. `decision` is what `plainOf` makes of one. */
  take(number, decision) {
    const { kind } = decision;
    if (STILL.has(kind)) return;
    const post = POSTINGS[kind];
    if (!post) throw new Unposted(`an entry of the unknown kind “${kind}”`);
    const atMs = momentOf(decision.timestamp);
    try {
      post.call(this, decision, atMs, number);
    } catch (error) {
      if (error instanceof Idle) return;
      if (error instanceof Unposted || error instanceof Mismatch) throw error;
      if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) {
        throw new Unposted(`an entry of kind ${kind} without its members`);
      }
      throw error;
    }
  }

  account(named) {
    const { budget, scope, windowStartMs, generation } = named;
    const name = JSON.stringify([budget, scope, String(windowStartMs), String(generation)]);
    const known = this.accounts.get(name);
    if (known) return known;
    const window = this.budget(budget).window;
    const rollingMs = window.startsWith("rolling:") ? BigInt(window.slice(8)) : null;
    const account = new Account(name, rollingMs);
    account.budget = budget;
    account.scope = scope;
    this.accounts.set(name, account);
    const opened = JSON.stringify([budget, scope, String(generation)]);
    const opening = this.openings.get(opened);
    if (opening?.spent && BigInt(windowStartMs) <= opening.atMs) {
      // What an edited budget starts with counts in the window of the edit alone.
      this.openings.delete(opened);
      account.spend(opening.spent, opening.atMs);
    }
    return account;
  }

  budget(id) {
    const budget = this.budgets.get(id);
    if (!budget) throw new Unposted(`the budget “${id}” was never set`);
    return budget;
  }

  openHold({ holdId }) {
    const hold = this.open.get(holdId);
    if (!hold) throw new Idle();
    return hold;
  }

  admit(decision, id, number) {
    if (typeof id !== "string") throw new TypeError();
    const hold = new Hold(id, number, decision.lines.map((line) => this.account(line)));
    if (decision.source !== undefined) {
      hold.source = this.open.get(decision.source);
      if (!hold.source) throw new Unposted("a hold that draws from none that is open");
      hold.drawn = new Map();
      hold.accounts.forEach((account, line) => {
        const place = hold.source.accounts.indexOf(account);
        if (place >= 0) hold.drawn.set(line, place);
      });
    }
    this.open.set(id, hold);
    this.setHeld(hold, decision.lines.map(({ held }) => amountOf(held)));
    return hold;
  }

  setHeld(hold, amounts) {
    checkLength(amounts, hold);
    amounts.forEach((amount, line) => {
      this.draw(hold, line, amount - hold.held[line]);
      const account = hold.accounts[line];
      account.held += amount - hold.held[line];
      hold.held[line] = amount;
      if (amount < 0n || account.held < 0n) throw new Unposted("less than nothing would be held");
    });
  }

  /** Takes what a drawn line grows by out of its source while that is open, or gives back. */
  draw(hold, line, amount) {
    const { source } = hold;
    const place = hold.drawn?.get(line);
    if (!source || source.charged || place === undefined) return;
    if (source.accounts[place] !== hold.accounts[line]) return;
    const rest = source.held[place] - amount;
    const left = rest > 0n ? rest : 0n;
    source.accounts[place].held += left - source.held[place];
    source.held[place] = left;
  }

  /** Ends a hold: what its lines cost, or null where they cost nothing. */
  end(hold, amounts, atMs) {
    const charged = amounts ?? hold.held.map(() => 0n);
    checkLength(charged, hold);
    charged.forEach((amount, line) => this.endLine(hold, line, amount, atMs));
    hold.charged = charged;
    hold.source = null;
    hold.drawn = null;
    if (this.open.get(hold.id) === hold) this.open.delete(hold.id);
    // An approval's own hold is nobody's to correct.
    if (!hold.topUps) this.closed.add(hold);
  }

  endLine(hold, line, amount, atMs) {
    const account = hold.accounts[line];
    const total = hold.held[line];
    account.roll(atMs);
    const excess = this.excess(account);
    // What was spent does not go back to the source.
    this.draw(hold, line, amount - total);
    account.held -= total;
    hold.held[line] = 0n;
    if (account.held < 0n) throw new Unposted("less than nothing would be held");
    if (amount) this.spend(account, amount, atMs, excess);
    this.lower(hold, line, total - amount);
  }

  /** Books an amount; by what it takes an enforced limit further past `excess` grows the overrun. */
  spend(account, amount, atMs, excess = null) {
    account.roll(atMs);
    const before = excess ?? this.excess(account);
    account.spend(amount, atMs);
    if (this.budget(account.budget).isEnforced) account.overrun += over(this.excess(account) - before);
  }

  /** By how much an account is past its limit. */
  excess(account) {
    return over(account.spent + account.held - this.limit(account) - account.topUps);
  }

  /** An account's own limit, else its budget's. */
  limit({ budget, scope }) {
    const { limit, limits, window } = this.budget(budget);
    if (!limits.size) return limit;
    // The account of one call is named after its scope and the call.
    const whole = window === "call" ? scope.replace(/(^|,)call=[^,=]{36}$/, "") : scope;
    return limits.get(scope) ?? limits.get(whole) ?? limit;
  }

  /** An approval is over; a raise that is too long ago is no longer taken back. */
  endApproval(user) {
    this.ended.push(user);
    if (this.ended.length <= ENDED_MAX) return;
    const oldest = this.ended.shift();
    if (oldest) this.closed.raised.delete(oldest.number);
  }

  /** Takes back what an approval raised a limit by, as far as a line holds or costs less. */
  lower(hold, line, amount) {
    if (!hold.raised) return;
    const unused = least(hold.raised[line], over(amount));
    hold.accounts[line].topUps -= unused;
    hold.raised[line] -= unused;
  }

  /** The first call that is drawn from an approval's money takes that money's place. */
  takePlace(hold, earmark, atMs) {
    hold.source = earmark.source;
    const raised = new Map();
    earmark.topUps.forEach((topUp, line) => raised.set(earmark.accounts[line].budget, topUp));
    hold.raised = hold.accounts.map(({ budget }) => raised.get(budget) ?? 0n);
    const drawn = earmark.drawn ?? new Map();
    this.end(earmark, null, atMs);
    this.grants.delete(earmark.approvalId);
    this.endApproval(hold);
    const kept = [...hold.drawn].filter(([, place]) => drawn.has(place));
    hold.drawn = new Map(kept.map(([line, place]) => [line, drawn.get(place)]));
  }

  compare(stated, account, atMs) {
    let highest = account.spent;
    let lowest = account.spent;
    if (account.rollingMs !== null) {
      // Stated as of the account's last change or later.
      account.roll(atMs);
      lowest = account.spent;
    }
    const spent = amountOf(stated.spent);
    const isSame = ["held", "topUps", "overrun"].every((name) => amountOf(stated[name]) === account[name]);
    if (lowest > highest) [lowest, highest] = [highest, lowest];
    if (isSame && lowest <= spent && spent <= highest) {
      this.compared += 1;
      return;
    }
    throw new Mismatch(`the account ${stated.budget}(${stated.scope}) is stated with spent ${spent}, held `
      + `${stated.held}, top-ups ${stated.topUps}, overrun ${stated.overrun}, and the entries make it spent `
      + `${account.spent}, held ${account.held}, top-ups ${account.topUps}, overrun ${account.overrun}`);
  }
}
