import FarthingCore
import FarthingSQLite
import Logging
import Synchronization

/// Sees to it that a folder commits to the same from its first entry to its last: another choice
/// would give subjects other accounts, and their limits would begin anew.
final class PrivacyInForce: Sendable {
    private struct State: Sendable {
        var isSettled = false
        var subjects: Subjects?
    }

    private let folder: DataFolder
    private let ledger: SQLiteLedger
    private let logger: Logger
    private let state = Mutex(State())

    init(_ folder: DataFolder, _ ledger: SQLiteLedger, _ logger: Logger) {
        self.folder = folder
        self.ledger = ledger
        self.logger = logger
    }

    /// The folder's subjects; nil where nothing is committed to, or no policy was taken yet.
    var subjects: Subjects? { state.withLock { $0.subjects } }

    /// The policy as it is put in force, with commitments for the subjects that it names.
    ///
    /// The first one decides what the folder commits to, where it has no entries yet.
    func take(_ loaded: LoadedPolicy) async throws(Failure) -> LoadedPolicy {
        let policy = loaded.compiled.policy
        let wanted = PrivacyStanding(policy)
        let (isSettled, settled) = state.withLock { ($0.isSettled, $0.subjects) }
        let subjects: Subjects?
        if isSettled {
            let standing = try await PrivacyStanding(of: ledger)
            guard standing == wanted else { throw Self.change(from: standing, to: wanted) }
            subjects = settled
        } else {
            subjects = try await settle(wanted)
            state.withLock { $0 = State(isSettled: true, subjects: subjects) }
        }
        guard let subjects else { return loaded }
        do {
            var loaded = loaded
            loaded.compiled = try CompiledPolicy(try await subjects.committing(policy))
            return loaded
        } catch {
            throw Failure(describing: error)
        }
    }

    private func settle(_ wanted: PrivacyStanding?) async throws(Failure) -> Subjects? {
        let standing = try await PrivacyStanding(of: ledger)
        do {
            if standing != wanted {
                guard try !hasAccounts() else { throw Self.change(from: standing, to: wanted) }
                try await checkKeys(wanted)
                try await PrivacyStanding.store(wanted, in: ledger)
            }
            guard let wanted else { return nil }
            // A file made anew beside a journal would give every subject a second account.
            guard try SubjectStore.exists(folder) || !hasAccounts() else {
                throw SubjectStore.missing(folder)
            }
            return Subjects(wanted, try SubjectStore(folder, isNew: true), logger)
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Entries that say nothing of anybody's account.
    private static let ofTheLog: Set<String> = [
        "balance", "keyDelegation", "keyRotation", "logOrigin", "registry",
    ]

    /// Whether the journal has begun to count; told by its first entries.
    private func hasAccounts() throws -> Bool {
        struct Found: Error {}
        do {
            try JournalReader(folder).forEach { batch in
                for line in JournalLines(batch.lines) {
                    let entry = try? JSONDocument([UInt8](line)).root.member("decision")
                    let kind = entry?.member("kind")?.string ?? ""
                    guard Self.ofTheLog.contains(kind) else { throw Found() }
                }
            }
            return false
        } catch is Found {
            return true
        }
    }

    /// Keys made before hold their subjects in the clear, and would go on to.
    private func checkKeys(_ wanted: PrivacyStanding?) async throws {
        guard let wanted else { return }
        for stored in try await ledger.accessKeys() {
            guard let key = stored.accessKey else { continue }
            let clear = key.scope.sorted.contains {
                wanted.privacy.covers($0.dimension) && !Commitment.isOne($0.value)
            }
            guard !clear else {
                throw Failure(
                    .configuration,
                    "privacy: the key \(key.id) of this folder names a subject in the clear; start "
                        + "with a new data folder, and make its keys there"
                )
            }
        }
    }

    private static func change(from old: PrivacyStanding?, to new: PrivacyStanding?) -> Failure {
        let was = old.map { "commits to \($0.text)" } ?? "keeps subjects in the clear"
        let wants = new.map { "commits to \($0.text)" } ?? "commits to nothing"
        return Failure(
            .configuration,
            "privacy: this data folder \(was), and the policy \(wants); its accounts would begin anew, "
                + "and so would its limits. Start with a new data folder (--data), or leave privacy "
                + "and tenant as they were"
        )
    }
}
