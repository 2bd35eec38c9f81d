import Farthing
import FarthingCore
import Synchronization

@testable import FarthingConsole

/// A console's store in memory: the ledger, the registry and the access keys; what it has outlasts
/// a "restart", which is another desk over the same store.
final class MemoryConsole: ConsoleStore {
    private struct State: Sendable {
        var items: [String: [String: RegistryItem]] = [:]
        /// Versions go on after a removal.
        var versions: [String: Int64] = [:]
        /// What the next submissions to the registry fail with.
        var faults: [LedgerError] = []

        /// Makes an edit.
        mutating func make(
            _ edit: RegistryEdit,
            by: String,
            note: String,
            atMs: Int64
        ) throws(RegistryFault) -> (change: RegistryChange, item: RegistryItem) {
            let place = edit.collection + "/" + edit.id
            var document = edit.document
            if let bytes = document { document = try RegistryDocument.canonical(bytes) }
            let change = try RegistryChange(
                collection: edit.collection,
                id: edit.id,
                version: (versions[place] ?? 0) + 1,
                document: document,
                by: by,
                note: note
            )
            let item = RegistryItem(
                collection: change.collection,
                id: change.id,
                version: change.version,
                document: change.document,
                changedAtMs: atMs,
                sequence: 0
            )
            versions[place] = change.version
            items[edit.collection, default: [:]][edit.id] = document == nil ? nil : item
            return (change, item)
        }
    }

    private struct Mirror: Sendable {
        var book = Book()
        var count = 0
    }

    private let state = Mutex(State())
    private let ledger: MemoryLedger
    private let keys: MemoryKeys
    /// The ledger's book, made again of its entries: asked for accounts that nobody has opened.
    private let mirror = Mutex(Mirror())
    private let clockMs: @Sendable () -> Int64
    /// What the journal's entries add up to.
    let statistics: MemoryStatistics

    init(clockMs: @escaping @Sendable () -> Int64) {
        self.clockMs = clockMs
        keys = MemoryKeys(clockMs: clockMs)
        let statistics = MemoryStatistics()
        self.statistics = statistics
        ledger = MemoryLedger { statistics.take($0) }
    }

    var keyRing: any KeyRing { keys }

    /// Has the next submission to the registry fail.
    func failOnce(_ error: LedgerError) { state.withLock { $0.faults.append(error) } }

    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        try await register(
            edits,
            keys: keys,
            revoking: revoking,
            expiring: [],
            with: commands,
            by: by,
            note: note
        )
    }

    func register(
        _ edits: [RegistryEdit],
        keys: [NewAccessKey],
        revoking: [String],
        expiring: [KeyExpiry],
        with commands: [Command],
        by: String,
        note: String
    ) async throws(LedgerError) -> RegistryOutcome {
        let result = state.withLock { state -> Result<RegistryOutcome, LedgerError> in
            if !state.faults.isEmpty { return .failure(state.faults.removeFirst()) }
            var next = state
            var made: [(change: RegistryChange, item: RegistryItem)] = []
            for (index, edit) in edits.enumerated() {
                let last = next.items[edit.collection]?[edit.id]
                guard edit.fits(last) else { return .success(.stale(index: index, item: last)) }
                do throws(RegistryFault) {
                    made.append(try next.make(edit, by: by, note: note, atMs: clockMs()))
                } catch {
                    return .failure(LedgerError(.invalid, error.message))
                }
            }
            var outcomes: [Outcome] = []
            for (index, command) in commands.enumerated() {
                // A ledger in memory undoes nothing: only a first command may be refused.
                let outcome = ledger.applyNow(command, nowMs: clockMs())
                if case .refused(let refusal) = outcome {
                    return .success(.refused(index: index, refusal))
                }
                outcomes.append(outcome)
            }
            for index in made.indices {
                let note = Command.note(.registry(made[index].change))
                if case .applied(let sequence) = ledger.applyNow(note, nowMs: clockMs()) {
                    let item = made[index].item
                    made[index].item = RegistryItem(
                        collection: item.collection,
                        id: item.id,
                        version: item.version,
                        document: item.document,
                        changedAtMs: item.changedAtMs,
                        sequence: sequence
                    )
                }
            }
            state = next
            for key in keys { self.keys.add(key) }
            for expiry in expiring { self.keys.expire(expiry) }
            for id in revoking { self.keys.remove(id) }
            return .success(.done(items: made.map(\.item), outcomes: outcomes))
        }
        return try result.get()
    }

    func registry(
        _ collection: String,
        after: String?,
        limit: Int
    ) async throws(LedgerError) -> [RegistryItem] {
        state.withLock { state in
            let items = (state.items[collection] ?? [:]).values
                .filter { item in after.map { utf8Precedes($0, item.id) } ?? true }
                .sorted { utf8Precedes($0.id, $1.id) }
            return Array(items.prefix(min(limit, 1_000)))
        }
    }

    func registryItem(
        _ collection: String,
        _ id: String
    ) async throws(LedgerError) -> RegistryItem? {
        state.withLock { $0.items[collection]?[id] }
    }

    func accounts(
        of budget: String,
        scopes: [String]
    ) async throws(LedgerError) -> [AccountStatement] {
        let nowMs = clockMs()
        return mirror.withLock { mirror in
            for entry in statistics.entries.dropFirst(mirror.count) {
                // An entry says where its accounts stand in the book that made it, but not when it
                // is stored.
                var json = JSONWriter()
                entry.write(to: &json)
                let stored = (try? JSONDocument(json.bytes).root).flatMap { Entry($0) }
                mirror.book.replay(stored ?? entry)
                mirror.count += 1
            }
            return scopes.compactMap {
                mirror.book.statement(budget: budget, scope: $0, nowMs: nowMs)
            }
        }
    }

    func budgets() async throws(LedgerError) -> [Budget] { statistics.budgets }

    func accessKeys() async throws(LedgerError) -> [AccessKeyStatement] { keys.all }

    // MARK: Ledger

    func submit(
        _ commands: [Command],
        nowMs: Int64,
        done: @escaping @Sendable (Result<[Outcome], LedgerError>) -> Void
    ) {
        ledger.submit(commands, nowMs: nowMs, done: done)
    }

    func accounts() async throws(LedgerError) -> [AccountStatement] { try await ledger.accounts() }

    func openHolds(limit: Int) async throws(LedgerError) -> [HoldStatement] {
        try await ledger.openHolds(limit: limit)
    }

    func approvals(limit: Int) async throws(LedgerError) -> [ApprovalStatement] {
        try await ledger.approvals(limit: limit)
    }

    func approval(_ id: HoldID) async throws(LedgerError) -> ApprovalStatement? {
        try await ledger.approval(id)
    }
}

