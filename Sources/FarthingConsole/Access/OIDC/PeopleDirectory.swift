/// Knows the people who may sign in; implemented by whoever stores them.
package protocol PeopleDirectory: Sendable {
    /// Who a person is here; nil where nobody has been told of the person.
    ///
    /// - Parameters:
    ///   - subject: the person's name at the identity provider, visible ASCII.
    ///   - email: the person's address in lower case, which the provider vouches for; nil where there
    ///     is none.
    /// - Throws: whatever keeps it from knowing; then nobody is signed in.
    func person(subject: String, email: String?) async throws -> Person?
}

/// Somebody who may sign in.
package struct Person: Sendable, Equatable {
    /// Names the person in entries, behind `person:`: the address or the subject.
    package let id: String
    /// What pages call the person.
    package let shownName: String
    /// What the person is; nobody for none.
    package let roles: Set<Role>
    /// The one workspace in which that holds; nil for all.
    package let workspace: String?

    package init(id: String, shownName: String, roles: Set<Role>, workspace: String? = nil) {
        self.id = id
        self.shownName = shownName
        self.roles = roles
        self.workspace = workspace
    }

    /// The name by which ``Sessions/endAll(of:)`` knows the sessions of a person.
    package static func principalName(_ id: String) -> String { "person:" + id }
}
