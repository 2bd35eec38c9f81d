import FarthingCore
import GRDB

extension Writer {
    /// The book, the seal and the database while all is well; the writer's thread alone has one.
    struct Session {
        let database: Database
        let store: Store
        var book: Book
        var seal: any Seal
        var index: KeyIndex
        /// Takes in what is committed, for those who follow the journal.
        let recent: RecentBatches
        /// The entry after the last one that a snapshot, or a balance, has taken in.
        var snapshotAt: Int64 = 0
        var balancedAt: Int64 = 0
        /// Whether there is a snapshot, or one was tried since the journal has entries.
        var hasSnapshot = false
        /// The entry before which a snapshot on the disk has taken in everything.
        var durableAt: Int64 = 0
        /// The entry after the last one that may change a closed hold: a replay of it needs that
        /// hold's own entries.
        var recalledAt: Int64 = 0
        /// Whether a hold is looked for among archived entries too, which is slow.
        var readsArchive = false
        /// The seal of the last stored batch; empty when there is none.
        var headSeal: [UInt8] = []
        private var json = JSONWriter(capacity: 4_096)
        private var lines: [UInt8] = []
        private var entries: [Entry] = []
        private var closed: [HoldRecord] = []

        init(
            database: Database,
            store: Store,
            book: Book,
            seal: any Seal,
            index: KeyIndex,
            recent: RecentBatches
        ) {
            self.recent = recent
            self.database = database
            self.store = store
            self.book = book
            self.seal = seal
            self.index = index
        }

        /// Applies one command to the book, after finding in the store what has left memory.
        mutating func apply(_ command: Command, nowMs: Int64) throws -> Outcome {
            do {
                if let missing = book.missing(for: command), let record = try recall(missing) {
                    book.recall(record)
                    if !command.begins { recalledAt = book.nextSequence + 1 }
                }
            } catch is ArchivedEntry {
                // Never as if it were new: what it has cost is booked.
                return .refused(Refusal(command.begins ? .alreadySettled : .unknownHold))
            }
            return book.apply(command, nowMs: nowMs)
        }

        /// Stores what the book has done since the last commit: one row, one seal, one sync.
        ///
        /// - Parameter beside: what else is written in the same transaction, where there are entries.
        ///   A plain batch is a transaction by itself, which takes no statements to begin and end.
        /// - Returns: how many entries were stored; zero needs no commit.
        mutating func commit(beside: ((Database) throws -> Void)? = nil) throws -> Int {
            book.swapEntries(&entries)
            if !entries.isEmpty {
                let first = seal.nextSequence
                guard first + Int64(entries.count) == book.nextSequence else {
                    throw LedgerError(.outcomeUnknown, "the book and the journal do not agree")
                }
                lines.removeAll(keepingCapacity: true)
                for entry in entries {
                    note(entry, at: seal.nextSequence)
                    json.removeAll()
                    entry.write(to: &json)
                    try seal.append(decision: json.bytes, to: &lines)
                }
                headSeal = try seal.seal(atMs: book.lastMs)
                if let beside {
                    try database.inTransaction(.immediate) {
                        try append(from: first)
                        try beside(database)
                        return .commit
                    }
                } else {
                    try append(from: first)
                }
                recent.add(
                    JournalReader.Batch(
                        firstSequence: first,
                        count: Int64(entries.count),
                        atMs: book.lastMs,
                        lines: lines,
                        seal: headSeal
                    )
                )
            }
            noteClosed()
            return entries.count
        }

        private func append(from first: Int64) throws {
            try store.append(
                lines,
                seal: headSeal,
                first: first,
                count: entries.count,
                atMs: book.lastMs
            )
        }

        /// Notes where a hold's latest totals are: the entry that closes it does not repeat them.
        mutating func note(_ entry: Entry, at sequence: Int64) {
            switch entry.body {
            case .extend(let change) where !change.held.isEmpty:
                index.note(index.fingerprint(ofExtended: change.hold.id), sequence: sequence)
            case .move(_, let moves):
                for move in moves {
                    index.note(
                        index.fingerprint(ofMoved: move.hold.id, line: move.line),
                        sequence: sequence
                    )
                }
            default: break
            }
        }

        /// Notes where the holds that were just closed can be found again.
        mutating func noteClosed() {
            book.swapClosed(&closed)
            for record in closed {
                index.note(index.fingerprint(of: record.id), sequence: record.closedSequence)
                if let key = record.key {
                    index.note(
                        index.fingerprint(ofKey: key.name),
                        sequence: record.closedSequence
                    )
                }
            }
            book.forgetRecalled()
        }