extension RegistryEdit {
    /// Whether an item is as the edit expects it.
    fileprivate func fits(_ last: RegistryItem?) -> Bool {
        switch expects {
        case .any: document != nil || last != nil
        case .absent: last == nil
        case .version(let version): last?.version == version
        }
    }
}

/// Access keys by what their holders show.
final class MemoryKeys: KeyRing {
    private struct Stored: Sendable {
        var key: AccessKey
        var secret: [UInt8]
        var createdAtMs: Int64
        var expiresAtMs: Int64?
        var revokedAtMs: Int64?
    }

    private let stored = Mutex<[Stored]>([])
    private let clockMs: @Sendable () -> Int64

    init(clockMs: @escaping @Sendable () -> Int64) { self.clockMs = clockMs }

    func add(_ key: NewAccessKey) {
        let access = AccessKey(
            id: key.id,
            name: key.name,
            scope: key.scope,
            claims: key.claims,
            capability: key.capability,
            approves: key.approves,
            isApproverOnly: key.isApproverOnly
        )
        let new = Stored(
            key: access,
            secret: Array(key.secret.utf8),
            createdAtMs: clockMs(),
            expiresAtMs: key.expiresAtMs
        )
        stored.withLock { $0.append(new) }
    }

    func remove(_ id: String) {
        stored.withLock { stored in
            for index in stored.indices where stored[index].key.id == id {
                stored[index].revokedAtMs = stored[index].revokedAtMs ?? clockMs()
            }
        }
    }

    func expire(_ expiry: KeyExpiry) {
        stored.withLock { stored in
            for index in stored.indices where stored[index].key.id == expiry.id {
                stored[index].expiresAtMs = expiry.atMs
            }
        }
    }

    var all: [AccessKeyStatement] {
        stored.withLock { stored in
            stored.map { one in
                AccessKeyStatement(
                    id: one.key.id,
                    name: one.key.name,
                    key: one.key,
                    createdAtMs: one.createdAtMs,
                    expiresAtMs: one.expiresAtMs,
                    revokedAtMs: one.revokedAtMs
                )
            }
        }
    }

    func find(_ secret: Span<UInt8>, nowMs: Int64) -> AccessKey? {
        var bytes: [UInt8] = []
        for index in secret.indices { bytes.append(secret[index]) }
        return find(nowMs) { $0.secret == bytes }
    }

    func find(id: String, nowMs: Int64) -> AccessKey? { find(nowMs) { $0.key.id == id } }

    private func find(_ nowMs: Int64, where fits: (Stored) -> Bool) -> AccessKey? {
        stored.withLock { stored in
            stored.first { one in
                one.revokedAtMs == nil && (one.expiresAtMs.map { nowMs < $0 } ?? true) && fits(one)
            }?.key
        }
    }
}
