/// The policy in force, its versions, and the author's tools.
package struct PolicyPage: Page {
    package static let template = "policy"

    /// One version.
    package struct Version: Sendable, PagePart {
        package var number: Int64
        package var isInForce: Bool
        package var by: String
        package var note: String
        package var atMs: Int64
        /// As ``PolicyPage/seen``.
        package var seen: String

        package init(
            number: Int64,
            isInForce: Bool,
            by: String,
            note: String,
            atMs: Int64,
            seen: String
        ) {
            self.number = number
            self.isInForce = isInForce
            self.by = by
            self.note = note
            self.atMs = atMs
            self.seen = seen
        }

        package var fields: PageFields {
            PageFields([
                "number": grouped(number),
                "href": PageLink("policy", query: [.init("version", String(number))]).href,
                "mark": isInForce ? PageMark("in force", .good) : nil, "by": by,
                "note": note.isEmpty ? nil : note, "at": PageTime(atMs),
                "rollBack": isInForce ? nil : rollBackForm,
            ])
        }

        private var rollBackForm: PageForm {
            var form = PageForm(
                "Put in force",
                to: PageLink("policy", "roll-back"),
                id: "roll-back-\(number)",
                style: "plain",
                inputs: [.hidden("version", String(number)), .hidden("seen", seen)]
            )
            form.label = "Put version \(number) in force"
            return form
        }
    }

    /// Stands for the policy's file where versions stand.
    package static let file: Int64 = 0
    /// Stands for the text in the form where versions are compared.
    package static let draft: Int64 = -1

    /// The version whose text is shown, or ``file``.
    package var version: Int64
    /// Whether no version is in force, so that the file is.
    package var isFileInForce: Bool
    /// The text, as it was written.
    package var text: String
    /// What is in force while the page is looked at: a version's number, or `file`. What is then put in
    /// force takes its place, and nothing else's.
    package var seen: String
    /// Tells the text that was checked from any other; nil where none was, or where it has errors: only
    /// what was looked at is put in force.
    package var reviewed: String?
    /// What the tools have answered; all nil when nothing was asked.
    package var check: PolicyCheck?
    package var explanation: PolicyExplanation?
    package var diff: PolicyDiff?
    package var backtest: PolicyBacktest?
    package var versions: [Version]
    package var more: PageMore
    /// What the call to be explained was, so that the form shows it again.
    package var call: PolicyCall

    package var title: String { "Policy" }
    package var place: PagePlace? { .policy }

    /// Makes the page.
    package init(
        version: Int64,
        isFileInForce: Bool = false,
        seen: String = "",
        reviewed: String? = nil,
        text: String,
        versions: [Version],
        more: PageMore,
        call: PolicyCall = PolicyCall(),
        check: PolicyCheck? = nil,
        explanation: PolicyExplanation? = nil,
        diff: PolicyDiff? = nil,
        backtest: PolicyBacktest? = nil
    ) {
        self.version = version
        self.isFileInForce = isFileInForce
        self.seen = seen
        self.reviewed = reviewed
        self.text = text
        self.versions = versions
        self.more = more
        self.call = call
        self.check = check
        self.explanation = explanation
        self.diff = diff
        self.backtest = backtest
    }

    package func pageFields(nowMs: Int64) -> PageFields {
        PageFields([
            "standing": standing, "text": text, "versions": versions,
            "hasVersions": !versions.isEmpty, "more": more.fields(of: PageLink("policy")),
            "check": check, "explanation": explanation, "diff": diff, "backtest": backtest,
            "edit": editForm, "explain": explainForm, "compare": compareForm, "replay": replayForm,
            "file": isFileInForce ? nil : fileForm,
        ])
    }

    /// What a version is called in a sentence.
    static func name(of version: Int64) -> String {
        switch version {
        case file: "the file"
        case draft: "this text"
        default: "version \(grouped(version))"
        }
    }

    private var standing: String {
        if version != Self.file { return "Version \(grouped(version))" }
        return isFileInForce ? "The policy's file is in force" : "The policy's file"
    }

    private var fileForm: PageForm {
        var form = PageForm(
            "Put the file in force",
            to: PageLink("policy", "roll-back"),
            id: "roll-back-file",
            style: "plain",
            inputs: [.hidden("version", "file"), .hidden("seen", seen)]
        )
        form.label = "Put the policy's file in force again"
        return form
    }

    private var editForm: PageForm {
        var form = PageForm(
            "Check",
            to: PageLink("policy", "check"),
            id: "edit",
            inputs: [
                FormField(
                    name: "text",
                    label: "Text",
                    kind: .area,
                    value: text,
                    isRequired: true,
                    lengthMax: nil,
                    rows: 18
                ),
                .note("What changes, for the receipt"),
            ]
        )
        guard let reviewed else {
            form.help =
                "It is checked and compared with what is in force before it can be put there."
            return form
        }
        form.inputs += [.hidden("seen", seen), .hidden("reviewed", reviewed)]
        form.buttons = [
            PageForm.Button(label: "Check again", style: "plain"),
            PageForm.Button(
                label: "Save and put in force",
                action: PageLink("policy", "activate")
            ),
        ]
        return form
    }

    private var explainForm: PageForm {
        PageForm(
            "Explain",
            to: PageLink("policy", "explain"),
            id: "explain",
            title: "Explain a call",
            help: "What would be decided now, and why. Nothing is held or counted.",
            inputs: call.inputs
        )
    }

    private var compareForm: PageForm {
        let choices =
            versions.map { (value: String($0.number), label: "Version \($0.number)") }
            + [(value: "file", label: "The policy's file")]
        return PageForm(
            "Compare",
            to: PageLink("policy", "diff"),
            id: "diff",
            title: "Compare two versions",
            inputs: [
                .choice("from", "From", choices, value: choices.dropFirst().first?.value ?? ""),
                .choice("to", "To", choices, value: choices.first?.value ?? ""),
            ]
        )
    }

    private var replayForm: PageForm {
        let choices = versions.map { (value: String($0.number), label: "Version \($0.number)") }
        return PageForm(
            "Backtest",
            to: PageLink("policy", "backtest"),
            id: "backtest",
            title: "Backtest a version",
            help: "What it would have done with the calls of these days.",
            inputs: [
                .choice("version", "Version", choices),
                FormField(name: "from", label: "From", kind: .date),
                FormField(name: "to", label: "To", kind: .date),
            ]
        )
    }
}
