package import FarthingCore

/// Finds who has given commands whose own entries do not say it: whoever made the change of the registry
/// that stands before them in their commit.
///
/// Is told of changes in the order of the journal. Entries of one commit follow on each other and are of
/// one time; that the change is of what the command is about keeps a command of somebody else's out that
/// came right behind it.
package struct ChangeAuthor: Sendable {
    private var by = ""
    /// The budget whose accounts the change may be about.
    private var budget: String?
    private var lastSequence: Int64 = -1
    private var atMs: Int64 = 0

    package init() {}

    /// Takes a change of the registry.
    package mutating func take(_ change: RegistryChange, _ sequence: Int64, atMs: Int64) {
        let document = change.document.flatMap { try? JSONDocument($0) }
        take(
            ChangeAuthor.budget(change.collection, change.id, document?.root),
            by: change.by,
            sequence,
            atMs: atMs
        )
    }

    /// Takes a change of the registry.
    ///
    /// - Parameter budget: as ``budget(_:_:_:)`` has it.
    package mutating func take(
        _ budget: String?,
        by: String,
        _ sequence: Int64,
        atMs: Int64
    ) {
        self.budget = budget
        self.by = by
        lastSequence = sequence
        self.atMs = atMs
    }

    /// Who has given the command of an entry about a budget or its accounts; nil where that is not known.
    package mutating func author(of budget: String, _ sequence: Int64, atMs: Int64) -> String? {
        guard self.budget == budget, sequence == lastSequence + 1, atMs == self.atMs else {
            self.budget = nil
            return nil
        }
        lastSequence = sequence
        return by
    }

    /// The budget whose accounts the change of an item may be about; nil for none.
    package static func budget(
        _ collection: String,
        _ id: String,
        _ document: JSONNode?
    ) -> String? {
        switch collection {
        case ConsoleDesk.accountsCollection: id
        case Workspace.collection: Workspace.agentsBudget(id)
        case Agent.collection:
            document?.member("workspace")?.string.map { Workspace.agentsBudget($0) }
        default: nil
        }
    }
}
