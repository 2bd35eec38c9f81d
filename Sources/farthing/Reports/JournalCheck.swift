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

        var isWhole: Bool { verification.isWhole && balanceFault == nil }
    }

    struct BalanceFault {
        var sequence: Int64
        var reason: String
    }

    /// - Parameter balances: nil compares balances where every entry is one of ours.
    static func run(
        _ target: VerifyTarget,
        keys: [VerifyingKey],
        balances: Bool?
    ) throws(Failure) -> Result {
        let survey = Survey(isWanted: balances != false, mustKnow: balances == true)
        let verification = try target.verify(keys: keys) { sequence, decision in
            survey.look(sequence, decision)
        }
        guard verification.isWhole, balances ?? survey.knowsAll, balances != false else {
            return Result(verification: verification)
        }
        let posting = Posting(recalling: survey.corrected)
        let again = try target.verify(keys: keys) { _, decision in
            posting.take(decision)
            return nil
        }
        guard again.isWhole else { return Result(verification: again) }
        return Result(
            verification: verification,
            balanceFault: posting.fault,
            balancesCompared: posting.compared,
            heldAtEnd: posting.heldAtEnd
        )
    }

    /// The first pass: which closed holds are corrected later on.
    private final class Survey {
        private let isWanted: Bool
        private let mustKnow: Bool
        private(set) var corrected: Set<HoldID> = []
        private(set) var knowsAll = true

        init(isWanted: Bool, mustKnow: Bool) {
            self.isWanted = isWanted
            self.mustKnow = mustKnow
        }

        func look(_ sequence: Int64, _ decision: JSONNode) -> String? {
            guard isWanted, knowsAll else { return nil }
            guard let entry = Entry(decision) else {
                knowsAll = false
                return mustKnow ? "the entry is none of Farthing's, so no balance follows" : nil
            }
            if let id = entry.correctedHold { corrected.insert(id) }
            return nil
        }
    }

    /// The second pass: every entry is posted, every stated balance compared.
    private final class Posting {
        private var replay: BookReplay
        private var sequence: Int64 = 0
        private(set) var fault: BalanceFault?
        private(set) var compared: Int64 = 0

        init(recalling corrected: Set<HoldID>) {
            replay = BookReplay(recalling: corrected)
        }

        var heldAtEnd: Int64 { Int64(replay.book.counts.holds) }

        func take(_ decision: JSONNode) {
            guard fault == nil, let entry = Entry(decision) else { return }
            if case .balance(let stated) = entry.body { compare(stated, entry.atMs) }
            replay.take(entry)
            sequence += 1
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
