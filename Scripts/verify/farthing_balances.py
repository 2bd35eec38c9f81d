"""Adds up the accounts of a Farthing journal, from docs/formats/entries.md."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

BUCKETS = 64

# Entries that move no money; `overrun` in balances is a statistic and is not recomputed.
STILL = {
    *("dispatch", "refusal", "refusals", "warning", "weakerSettle", "setPolicy", "removeBudget"),
    *("keyRotation", "keyDelegation", "logOrigin", "imported", "registry"),
    *("reset", "pause", "resume", "freeze", "unfreeze", "setLimit"),
}

# So many approvals that are over are remembered, and with them by how much they raised limits.
ENDED_KEPT = 10_000


class Wrong(Exception):
    """An entry that does not add up."""


@dataclass
class Account:
    held: int = 0
    spent: int = 0
    top_ups: int = 0
    # Of rolling windows: what was spent in each bucket.
    rolling_ms: int | None = None
    buckets: dict[int, int] = field(default_factory=dict)

    def spend(self, amount: int, at_ms: int) -> None:
        if self.rolling_ms is None:
            self.spent += amount
            return
        self.roll(at_ms)
        if amount < 0:
            # What is given back comes out of the oldest buckets, so that nothing outlives it.
            left = -amount
            for number in sorted(self.buckets):
                taken = min(left, self.buckets[number])
                self.buckets[number] -= taken
                left -= taken
            self.spent = sum(self.buckets.values())
            return
        number = at_ms // self.bucket_ms
        self.buckets[number] = self.buckets.get(number, 0) + amount
        self.spent = sum(self.buckets.values())

    @property
    def bucket_ms(self) -> int:
        return max(1, -(-self.rolling_ms // BUCKETS))

    def roll(self, at_ms: int) -> None:
        """Lets buckets go of which the whole is out of the window."""
        for number in sorted(self.buckets):
            if (number + 1) * self.bucket_ms + self.rolling_ms > at_ms:
                break
            del self.buckets[number]
        self.spent = sum(self.buckets.values())


AccountKey = tuple[str, str, int, int]


@dataclass
class Hold:
    accounts: list[AccountKey]
    held: list[int]
    # What each line cost; nil while the hold is open.
    charged: list[int] | None = None
    # The hold from which lines are drawn, and the line of it for each that is.
    source: Hold | None = None
    drawn: dict[int, int] = field(default_factory=dict)
    # True for the money of an approval: over with the first hold that is drawn from it.
    is_earmark: bool = False
    # By how much an approval raised the limit of each line's account, less what went back.
    raised: list[int] = field(default_factory=list)
    # How many approvals had ended with the one that raised them.
    ended: int = 0


@dataclass
class Grant:
    hold: Hold
    top_ups: list[int]


@dataclass
class Budget:
    unit: str
    window: str


def milliseconds(timestamp: str) -> int:
    moment = datetime.datetime.strptime(timestamp, "%Y-%m-%dT%H:%M:%S.%fZ")
    epoch = datetime.datetime(1970, 1, 1)
    return (moment - epoch) // datetime.timedelta(milliseconds=1)


def key_of(value: dict) -> AccountKey:
    return (value["budget"], value["scope"], value["windowStartMs"], value["generation"])


class Balances:
    """Takes in decisions in order."""

    def __init__(self):
        self.accounts: dict[AccountKey, Account] = {}
        self.budgets: dict[str, Budget] = {}
        self.holds: dict[int, Hold] = {}
        # The latest hold with each id.
        self.by_id: dict[str, Hold] = {}
        self.grants: dict[int, Grant] = {}
        self.open_approvals: set[int] = set()
        self.ended = 0
        self.openings: dict[tuple[str, str, int], tuple[int, int]] = {}
        self.compared = 0
        self.unknown_kinds: set[str] = set()

    def take(self, sequence: int, decision: dict) -> str | None:
        """Why the entry does not add up, if it does not."""
        kind = decision.get("kind")
        if kind in STILL:
            return None
        method = getattr(self, f"take_{kind}", None) if isinstance(kind, str) else None
        if method is None and isinstance(kind, str):
            return f"an entry of a kind that is not known, {kind!r:.80}"
        if method is None:
            self.unknown_kinds.add(str(kind))
            return None
        try:
            method(sequence, decision, milliseconds(decision["timestamp"]))
        except Wrong as wrong:
            return str(wrong)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            return f"a {kind} entry without its members: {error!r:.80}"
        return None

    def statements(self) -> list[dict]:
        names = ("budget", "scope", "windowStartMs", "generation")
        return [
            {
                **dict(zip(names, key)),
                "held": account.held,
                "spent": account.spent,
                "topUps": account.top_ups,
            }
            for key, account in self.accounts.items()
        ]

    def account(self, key: AccountKey) -> Account:
        if key not in self.accounts:
            account = Account()
            window = self.budgets[key[0]].window
            if window.startswith("rolling:"):
                account.rolling_ms = int(window.removeprefix("rolling:"))
            self.accounts[key] = account
            budget, scope, start_ms, generation = key
            spent, at_ms = self.openings.get((budget, scope, generation), (0, 0))
            if spent and start_ms <= at_ms:
                # What an edited budget starts with counts in the window of the edit alone.
                del self.openings[(budget, scope, generation)]
                account.spend(spent, at_ms)
        return self.accounts[key]

    # Configuration

    def take_setBudget(self, _sequence: int, decision: dict, at_ms: int) -> None:
        budget = decision["budget"]
        self.budgets[budget["id"]] = Budget(budget["unit"], budget["window"])
        for scope, spent in decision["opening"].items():
            self.openings[(budget["id"], scope, decision["generation"])] = (spent, at_ms)

    def take_move(self, _sequence: int, decision: dict, _at_ms: int) -> None:
        for move in decision["moves"]:
            hold = self.open_hold(move["hold"])
            line = move["line"]
            left = self.account(hold.accounts[line])
            raised = self.raised(hold, line)
            left.top_ups -= raised
            left.held -= hold.held[line]
            if left.held < 0:
                raise Wrong(f"held of {hold.accounts[line]} would be negative")
            hold.accounts[line] = key_of(move["account"])
            hold.held[line] = move["held"]
            account = self.account(hold.accounts[line])
            account.held += move["held"]
            account.top_ups += raised

    def raised(self, hold: Hold, line: int) -> int:
        """By how much the limit of a line's account was raised for an open hold."""
        if hold.is_earmark:
            tops = [grant.top_ups for grant in self.grants.values() if grant.hold is hold]
            return tops[0][line] if tops else 0
        return hold.raised[line] if hold.raised else 0

    # Holds

    def take_hold(self, sequence: int, decision: dict, at_ms: int) -> None:
        hold = self.admit(sequence, decision, decision.get("decisionId", ""))
        earmark = hold.source
        if earmark is not None and earmark.is_earmark:
            # The call takes the place of the money that was granted for it.
            hold.source = earmark.source
            approval = next(
                asked for asked, grant in self.grants.items() if grant.hold is earmark
            )
            raised = {
                key[0]: top_up
                for key, top_up in zip(earmark.accounts, self.grants[approval].top_ups)
            }
            hold.raised = [raised.get(key[0], 0) for key in hold.accounts]
            self.end_approval(approval)
            hold.ended = self.ended
            self.end(earmark, None, at_ms)
            hold.drawn = {
                line: earmark.drawn[place]
                for line, place in hold.drawn.items()
                if place in earmark.drawn
            }

    def admit(self, sequence: int, decision: dict, hold_id: str) -> Hold:
        lines = decision["lines"]
        hold = Hold([key_of(line) for line in lines], [0] * len(lines))
        if "source" in decision:
            hold.source = self.by_id.get(decision["source"])
            if hold.source is None or hold.source.charged is not None:
                raise Wrong(f"{decision['source']} is no open hold to draw from")
            for line, key in enumerate(hold.accounts):
                if key in hold.source.accounts:
                    hold.drawn[line] = hold.source.accounts.index(key)
        self.holds[sequence] = self.by_id[hold_id] = hold
        self.set_held(hold, [line["held"] for line in lines])
        return hold

    # Approvals

    def take_approvalAsk(self, sequence: int, _decision: dict, _at_ms: int) -> None:
        self.open_approvals.add(sequence)

    def take_approvalVote(self, _sequence: int, decision: dict, _at_ms: int) -> None:
        if not decision["for"]:
            self.end_approval(decision["approval"])

    def end_approval(self, approval: int) -> None:
        if approval in self.open_approvals:
            self.open_approvals.remove(approval)
            self.ended += 1

    def take_approvalGrant(self, sequence: int, decision: dict, _at_ms: int) -> None:
        top_ups = [line.get("topUp", 0) for line in decision["lines"]]
        for line, top_up in zip(decision["lines"], top_ups):
            self.account(key_of(line)).top_ups += top_up
        hold = self.admit(sequence, decision, decision["holdId"])
        hold.is_earmark = True
        self.grants[decision["approval"]] = Grant(hold, top_ups)

    def take_approvalExpire(self, _sequence: int, decision: dict, at_ms: int) -> None:
        self.end_approval(decision["approval"])
        grant = self.grants.pop(decision["approval"], None)
        if grant is None:
            return
        if grant.hold.charged is not None:
            raise Wrong(f"the approval of entry {decision['approval']} was used")
        for key, top_up in zip(grant.hold.accounts, grant.top_ups):
            self.account(key).top_ups -= top_up
        self.end(grant.hold, None, at_ms)

    take_approvalWithdraw = take_approvalExpire

    def take_charge(self, sequence: int, decision: dict, at_ms: int) -> None:
        self.take_hold(sequence, decision, at_ms)
        self.close(sequence, decision["amounts"] or self.holds[sequence].held, at_ms)

    def take_extend(self, _sequence: int, decision: dict, _at_ms: int) -> None:
        if decision["held"]:
            hold = self.open_hold(decision["hold"])
            for line, (raised, held) in enumerate(zip(hold.raised, decision["held"])):
                unused = min(raised, max(0, hold.held[line] - held))
                self.account(hold.accounts[line]).top_ups -= unused
                hold.raised[line] -= unused
            self.set_held(hold, decision["held"])

    def take_settle(self, _sequence: int, decision: dict, at_ms: int) -> None:
        hold = self.open_hold(decision["hold"])
        self.close(decision["hold"], decision["amounts"] or hold.held, at_ms)

    def take_release(self, _sequence: int, decision: dict, at_ms: int) -> None:
        self.close(decision["hold"], None, at_ms)

    def take_expire(self, _sequence: int, decision: dict, at_ms: int) -> None:
        hold = self.open_hold(decision["hold"])
        if not decision["charged"]:
            return self.close(decision["hold"], None, at_ms)
        # A place among concurrent calls is given back, whatever became of the call.
        amounts = [
            0 if self.budgets[key[0]].unit == "concurrent" else held
            for key, held in zip(hold.accounts, hold.held)
        ]
        return self.close(decision["hold"], amounts, at_ms)

    def take_correction(self, _sequence: int, decision: dict, at_ms: int) -> None:
        hold = self.holds.get(decision["hold"])
        if hold is None or hold.charged is None:
            raise Wrong(f"entry {decision['hold']} is no closed hold")
        check_length(decision["amounts"], hold)
        for index, amount in enumerate(decision["amounts"]):
            if amount != hold.charged[index]:
                account = self.account(hold.accounts[index])
                account.spend(amount - hold.charged[index], at_ms)
                if hold.raised and self.ended - hold.ended < ENDED_KEPT:
                    # What the call turns out not to have used of a raised limit.
                    unused = min(hold.raised[index], max(0, hold.charged[index] - amount))
                    account.top_ups -= unused
                    hold.raised[index] -= unused
                hold.charged[index] = amount

    take_lateSettle = take_betterSettle = take_correction

    def open_hold(self, sequence: int) -> Hold:
        hold = self.holds.get(sequence)
        if hold is None or hold.charged is not None:
            raise Wrong(f"entry {sequence} is no open hold")
        return hold

    def set_held(self, hold: Hold, amounts: list[int]) -> None:
        check_length(amounts, hold)
        for index, amount in enumerate(amounts):
            self.draw(hold, index, amount - hold.held[index])
            account = self.account(hold.accounts[index])
            account.held += amount - hold.held[index]
            hold.held[index] = amount
            if amount < 0 or account.held < 0:
                raise Wrong(f"held of {hold.accounts[index]} would be negative")

    def draw(self, hold: Hold, line: int, amount: int) -> None:
        """Takes what a drawn line grows by out of its source while that is open, or gives back."""
        source = hold.source
        if source is None or source.charged is not None or line not in hold.drawn:
            return
        place = hold.drawn[line]
        if source.accounts[place] != hold.accounts[line]:
            return
        left = max(0, source.held[place] - amount)
        self.account(source.accounts[place]).held += left - source.held[place]
        source.held[place] = left

    def close(self, sequence: int, amounts: list[int] | None, at_ms: int) -> None:
        self.end(self.open_hold(sequence), amounts, at_ms)

    def end(self, hold: Hold, amounts: list[int] | None, at_ms: int) -> None:
        charged = list(amounts) if amounts is not None else [0] * len(hold.held)
        check_length(charged, hold)
        for line, amount in enumerate(charged):
            # What was spent does not go back to the source.
            self.draw(hold, line, amount - hold.held[line])
        hold.source = None
        # What the call did not use of a raised limit is taken back.
        for line, raised in enumerate(hold.raised):
            unused = min(raised, max(0, hold.held[line] - charged[line]))
            self.account(hold.accounts[line]).top_ups -= unused
            hold.raised[line] -= unused
        self.set_held(hold, [0] * len(hold.held))
        hold.charged = charged
        for key, amount in zip(hold.accounts, charged):
            if amount:
                self.account(key).spend(amount, at_ms)

    # Changes of accounts

    def take_topUp(self, _sequence: int, decision: dict, _at_ms: int) -> None:
        self.account(key_of(decision["account"])).top_ups += decision["amount"]

    def take_refund(self, _sequence: int, decision: dict, at_ms: int) -> None:
        self.account(key_of(decision["account"])).spend(-decision["amount"], at_ms)

    # Balances

    def take_balance(self, _sequence: int, decision: dict, at_ms: int) -> None:
        for stated in decision["accounts"]:
            key = key_of(stated)
            if self.budgets[key[0]].window == "call":
                # Each call has an account of its own under the same key.
                continue
            account = self.account(key)
            highest = lowest = account.spent
            if account.rolling_ms is not None:
                # Stated as of the account's last change or later.
                account.roll(at_ms)
                lowest = account.spent
            self.compare(key, "held", stated["held"], account.held, account.held)
            self.compare(key, "spent", stated["spent"], lowest, highest)
            self.compare(key, "topUps", stated["topUps"], account.top_ups, account.top_ups)
            self.compared += 1

    @staticmethod
    def compare(key: AccountKey, name: str, stated: int, lowest: int, highest: int) -> None:
        if not min(lowest, highest) <= stated <= max(lowest, highest):
            found = lowest if lowest == highest else f"{lowest} to {highest}"
            raise Wrong(f"{name} of {key} is stated as {stated}, the entries give {found}")


def check_length(amounts: list[int], hold: Hold) -> None:
    if len(amounts) != len(hold.accounts) or not all(type(amount) is int for amount in amounts):
        raise Wrong(f"{len(amounts)} amounts for {len(hold.accounts)} lines")
