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

        package init(number: Int64, isInForce: Bool, by: String, note: String, atMs: Int64) {
            self.number = number
            self.isInForce = isInForce
            self.by = by
            self.note = note
            self.atMs = atMs
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
                inputs: [.hidden("version", String(number))]
            )
            form.label = "Put version \(number) in force"
            return form
        }
    }

    /// The version whose text is shown.
    package var version: Int64
    /// The text, as it was written.
    package var text: String
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
            "version": version > 0 ? grouped(version) : nil, "text": text, "versions": versions,
            "hasVersions": !versions.isEmpty, "more": more.fields(of: PageLink("policy")),
            "check": check, "explanation": explanation, "diff": diff, "backtest": backtest,
            "edit": editForm, "explain": explainForm, "compare": compareForm, "replay": replayForm,
        ])
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
        form.buttons = [
            PageForm.Button(label: "Check", style: "plain"),
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
        let choices = versions.map { (value: String($0.number), label: "Version \($0.number)") }
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
