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
        /// From where on no balance was followed; nil where all were, or none was asked for.
        var unfollowed: Unfollowed?
        /// What the book holds after the last entry that was followed.
        var heldAtEnd: Int64 = 0

        /// The file that is faulty, where there are several.
        var faultyFile: String?

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

    /// The first entry from which no sum follows, which is no fault unless somebody asks for sums.
    struct Unfollowed {
        var sequence: Int64
        var reason: String
    }

    struct BalanceFault {
        var sequence: Int64
        var reason: String
    }

    /// - Parameters:
    ///   - balances: nil compares balances where every entry is one of ours.
    ///   - known: what must be in the journal.
    ///   - isLenient: takes what agentguard-spend takes, an empty file too.
    ///   - allowsUnsealed: takes entries for which nobody vouches, and counts them.
    static func run(
        _ target: VerifyTarget,
        keys: [VerifyingKey],
        balances: Bool?,
        known: Known = Known(),
        isLenient: Bool = false,
        allowsUnsealed: Bool = false
    ) throws(Failure) -> Result {
        let terms = VerifyTarget.Terms(
            keys: keys,
            expectedHead: known.head,
            isLenient: isLenient,
            allowsUnsealed: allowsUnsealed
        )
        var result = try run(target, terms, balances: balances)
        let found = result.verification
        guard
            found.isJournal || target.folder != nil || isLenient
                || (found.isWhole && !found.hasTornLine)
        else {
            throw Failure(
                .unreadable,
                "\(target.path): this is no journal: its first lines are none of an export, a "
                    + "segment or a signed log"
            )
        }
        // Nothing is as good as any other nothing: an emptied journal must not pass for a whole one.
        let isJudged = !found.isWhole && found.fault?.isOfCheckpoint == false
        let mayBeEmpty = known.entriesMin == 0 || isLenient && found.origin == nil
        guard found.entries > found.first || isJudged || mayBeEmpty else {
            throw Failure(.unreadable, "\(target.path): \(nothing(behind: found.first))")
        }
        // Anybody can write the others, and with them whatever number and head are asked for.
        let counted = found.vouchedEntries
        if let wanted = known.entriesMin, counted < wanted { result.missing = .entries }
        let isHeadThere = found.expectedHeadAt.map { $0 < counted || found.isSigned } ?? false
        if known.head != nil, !isHeadThere, result.missing == nil { result.missing = .head }
        return result
    }

    /// What is said where there is no entry.
    ///
    /// - Parameter first: how many entries are said to be elsewhere.
    private static func nothing(behind first: Int64) -> String {
        let fix =
            first == 0
            ? "look for the journal that was here, or say --min-entries 0 where there has been none"
            : "the \(first) before are elsewhere: name the files that have them in front of it"
        return "there are no entries, so there is nothing to verify; \(fix)"
    }

    private static func run(
        _ target: VerifyTarget,
        _ terms: VerifyTarget.Terms,
        balances: Bool?
    ) throws(Failure) -> Result {
        guard balances != false else {
            let found = try target.verify(terms, onEntry: nil)
            return Result(verification: found.verification, faultyFile: found.faultyFile)
        }
        let mustKnow = balances == true
        let (result, corrected) = try follow(target, terms, recalling: [], mustKnow: mustKnow)
        guard result.verification.isFollowed, !corrected.isEmpty else { return result }
        // Holds were corrected after they had closed; the second pass knows which to remember.
        return try follow(target, terms, recalling: corrected, mustKnow: mustKnow).result
    }

    private static func follow(
        _ target: VerifyTarget,
        _ terms: VerifyTarget.Terms,
        recalling corrected: Set<HoldID>,
        mustKnow: Bool
    ) throws(Failure) -> (result: Result, corrected: Set<HoldID>) {
        let posting = Posting(recalling: corrected)
        let found = try target.verify(terms) { sequence, decision in
            posting.take(decision, sequence, mustKnow: mustKnow)
        }
        var result = Result(verification: found.verification, faultyFile: found.faultyFile)
        result.unfollowed = posting.unfollowed
        if found.verification.isFollowed, posting.unfollowed == nil || posting.compared > 0 {
            result.balanceFault = posting.fault
            result.balancesCompared = posting.compared
        }
        result.heldAtEnd = posting.heldAtEnd
        return (result, posting.corrected)
    }

    /// Posts every entry, and compares every stated balance with what they come to.
    private final class Posting {
        private var replay: BookReplay
        private var sequence: Int64 = 0
        /// Set once an entry is none of ours or cannot be posted: no balance follows then.
        private(set) var unfollowed: Unfollowed?
        /// Holds that are corrected after they have closed.
        private(set) var corrected: Set<HoldID> = []
        private(set) var fault: BalanceFault?
        private(set) var compared: Int64 = 0

        init(recalling corrected: Set<HoldID>) {
            replay = BookReplay(recalling: corrected)
        }

        var heldAtEnd: Int64 { Int64(replay.book.counts.holds) }

        /// - Returns: why the entry cannot be posted, where that is a fault.
        func take(_ decision: JSONNode, _ number: Int64, mustKnow: Bool) -> String? {
            guard unfollowed == nil else { return nil }
            guard number == sequence else {
                return end(number, "balances follow only from all entries since entry 0", mustKnow)
            }
            guard let entry = Entry(decision) else {
                let reason = "the entry is none of Farthing's, so no balance follows"
                return end(number, reason, mustKnow)
            }
            if case .balance(let stated) = entry.body { compare(stated, entry.atMs) }
            if let id = entry.correctedHold { corrected.insert(id) }
            if let objection = replay.take(entry) {
                let reason = "the entry does not follow from those before it: \(objection)"
                return end(number, reason, mustKnow)
            }
            sequence += 1
            return nil
        }

        private func end(_ number: Int64, _ reason: String, _ mustKnow: Bool) -> String? {
            unfollowed = Unfollowed(sequence: number, reason: reason)
            return mustKnow ? reason : nil
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

extension Verification {
    /// Whether the chain held to the end, so that sums could be followed; perhaps nobody vouches
    /// for all of it.
    fileprivate var isFollowed: Bool { isWhole || fault?.code == .unsealedEntries }
}
