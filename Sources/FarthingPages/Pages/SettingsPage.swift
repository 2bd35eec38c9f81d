/// What can be set while the server runs, webhooks, and the switch for everything.
package struct SettingsPage: Page {
    package static let template = "settings"

    /// One value.
    package struct Setting: Sendable {
        /// How a value is given.
        package enum Kind: Sendable {
            case text, number, toggle
            /// One of these.
            case choice([String])
        }

        /// The name under which the form sends it.
        package var name: String
        package var label: String
        /// What it does, in a sentence.
        package var help: String
        package var kind: Kind
        /// The value; `true` or `false` for a toggle.
        package var value: String

        package init(name: String, label: String, help: String, kind: Kind, value: String) {
            self.name = name
            self.label = label
            self.help = help
            self.kind = kind
            self.value = value
        }
    }

    /// Where events are sent.
    package struct Webhook: Sendable, PagePart {
        package var url: String
        /// Which events, as `budget.exhausted`.
        package var events: [String]
        package var state: PageMark
        /// When one was last taken, in milliseconds UTC; nil for never.
        package var deliveredAtMs: Int64?
        /// Why the last delivery was not taken; nil where it was.
        package var failure: String?

        package init(
            url: String,
            events: [String],
            state: PageMark,
            deliveredAtMs: Int64? = nil,
            failure: String? = nil
        ) {
            self.url = url
            self.events = events
            self.state = state
            self.deliveredAtMs = deliveredAtMs
            self.failure = failure
        }

        package var fields: PageFields {
            PageFields([
                "url": url, "events": events, "state": state,
                "deliveredAt": deliveredAtMs.map { PageTime($0) }, "failure": failure,
            ])
        }
    }

    package var settings: [Setting]
    package var webhooks: [Webhook]
    /// Version, folder, listeners: what is fixed while the server runs.
    package var facts: [ReceiptPage.Member]
    /// Whether everything is stopped already.
    package var isStopped: Bool
    /// Whether whoever looks may stop everything, and let it go on.
    package var mayStop: Bool

    package var title: String { "Settings" }
    package var place: PagePlace? { .settings }

    /// Makes the page.
    package init(
        settings: [Setting],
        webhooks: [Webhook],
        facts: [ReceiptPage.Member],
        isStopped: Bool,
        mayStop: Bool = true
    ) {
        self.settings = settings
        self.webhooks = webhooks
        self.facts = facts
        self.isStopped = isStopped
        self.mayStop = mayStop
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "form": settings.isEmpty ? nil : form, "webhooks": webhooks,
            "hasWebhooks": !webhooks.isEmpty, "facts": facts, "hasFacts": !facts.isEmpty,
            "kill": isStopped || !mayStop ? nil : killForm,
            "lift": isStopped && mayStop ? liftForm : nil,
        ])
    }

    private var form: PageForm {
        PageForm(
            "Save settings",
            to: PageLink("settings"),
            id: "settings",
            inputs: settings.map(field(of:))
        )
    }

    private func field(of setting: Setting) -> FormField {
        switch setting.kind {
        case .choice(let values):
            return .choice(
                setting.name,
                setting.label,
                values.map { ($0, $0) },
                value: setting.value,
                help: setting.help
            )
        case .text, .number, .toggle:
            let kind: FormField.Kind =
                switch setting.kind {
                case .number: .number
                case .toggle: .toggle
                default: .text
                }
            return FormField(
                name: setting.name,
                label: setting.label,
                kind: kind,
                value: setting.value,
                help: setting.help,
                lengthMax: 1_000
            )
        }
    }

    private var killForm: PageForm {
        .stop(
            "Stop everything",
            to: PageLink("kill"),
            id: "kill",
            word: "stop everything",
            help: "Refuses every call and cuts every running stream, until somebody lets it go on. "
                + "What was used so far is charged."
        )
    }

    private var liftForm: PageForm {
        PageForm(
            "Let it go on",
            to: PageLink("kill", "lift"),
            id: "lift",
            help: "Calls are admitted again, within their budgets. What was paused stays paused.",
            inputs: [.note()]
        )
    }
}
