/// Who may sign in, and what they may do.
package struct PeoplePage: Page {
    package static let template = "people"

    /// One person.
    package struct Person: Sendable, PagePart {
        /// The address or subject that they sign in with.
        package var id: String
        package var name: String
        /// Their roles, one phrase each, as `approver in finance`.
        package var roles: [String]
        package var createdAtMs: Int64
        package var lastSeenAtMs: Int64?

        package init(
            id: String,
            name: String,
            roles: [String],
            createdAtMs: Int64,
            lastSeenAtMs: Int64? = nil
        ) {
            self.id = id
            self.name = name
            self.roles = roles
            self.createdAtMs = createdAtMs
            self.lastSeenAtMs = lastSeenAtMs
        }

        package var fields: PageFields {
            PageFields([
                "id": id, "name": name, "roles": roles, "createdAt": PageTime(createdAtMs),
                "lastSeenAt": lastSeenAtMs.map { PageTime($0) },
            ])
        }
    }

    package var people: [Person]
    package var more: PageMore

    package var title: String { "People" }
    package var place: PagePlace? { .people }

    /// Makes the page.
    package init(people: [Person], more: PageMore) {
        self.people = people
        self.more = more
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "people": people, "hasPeople": !people.isEmpty,
            "more": more.fields(of: PageLink("people")),
        ])
    }
}
