package import FarthingCore
import Synchronization

/// Who may sign in, in memory: loaded when the server starts, and changed only by what was made durable.
package final class People: PeopleDirectory {
    private struct State: Sendable {
        var people: [String: RegisteredPerson] = [:]
        /// Those of people who were removed, too.
        var versions: [String: Int64] = [:]
        /// When somebody who is there has signed in last, since the server's start.
        var signedInAtMs: [String: Int64] = [:]
    }

    private let state = Mutex(State())
    private let clockMs: @Sendable () -> Int64

    /// Reads all of them.
    package init(
        _ store: any ConsoleStore,
        clockMs: @escaping @Sendable () -> Int64
    ) async throws(LedgerError) {
        self.clockMs = clockMs
        var after: String?
        while true {
            let items = try await store.registry(
                RegisteredPerson.collection,
                after: after,
                limit: 1_000
            )
            take(items)
            guard let last = items.last, items.count == 1_000 else { return }
            after = last.id
        }
    }

    /// Takes in what was made durable.
    package func take(_ items: [RegistryItem]) {
        state.withLock { state in
            for item in items where item.collection == RegisteredPerson.collection {
                // Two edits of one item may be answered in either order.
                guard state.versions[item.id] ?? 0 < item.version else { continue }
                state.versions[item.id] = item.version
                let root = RegistryText.root(of: item)
                state.people[item.id] = root.flatMap { RegisteredPerson(id: item.id, $0) }
                if state.people[item.id] == nil { state.signedInAtMs[item.id] = nil }
            }
        }
    }

    /// The id under which somebody is kept: addresses of mail in lower case, as they are compared.
    package static func id(_ text: String) -> String {
        text.contains("@") ? text.lowercased() : text
    }

    /// Somebody by the id; nil where there is none.
    package func find(_ id: String) -> (person: RegisteredPerson, version: Int64)? {
        state.withLock { state in
            state.people[id].map { (person: $0, version: state.versions[id] ?? 1) }
        }
    }

    /// Everybody of a workspace or, for nil, of all, by their ids.
    package func all(of workspace: String?) -> [RegisteredPerson] {
        state.withLock { state in
            state.people.values.filter { workspace == nil || $0.workspace == workspace }
        }
        .sorted { utf8Precedes($0.id, $1.id) }
    }

    /// When somebody has signed in last; nil where that was not since the server's start.
    package func signedInAtMs(_ id: String) -> Int64? { state.withLock { $0.signedInAtMs[id] } }

    /// The groups of approvers that a principal is in.
    package func approves(of principal: Principal) -> [String] {
        if let key = principal.key { return key.approves }
        let prefix = Person.principalName("")
        guard principal.name.hasPrefix(prefix) else { return [] }
        return find(String(principal.name.dropFirst(prefix.count)))?.person.approves ?? []
    }

    /// Who signs in: by the subject, else by the address that the provider vouches for.
    ///
    /// Nobody is found by a subject that looks like an address: what it says of itself there, nobody
    /// has checked.
    package func person(subject: String, email: String?) async throws -> Person? {
        let nowMs = clockMs()
        return state.withLock { state in
            var found = subject.contains("@") ? nil : state.people[subject]
            if found == nil, let email, email.contains("@") {
                found = state.people[email.lowercased()]
            }
            guard let found else { return nil }
            if !found.roles.isEmpty { state.signedInAtMs[found.id] = nowMs }
            return Person(
                id: found.id,
                shownName: found.name,
                roles: found.roles,
                workspace: found.workspace
            )
        }
    }
}
