// What each kind of entry posts, and the exact figures in it.

const POSTINGS = {
  __proto__: null,

  setBudget({ budget, opening, generation }, atMs) {
    if (typeof budget.id !== "string" || typeof budget.window !== "string") throw new TypeError();
    const { id, unit, window, enforced } = budget;
    const before = this.budgets.get(id);
    // What an account was given in one unit says nothing in another.
    const limits = before?.unit === unit ? before.limits : new Map();
    this.budgets.set(id, { unit, window, limit: amountOf(budget.limit), limits, isEnforced: enforced });
    for (const [scope, spent] of Object.entries(opening)) {
      const name = JSON.stringify([budget.id, scope, String(generation)]);
      this.openings.set(name, { spent: amountOf(spent), atMs });
    }
  },

  removeBudget({ budget }) {
    this.budgets.get(budget)?.limits.clear();
  },

  setLimit({ budget, scope, limit }) {
    if (typeof scope !== "string") throw new TypeError();
    const { limits } = this.budget(budget);
    if (limit === null) limits.delete(scope);
    else limits.set(scope, amountOf(limit));
  },

  move({ moves }) {
    for (const named of moves) {
      const { line, account, held } = named;
      const hold = this.openHold(named);
      const left = hold.accounts[line];
      left.held -= hold.held[line];
      if (left.held < 0n) throw new Unposted("less than nothing would be held");
      hold.accounts[line] = this.account(account);
      // What the limit was raised by for the hold goes with it.
      const raised = hold.raised?.[line] ?? hold.topUps?.[line] ?? 0n;
      left.topUps -= raised;
      hold.accounts[line].topUps += raised;
      hold.held[line] = amountOf(held);
      hold.accounts[line].held += hold.held[line];
    }
  },

  hold(decision, atMs, number) {
    const hold = this.admit(decision, decision.decisionId, number);
    if (hold.source?.topUps) this.takePlace(hold, hold.source, atMs);
  },

  charge(decision, atMs, number) {
    POSTINGS.hold.call(this, decision, atMs, number);
    const hold = this.openHold({ holdId: decision.decisionId });
    this.end(hold, amountsOf(decision.amounts, hold), atMs);
  },

  extend(named) {
    const { held } = named;
    const hold = this.openHold(named);
    if (!held.length) return;
    const totals = held.map(amountOf);
    totals.forEach((total, line) => this.lower(hold, line, hold.held[line] - total));
    this.setHeld(hold, totals);
  },

  settle(named, atMs) {
    const hold = this.openHold(named);
    this.end(hold, amountsOf(named.amounts, hold), atMs);
  },

  release(named, atMs) {
    this.end(this.openHold(named), null, atMs);
  },

  expire(named, atMs) {
    const hold = this.openHold(named);
    if (!named.charged) {
      this.end(hold, null, atMs);
      return;
    }
    // A place among concurrent calls is given back, whatever became of the call.
    const amounts = hold.held.map((held, line) => {
      return this.budget(hold.accounts[line].budget).unit === "concurrent" ? 0n : held;
    });
    this.end(hold, amounts, atMs);
  },

  correction({ hold: number, amounts }, atMs) {
    const { closed } = this;
    if (!Number.isSafeInteger(number) || !closed.count(number)) throw new Idle();
    const totals = amounts.map(amountOf);
    if (totals.length !== closed.count(number)) throw new Unposted("amounts for other lines");
    const raised = closed.raised.get(number);
    totals.forEach((amount, line) => {
      const more = amount - closed.cost(number, line);
      if (!more) return;
      const account = closed.account(number, line);
      this.spend(account, more, atMs);
      if (raised) {
        const unused = least(raised[line], over(-more));
        account.topUps -= unused;
        raised[line] -= unused;
      }
      closed.setCost(number, line, amount);
    });
  },

  approvalGrant(decision, atMs, number) {
    const topUps = decision.lines.map(({ topUp }) => amountOf(topUp ?? 0));
    decision.lines.forEach((line, place) => {
      this.account(line).topUps += topUps[place];
    });
    const hold = this.admit(decision, decision.holdId, number);
    hold.topUps = topUps;
    hold.approvalId = decision.approvalId;
    this.grants.set(decision.approvalId, hold);
  },

  approvalVote({ for: isFor }) {
    if (isFor === false) this.endApproval(null);
  },

  approvalExpire({ approvalId }, atMs) {
    this.endApproval(null);
    const hold = this.grants.get(approvalId);
    if (!hold) return;
    this.grants.delete(approvalId);
    hold.accounts.forEach((account, line) => {
      account.topUps -= hold.topUps[line];
    });
    this.end(hold, null, atMs);
  },

  topUp({ account, amount }) {
    this.account(account).topUps += amountOf(amount);
  },

  refund({ account, amount }, atMs) {
    this.spend(this.account(account), -amountOf(amount), atMs);
  },

  balance({ accounts }, atMs) {
    for (const stated of accounts) {
      if (!this.budgets.has(stated.budget)) {
        const { budget, scope, spent, held, topUps, overrun } = stated;
        throw new Mismatch(`the account ${budget}(${scope}) is stated with spent ${spent}, held ${held}, `
          + `top-ups ${topUps}, overrun ${overrun}, and the entries make it nothing`);
      }
      // Each call has an account of its own under the same name.
      if (this.budget(stated.budget).window === "call") continue;
      this.compare(stated, this.account(stated), atMs);
    }
  },
};
POSTINGS.lateSettle = POSTINGS.correction;
POSTINGS.betterSettle = POSTINGS.correction;
POSTINGS.approvalWithdraw = POSTINGS.approvalExpire;

/** A decision's canonical text as plain values, whose numbers are exact: large ones are BigInts. */
function plainOf(text) {
  // JSON.parse reads numbers as doubles, which have 15 digits exactly.
  return /[0-9]{16}/.test(text) ? plain(parsed(utf8.encode(text))) : JSON.parse(text);
}

function plain(value) {
  if (value instanceof Integer) return BigInt(value.text);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([name, member]) => [name, plain(member)]));
}

function amountOf(value) {
  if (typeof value === "bigint") return value;
  if (!Number.isSafeInteger(value)) throw new TypeError("an amount that is none");
  return BigInt(value);
}

/** What each line cost; nothing stated means what each holds. */
function amountsOf(amounts, hold) {
  return amounts.length ? amounts.map(amountOf) : hold.held.slice();
}

function checkLength(amounts, hold) {
  if (amounts.length === hold.accounts.length) return;
  throw new Unposted(`${amounts.length} amounts for ${hold.accounts.length} lines`);
}

function least(one, two) {
  return one < two ? one : two;
}

function over(amount) {
  return amount > 0n ? amount : 0n;
}

function momentOf(timestamp) {
  const isSpelt = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(timestamp);
  const ms = isSpelt ? Date.parse(timestamp) : NaN;
  if (Number.isNaN(ms)) throw new Unposted("an entry without a time");
  return BigInt(ms);
}
