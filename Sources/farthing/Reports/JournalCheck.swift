import FarthingCore
import FarthingReceipts

/// Verifies a journal, and that the balances which it states follow from its entries.
enum JournalCheck {
    struct Result {
        var verification: Verification
        /// The first balance that does not follow; nil where all do, or none was looked at.
        var balanceFault: BalanceFault?
        /// Accounts in balance entries that were compared; nil where none was looked at.
        var balancesCompared: Int64?
        /// What the book holds after the last entry.
        var heldAtEnd: Int64 = 0

        /// What the caller knew of the journal and is not in it; nil where all is.
        var missing: MissingFault?

        var isWhole: Bool { verification.isWhole && balanceFault == nil && missing == nil }
    }

    /// What a caller knows of the journal from elsewhere: the only way to see that its end was cut
    /// off.
    struct Known {
        var entriesMin: Int64?
        var head: Hash32?
    }

    enum MissingFault: String {
        case entries = "entries_missing"
        case head = "head_missing"
    }

    struct BalanceFault {
        var sequence: Int64
        var reason: String
    }

    /// - Parameters:
    ///   - balances: nil compares balances where every entry is one of ours.
    ///   - known: what must be in the journal.
    static func run(
        _ target: VerifyTarget,
        keys: [VerifyingKey],
        balances: Bool?,
        known: Known = Known()
    ) throws(Failure) -> Result {
        var result = try run(target, keys: keys, balances: balances, head: known.head)
        let found = result.verification
        // Nothing is as good as any other nothing: an emptied journal must not pass for a whole one.
        guard found.entries > 0 || !found.isWhole || known.entriesMin == 0 else {
            throw Failure(
                .unreadable,
                "\(target.path): there are no entries, so there is nothing to verify; look for the "
                    + "journal that was here, or say --min-entries 0 where there has been none"
            )
        }
        if let wanted = known.entriesMin, found.entries < wanted { result.missing = .entries }
        if known.head != nil, found.expectedHeadAt == nil, result.missing == nil {
            result.missing = .head
        }
        return result
    }

    private static func run(
        _ target: VerifyTarget,
        keys: [VerifyingKey],
        balances: Bool?,
        head: Hash32?
    ) throws(Failure) -> Result {
        let posting = Posting(recalling: [], isWanted: balances != false)
        let verification = try target.verify(keys: keys, expectedHead: head) { _, decision in
            posting.take(decision, mustKnow: balances == true)
        }
        guard verification.isWhole, posting.isWanted else {
            return Result(verification: verification)
        }
        if posting.corrected.isEmpty { return result(verification, posting) }
        // Holds were corrected after they had closed; the second pass knows which to remember.
        let again = Posting(recalling: posting.corrected, isWanted: true)
        _ = try target.verify(keys: keys) { _, decision in again.take(decision, mustKnow: true) }
        return result(verification, again)
    }

    private static func result(_ verification: Verification, _ posting: Posting) -> Result {
        Result(
            verification: verification,
            balanceFault: posting.fault,
            balancesCompared: posting.compared,
            heldAtEnd: posting.heldAtEnd
        )
    }

    /// Posts every entry, and compares every stated balance with what they come to.
    private final class Posting {
        private var replay: BookReplay
        private var sequence: Int64 = 0
        /// False once an entry is none of ours: no balance follows then.
        private(set) var isWanted: Bool
        /// Holds that are corrected after they have closed.
        private(set) var corrected: Set<HoldID> = []
        private(set) var fault: BalanceFault?
        private(set) var compared: Int64 = 0

        init(recalling corrected: Set<HoldID>, isWanted: Bool) {
            replay = BookReplay(recalling: corrected)
            self.isWanted = isWanted
        }

        var heldAtEnd: Int64 { Int64(replay.book.counts.holds) }

        func take(_ decision: JSONNode, mustKnow: Bool) -> String? {
            guard isWanted else { return nil }
            guard let entry = Entry(decision) else {
                isWanted = false
                return mustKnow ? "the entry is none of Farthing's, so no balance follows" : nil
            }
            if case .balance(let stated) = entry.body { compare(stated, entry.atMs) }
            if let id = entry.correctedHold { corrected.insert(id) }
            replay.take(entry)
            sequence += 1
            return nil
        }

        private func compare(_ stated: [Entry.Balance], _ atMs: Int64) {
            for balance in stated where fault == nil {
                compared += 1
                let found = replay.book.sums(of: balance.account, atMs: atMs)
                guard found != balance else { continue }
                let account = balance.account
                fault = BalanceFault(
                    sequence: sequence,
                    reason: "the account \(account.budget)(\(account.scope)) is stated with "
                        + "\(Self.shown(balance)), and the entries make it "
                        + (found.map(Self.shown) ?? "nothing")
                )
            }
        }

        private static func shown(_ balance: Entry.Balance) -> String {
            "spent \(balance.spent), held \(balance.held), top-ups \(balance.topUps), "
                + "overrun \(balance.overrun)"
        }
    }
}