        /// Finds a closed hold in the journal.
        func recall(_ missing: Book.Missing) throws -> HoldRecord? {
            let fingerprint =
                switch missing {
                case .hold(let id): index.fingerprint(of: id)
                case .key(let name): index.fingerprint(ofKey: name)
                }
            guard let sequence = index.find(fingerprint), let closing = try entry(sequence),
                var record = try HoldRecord(
                    closing: closing,
                    at: sequence,
                    opening: entry,
                    extended: extendedHeld
                )
            else { return nil }
            try follow(&record, from: closing)
            if case .expire = closing.body {
                for (index, line) in record.lines.enumerated() where line.charged > 0 {
                    record.lines[index].charged = book.expiredCharge(line.charged, in: line.account)
                }
            }
            // Two names may have one fingerprint.
            switch missing {
            case .hold(let id): return record.id == id ? record : nil
            case .key(let name): return record.key?.name == name ? record : nil
            }
        }

        /// What the entries say that have settled a hold, the latest first.
        func settlementNotes(of id: HoldID, limit: Int) throws -> [String] {
            var notes: [String] = []
            var next = index.find(index.fingerprint(of: id))
            while let sequence = next, notes.count < limit,
                case .settle(let settlement)? = try entry(sequence)?.body, settlement.hold.id == id
            {
                notes.append(settlement.note)
                next = settlement.corrects
            }
            return notes
        }

        /// What an extended hold held last; nil for one that was never extended.
        private func extendedHeld(_ id: HoldID) throws -> [Int64]? {
            guard let sequence = index.find(index.fingerprint(ofExtended: id)),
                case .extend(let change)? = try entry(sequence)?.body, change.hold.id == id
            else { return nil }
            return change.held
        }

        /// Puts the lines where edits of their budgets have moved them while the hold was open.
        private func follow(_ record: inout HoldRecord, from closing: Entry) throws {
            var statesHeld = false
            if case .expire = closing.body { statesHeld = true }
            for line in record.lines.indices {
                let fingerprint = index.fingerprint(ofMoved: record.id, line: line)
                guard let sequence = index.find(fingerprint), sequence < record.closedSequence,
                    case .move(_, let moves)? = try entry(sequence)?.body,
                    let move = moves.last(where: { $0.hold.id == record.id && $0.line == line }),
                    move.hold.openedSequence == record.openedSequence
                else { continue }
                record.lines[line].account = move.account
                if let conversion = move.conversion { record.conversions.append(conversion) }
                // What it held when it ended, where the end does not say so.
                let extended = index.find(index.fingerprint(ofExtended: record.id)) ?? -1
                if extended < sequence, !statesHeld { record.lines[line].held = move.held }
            }
        }

        /// The entry of a number; nil for one that is not there.
        func entry(_ sequence: Int64) throws -> Entry? {
            if let base = store.base, sequence < base.first {
                guard readsArchive else { throw ArchivedEntry() }
                let batch = try store.archive.batch(holding: sequence, before: base.first)
                return try JournalLines(batch.lines).dropFirst(Int(sequence - batch.firstSequence))
                    .first { _ in true }.map { try Entry(line: $0, sequence: sequence) }
            }
            guard let batch = try store.batch(holding: sequence) else { return nil }
            var lines = JournalLines(batch.lines)
            for _ in 0..<(sequence - batch.firstSequence) { _ = lines.next() }
            return try lines.next().map { try Entry(line: $0, sequence: sequence) }
        }
    }
}

/// An entry is wanted that was archived.
struct ArchivedEntry: Error {}

extension Command {
    /// Whether it begins a call, which is then looked for by its client's key.
    fileprivate var begins: Bool {
        switch self {
        case .hold, .charge: true
        default: false
        }
    }
}

extension HoldRecord {
    /// Puts a closed hold together from the entry that closed it, the one that opened it, and what
    /// it held last where it was extended.
    init?(
        closing entry: Entry,
        at sequence: Int64,
        opening: (Int64) throws -> Entry?,
        extended: (HoldID) throws -> [Int64]?
    ) throws {
        let hold: Entry.HoldReference
        let state: State
        var charged: [Int64]?
        var held: [Int64]?
        switch entry.body {
        case .settle(let settlement):
            hold = settlement.hold
            state = .settled(settlement.evidence)
            charged = settlement.amounts
        case .release(let reference, _):
            hold = reference
            state = .released
        case .expire(let reference, let amounts, let isCharged):
            hold = reference
            held = amounts
            charged = isCharged ? amounts : nil
            state = isCharged ? .settled(.unknown) : .expired
        case .charge(let admission, let amounts):
            hold = Entry.HoldReference(id: admission.id, openedSequence: sequence)
            state = .settled(.reported)
            charged = amounts
        default: return nil
        }
        let admission: Entry.Admission
        switch try opening(hold.openedSequence)?.body {
        case .hold(let found)?: admission = found
        case .charge(let found, _)?: admission = found
        default: return nil
        }
        if held == nil { held = try extended(admission.id) }
        self.init(
            id: admission.id,
            key: admission.key,
            state: state,
            lines: admission.lines.enumerated().map { index, line in
                Line(
                    account: line.account,
                    held: held?[index] ?? line.held,
                    charged: charged?[index] ?? 0,
                    rateNanos: line.rateNanos
                )
            },
            openedSequence: hold.openedSequence,
            closedSequence: sequence
        )
    }
}
