/// The access keys; after one was made, its secret, once.
package struct KeysPage: Page {
    package static let template = "keys"

    /// One key. Its secret is not known to the server.
    package struct Key: Sendable, PagePart {
        package var id: String
        package var name: String
        /// What it may be used for, as `agent=researcher`.
        package var scope: String
        package var state: PageState
        package var createdAtMs: Int64
        package var expiresAtMs: Int64?

        package init(
            id: String,
            name: String,
            scope: String,
            state: PageState,
            createdAtMs: Int64,
            expiresAtMs: Int64? = nil
        ) {
            self.id = id
            self.name = name
            self.scope = scope
            self.state = state
            self.createdAtMs = createdAtMs
            self.expiresAtMs = expiresAtMs
        }

        package var fields: PageFields {
            let isUsable = state == .active || state == .paused
            return PageFields([
                "id": id, "name": name, "scope": scope.isEmpty ? "everything" : scope,
                "state": state.mark, "createdAt": PageTime(createdAtMs),
                "expiresAt": expiresAtMs.map { PageTime($0) },
                "rotate": isUsable ? form("Rotate", "rotate", style: "plain") : nil,
                "revoke": isUsable
                    ? form("Revoke", "revoke", style: "bad")
                        .asking(
                            "Calls with it are refused from now on, for good.",
                            yes: "Yes, revoke"
                        )
                    : nil,
            ])
        }

        private func form(_ label: String, _ verb: String, style: String) -> PageForm {
            var form = PageForm(
                label,
                to: PageLink("keys", id, verb),
                id: verb + "-" + id,
                style: style
            )
            form.label = label + " " + name
            return form
        }
    }

    /// A key that was just made.
    package struct Made: Sendable {
        package var name: String
        /// The secret, which nobody can show a second time.
        package var secret: String

        package init(name: String, secret: String) {
            self.name = name
            self.secret = secret
        }
    }

    package var made: Made?
    package var keys: [Key]
    package var more: PageMore

    package var title: String { "Keys" }
    package var place: PagePlace? { .keys }

    /// Makes the page; the answer to a form that made or rotated a key has `made`.
    package init(keys: [Key], more: PageMore, made: Made? = nil) {
        self.keys = keys
        self.more = more
        self.made = made
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "keys": keys, "hasKeys": !keys.isEmpty, "more": more.fields(of: PageLink("keys")),
            "made": made.map { PageFields(["name": $0.name, "secret": $0.secret]) },
            "create": createForm,
        ])
    }

    private var createForm: PageForm {
        PageForm(
            "Create key",
            to: PageLink("keys"),
            id: "create",
            help: "The secret is shown once, on the next page. Only its hash is kept.",
            inputs: [
                FormField(name: "name", label: "Name", isRequired: true, lengthMax: 100),
                FormField(
                    name: "scope",
                    label: "May be used for",
                    help: "Dimensions and values with commas, as team=finance, agent=researcher."
                ),
                FormField(
                    name: "days",
                    label: "Days until it expires",
                    kind: .number,
                    help: "Empty for a key that does not."
                ),
            ]
        )
    }
}
