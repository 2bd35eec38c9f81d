/// What differs between two versions.
package struct PolicyDiff: Sendable, PagePart {
    /// One line of either text.
    package struct Line: Sendable, PagePart {
        /// Where the line is.
        package enum Kind: String, Sendable {
            case same, added, removed
        }

        package var kind: Kind
        package var text: String

        package init(_ kind: Kind, _ text: String) {
            self.kind = kind
            self.text = text
        }

        package var fields: PageFields {
            let signs: [Kind: String] = [.same: " ", .added: "+", .removed: "−"]
            return PageFields([
                "kind": kind.rawValue, "sign": signs[kind], "text": text,
            ])
        }
    }

    /// Versions, or ``PolicyPage/file``.
    package var from: Int64
    package var to: Int64
    /// Whether the new one only tightens, in a sentence.
    package var verdict: PageNotice
    package var lines: [Line]

    package init(from: Int64, to: Int64, verdict: PageNotice, lines: [Line]) {
        self.from = from
        self.to = to
        self.verdict = verdict
        self.lines = lines
    }

    package var fields: PageFields {
        PageFields([
            "from": PolicyPage.name(of: from), "to": PolicyPage.name(of: to), "verdict": verdict,
            "lines": lines,
        ])
    }
}
