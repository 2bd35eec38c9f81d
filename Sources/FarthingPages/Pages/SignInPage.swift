/// Where people sign in.
package struct SignInPage: Page {
    package static let template = "sign-in"

    /// A way to sign in elsewhere.
    package struct Provider: Sendable, PagePart {
        /// Names it in the address `/sign-in/ID`.
        package var id: String
        /// The name that people know.
        package var name: String

        package init(id: String, name: String) {
            self.id = id
            self.name = name
        }

        package var fields: PageFields { fields(next: "") }

        func fields(next: String) -> PageFields {
            PageFields([
                "name": name, "href": PageLink("sign-in", id, query: [.init("next", next)]).href,
            ])
        }
    }

    /// What went wrong with the last try; nil for nothing.
    package var fault: String?
    /// The path within the console to go on to; empty for the overview. The server checks it.
    package var next: String
    package var providers: [Provider]

    package var title: String { "Sign in" }
    package var place: PagePlace? { nil }

    /// Makes the page.
    package init(fault: String? = nil, next: String = "", providers: [Provider] = []) {
        self.fault = fault
        self.next = next
        self.providers = providers
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        var token = FormField(
            name: "token",
            label: "Admin token",
            kind: .password,
            help: "It is in the file admin.token of the server's data folder.",
            isRequired: true
        )
        token.autocomplete = "current-password"
        var form = PageForm("Sign in", to: PageLink("sign-in"), id: "sign-in", inputs: [token])
        if !next.isEmpty { form.inputs.append(.hidden("next", next)) }
        return PageFields([
            "fault": fault, "form": form,
            "providers": providers.map { $0.fields(next: next) },
            "hasProviders": !providers.isEmpty,
        ])
    }
}
