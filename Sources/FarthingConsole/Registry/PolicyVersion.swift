package import FarthingCore

/// A policy that was uploaded: all of it but its text, which lies beside it.
package struct PolicyVersion: Hashable, Sendable {
    /// The collection of the registry.
    package static let collection = "policies"
    /// The numbers that there can be.
    package static let numbers: ClosedRange<Int64> = 1...999_999_999
    /// Findings that are kept of one.
    package static let findingsMax = 64
    /// The longest text of a finding that is kept, in characters.
    private static let messageMax = 400

    /// Whether it is in force, never was, or was once.
    package enum State: String, Hashable, Sendable, CaseIterable {
        case draft
        case active
        case retired
    }

    /// Counted up.
    package var number: Int64
    package var format: PolicyText.Format
    /// As receipts name it.
    package var hash: String
    package var note: String
    package var createdAtMs: Int64
    /// ``Principal/name`` of whoever has uploaded it.
    package var createdBy: String
    /// When it was put in force last; nil for never.
    package var activatedAtMs: Int64?
    /// What there was to be said of it when it was uploaded.
    package var findings: [PolicyReview.Finding]
    /// Of how many items its text is.
    package var parts: Int

    package init(
        number: Int64,
        format: PolicyText.Format,
        hash: String,
        note: String,
        createdAtMs: Int64,
        createdBy: String,
        activatedAtMs: Int64? = nil,
        findings: [PolicyReview.Finding],
        parts: Int
    ) {
        self.number = number
        self.format = format
        self.hash = hash
        self.note = note
        self.createdAtMs = createdAtMs
        self.createdBy = createdBy
        self.activatedAtMs = activatedAtMs
        self.findings = findings.prefix(Self.findingsMax).map { finding in
            var finding = finding
            finding.message = String(finding.message.unicodeScalars.prefix(Self.messageMax))
            finding.path = String(finding.path.unicodeScalars.prefix(Self.messageMax))
            return finding
        }
        self.parts = parts
    }

    /// Reads an item of the registry; nil where it is none of these.
    package init?(_ item: RegistryItem) {
        guard let node = RegistryText.root(of: item), let number = Int64(item.id),
            let format = node.member("format")?.string.flatMap(PolicyText.Format.init(rawValue:)),
            let hash = node.member("hash")?.string,
            let createdAtMs = node.member("createdAtMs")?.int64,
            let createdBy = node.member("createdBy")?.string,
            let parts = node.member("parts")?.int64
        else { return nil }
        self.init(
            number: number,
            format: format,
            hash: hash,
            note: node.member("note")?.string ?? "",
            createdAtMs: createdAtMs,
            createdBy: createdBy,
            activatedAtMs: node.member("activatedAtMs")?.int64,
            findings: node.member("findings")?.elements.compactMap(PolicyReview.Finding.init)
                ?? [],
            parts: Int(clamping: parts)
        )
    }

    /// The item's id: so many digits that the order of the ids is that of the numbers.
    package static func id(_ number: Int64) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    }

    /// The document of the registry.
    package var document: [UInt8] {
        RegistryText.object { json in
            if let activatedAtMs {
                json.key("activatedAtMs")
                json.int(activatedAtMs)
            }
            json.key("createdAtMs")
            json.int(createdAtMs)
            json.key("createdBy")
            json.string(createdBy)
            json.key("findings")
            json.beginArray()
            for finding in findings { finding.write(to: &json) }
            json.endArray()
            json.key("format")
            json.string(format.rawValue)
            json.key("hash")
            json.string(hash)
            json.key("note")
            json.string(note)
            json.key("parts")
            json.int(parts)
        }
    }

    /// What has become of it.
    ///
    /// - Parameter active: the number of the version in force; nil for none.
    package func state(active: Int64?) -> State {
        if number == active { return .active }
        return activatedAtMs == nil ? .draft : .retired
    }
}

extension PolicyReview.Finding {
    init?(_ node: JSONNode) {
        guard let severity = node.member("severity")?.string,
            let message = node.member("message")?.string
        else { return nil }
        self.init(
            isError: severity == "error",
            code: node.member("code")?.string ?? "",
            path: node.member("path")?.string ?? "",
            line: node.member("line")?.int64 ?? 0,
            column: node.member("column")?.int64 ?? 0,
            message: message
        )
    }

    /// Writes it as an object.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("code")
        json.string(code)
        json.key("column")
        json.int(column)
        json.key("line")
        json.int(line)
        json.key("message")
        json.string(message)
        json.key("path")
        json.string(path)
        json.key("severity")
        json.string(isError ? "error" : "warning")
        json.endObject()
    }
}
