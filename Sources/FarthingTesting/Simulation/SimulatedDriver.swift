import Farthing
import FarthingCore

/// Drives a book as a store does: recalls what has left memory, keeps the journal as bytes, and can
/// lose everything but these.
struct SimulatedDriver: Sendable {
    private(set) var book = Book()
    private(set) var closed = ClosedHolds(keptMax: 100_000)
    /// Every entry as it would be stored.
    private(set) var journal: [[UInt8]] = []
    private(set) var saved: Saved?
    /// FNV-1a over every entry's bytes.
    private(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325
    private var json = JSONWriter(capacity: 2_048)

    struct Saved: Sendable {
        var snapshot: [UInt8]
        var closed: ClosedHolds
        var entryCount: Int
        var wouldRefuse: [AccountKey: Int64]
    }

    /// What one batch led to.
    struct Result: Sendable {
        var outcomes: [Outcome] = []
        var entries: [Entry] = []
    }

    mutating func submit(_ commands: [Command], nowMs: Int64) -> Result {
        var result = Result()
        for command in commands {
            if let missing = book.missing(for: command), let record = closed.find(missing) {
                book.recall(record)
            }
            result.outcomes.append(book.apply(command, nowMs: nowMs))
        }
        result.entries = commit()
        return result
    }

    private mutating func commit() -> [Entry] {
        for record in book.takeClosed() { closed.note(record) }
        book.forgetRecalled()
        let entries = book.takeEntries()
        for entry in entries {
            json.removeAll()
            entry.write(to: &json)
            journal.append(json.bytes)
            for byte in json.bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return entries
    }

    /// Takes a snapshot, to which a crash may go back.
    mutating func save(wouldRefuse: [AccountKey: Int64]) {
        saved = Saved(
            snapshot: book.snapshot(),
            closed: closed,
            entryCount: journal.count,
            wouldRefuse: wouldRefuse
        )
    }

    /// Loses the book and builds it anew; says what is not as it was, nil when all is.
    mutating func crash(usingSnapshot: Bool, nowMs: Int64) -> String? {
        let before = Picture(book)
        var fresh = Book()
        var first = 0
        closed = ClosedHolds(keptMax: 100_000)
        if usingSnapshot, let saved {
            guard let restored = Book(snapshot: saved.snapshot) else {
                return "the snapshot cannot be read: " + text(saved.snapshot)
            }
            if restored.snapshot() != saved.snapshot {
                return "a snapshot is read as another: " + text(saved.snapshot) + " became "
                    + text(restored.snapshot())
            }
            fresh = restored
            closed = saved.closed
            first = saved.entryCount
        }
        for bytes in journal[first...] {
            guard let document = try? JSONDocument(bytes), let entry = Entry(document.root) else {
                return "an entry cannot be read: " + text(bytes)
            }
            json.removeAll()
            entry.write(to: &json)
            if json.bytes != bytes {
                return "an entry that was read is not written as it was: " + text(bytes)
            }
            if let missing = fresh.missing(for: entry), let record = closed.find(missing) {
                fresh.recall(record)
            }
            if let objection = fresh.objection(to: entry) {
                return "an entry of the book's own is refused, \(objection): " + text(bytes)
            }
            fresh.replay(entry)
            for record in fresh.takeClosed() { closed.note(record) }
            fresh.forgetRecalled()
        }
        if fresh.nextSequence != Int64(journal.count) { return "entries were lost in the replay" }
        book = fresh
        _ = book.apply(.tick, nowMs: nowMs)
        if let change = commit().first(where: { !$0.isRefusalCount }) {
            return "the replayed book did something by itself: \(change)"
        }
        let after = Picture(book)
        return before.difference(from: after).map { "after a replay: " + $0 }
    }

    private func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

extension Entry {
    fileprivate var isRefusalCount: Bool {
        if case .refusals = body { return true }
        return false
    }
}

/// What a book shows of itself that no crash may change.
private struct Picture {
    var statements: [AccountStatement]
    var holds: [HoldStatement]
    var budgets: [Budget]
    var approvals: [ApprovalStatement]

    init(_ book: Book) {
        statements = book.statements().compactMap { statement in
            var statement = statement
            statement.wouldRefuse = 0
            let isUsed =
                statement.spent != 0 || statement.held != 0 || statement.topUps != 0
                || statement.overrun != 0
            return isUsed ? statement : nil
        }
        holds = book.openHolds(limit: Int.max)
        budgets = book.definitions
        approvals = book.approvals(limit: Int.max)
    }

    func difference(from other: Picture) -> String? {
        if budgets != other.budgets { return "other budgets" }
        if approvals != other.approvals { return "other approvals" }
        if holds != other.holds { return "other holds: \(holds) became \(other.holds)" }
        if statements == other.statements { return nil }
        let gone = statements.filter { !other.statements.contains($0) }
        let new = other.statements.filter { !statements.contains($0) }
        return "other accounts: \(gone) became \(new)"
    }
}
