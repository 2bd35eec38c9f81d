import FarthingCore
import GRDB

/// What a submission to the registry comes to: checked beforehand, decided on the writer's thread,
/// and written in the transaction of its entries.
package struct RegistryPlan: Sendable {
    /// Edits, new keys and revoked keys in one submission, each: other calls wait for its commit.
    package static let editsMax = 256
    /// Bytes of all documents in one submission: what a batch of calls comes to at most.
    package static let documentBytesMax = 4 << 20

    private let edits: [RegistryEdit]
    private let keys: [StoredAccessKey]
    private let revoked: [String]
    private let expiring: [(id: String, atMs: Int64?)]
    private let commands: [Command]
    private let by: String
    private let note: String

    /// Checks everything that does not depend on what the ledger has.
    init(
        _ edits: [RegistryEdit],
        keys: [StoredAccessKey],
        revoking revoked: [String],
        expiring: [(id: String, atMs: Int64?)],
        commands: [Command],
        by: String,
        note: String
    ) throws(LedgerError) {
        guard (1...Self.editsMax).contains(edits.count), keys.count <= Self.editsMax,
            revoked.count <= Self.editsMax, expiring.count <= Self.editsMax,
            expiring.allSatisfy({ $0.atMs.map(StoredRow.timesMs.contains) ?? true }),
            edits.count + commands.count <= LedgerLimits.commandsMax
        else { throw LedgerError(.invalid, "nothing to register, or too much at once") }
        do throws(RegistryFault) {
            try RegistryFault.check(by: by, note: note)
            self.edits = try edits.map { (edit) throws(RegistryFault) in try Self.checked(edit) }
        } catch {
            throw LedgerError(.invalid, error.message)
        }
        guard self.edits.reduce(0, { $0 + ($1.document?.count ?? 0) }) <= Self.documentBytesMax
        else { throw LedgerError(.invalid, "the documents are too long together") }
        self.keys = keys
        self.revoked = revoked
        self.expiring = expiring
        self.commands = commands
        self.by = by
        self.note = note
    }

    private static func checked(_ edit: RegistryEdit) throws(RegistryFault) -> RegistryEdit {
        try RegistryFault.check(collection: edit.collection)
        try RegistryFault.check(id: edit.id)
        var edit = edit
        if let document = edit.document {
            edit.document = try RegistryDocument.canonical(document)
        }
        return edit
    }

    // MARK: On the writer's thread

    /// Why nothing is done.
    enum Halt: Error {
        case stale(index: Int, item: RegistryItem?)
        case refused(index: Int, Refusal)
    }

    /// The changes that are to be written, one for each edit, in order.
    ///
    /// - Throws: ``Halt``; ``LedgerError`` `invalid` for keys that cannot be added or revoked.
    func changes(_ session: Writer.Session, nowMs: Int64) throws -> [RegistryChange] {
        var items: [Place: RegistryItem] = [:]
        var changes: [RegistryChange] = []
        for (index, edit) in edits.enumerated() {
            let place = Place(edit)
            let last =
                try items[place]
                ?? RegistryItem.stored(edit.collection, edit.id, in: session.database)
            let change = try self.change(edit, at: index, last)
            items[place] = RegistryItem(change, atMs: 0, sequence: 0)
            changes.append(change)
        }
        try checkKeys(session.database)
        if !commands.isEmpty { try tryOut(changes, session, nowMs) }
        return changes
    }

    /// Ids are told apart by their bytes, as the table does it: as texts, two of them may be equal
    /// that are spelt differently.
    private struct Place: Hashable {
        let collection: String
        let id: [UInt8]

        init(_ edit: RegistryEdit) {
            collection = edit.collection
            id = Array(edit.id.utf8)
        }
    }

    private func change(
        _ edit: RegistryEdit,
        at index: Int,
        _ last: RegistryItem?
    ) throws -> RegistryChange {
        let isExpected =
            switch edit.expects {
            case .any: true
            case .absent: last?.present == nil
            case .version(let version): last?.present?.version == version
            }
        // What is not there cannot be removed.
        guard isExpected, edit.document != nil || last?.present != nil else {
            throw Halt.stale(index: index, item: last?.present)
        }
        do throws(RegistryFault) {
            return try RegistryChange(
                collection: edit.collection,
                id: edit.id,
                version: (last?.version ?? 0) + 1,
                document: edit.document,
                by: by,
                note: note
            )
        } catch {
            throw LedgerError(.invalid, error.message)
        }
    }

    /// A statement that fails takes the ledger down until it has read itself anew, so what would make
    /// one fail is looked for before.
    private func checkKeys(_ database: Database) throws {
        guard Set(keys.map(\.id)).count == keys.count, Set(keys.map(\.hash)).count == keys.count
        else { throw LedgerError(.invalid, "two of the new access keys are one") }
        for key in keys {
            let isThere = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM access_keys WHERE id = ? OR hash = ?",
                arguments: [key.id, DatabaseBytes(key.hash)]
            )
            guard isThere == nil else {
                throw LedgerError(.invalid, "there is such an access key already")
            }
        }
        for id in revoked + expiring.map(\.id) {
            let isThere = try Row.fetchOne(
                database,
                sql: "SELECT 1 FROM access_keys WHERE id = ?",
                arguments: [id]
            )
            guard isThere != nil else {
                throw LedgerError(.invalid, "there is no access key of an id that is to end")
            }
        }
    }

    /// Applies everything to a copy of the book: what is refused in part must not be begun.
    private func tryOut(
        _ changes: [RegistryChange],
        _ session: Writer.Session,
        _ nowMs: Int64
    ) throws {
        var trial = session
        for (index, command) in all(changes).enumerated() {
            if case .refused(let refusal) = try trial.apply(command, nowMs: nowMs) {
                throw Halt.refused(index: index - changes.count, refusal)
            }
        }
    }

    /// The commands that write the changes, and those beside them.
    func all(_ changes: [RegistryChange]) -> [Command] {
        changes.map { .note(.registry($0)) } + commands
    }

    /// Writes what stands beside the journal.
    ///
    /// - Throws: where a command was refused after all, so that nothing of it all is kept.
    func write(_ items: [RegistryItem], _ outcomes: [Outcome], to database: Database) throws {
        for case .refused in outcomes {
            throw LedgerError(.outcomeUnknown, "the ledger refuses a part; try again")
        }
        for item in items { try item.store(in: database) }
        for key in keys { try key.insert(into: database) }
        for (id, atMs) in expiring { try StoredAccessKey.expire(id, atMs: atMs, in: database) }
        guard let atMs = items.first?.changedAtMs else { return }
        for id in revoked { _ = try StoredAccessKey.revoke(id, nowMs: atMs, in: database) }
    }
}

extension RegistryItem {
    init(_ change: RegistryChange, atMs: Int64, sequence: Int64) {
        self.init(
            collection: change.collection,
            id: change.id,
            version: change.version,
            document: change.document,
            changedAtMs: atMs,
            sequence: sequence
        )
    }
}
