internal import FarthingCore

/// A signed entry as it came, parsed and not yet believed.
struct EntryReader {
    let document: JSONDocument

    /// The entry's own number; nil where there is none to read.
    let sequence: Int64?

    private static let members = [
        "sequence", "decision", "previousHash", "entryHash", "signature", "signerFingerprint",
    ]

    /// Parses a line.
    ///
    /// - Parameters:
    ///   - expected: the number to blame for a line that cannot be read.
    ///   - isLenient: of members with the same name, the last one counts.
    init(
        _ line: UnsafeRawBufferPointer,
        expected: Int64,
        isLenient: Bool = false
    ) throws(VerificationFault) {
        var limits = JSONLimits.standard
        limits.refusesDuplicates = !isLenient
        do {
            document = try JSONDocument(copying: line, limits: limits)
        } catch {
            throw VerificationFault(
                error.code == .duplicateMember ? .duplicateMember : .malformedLine,
                sequence: expected,
                error.message
            )
        }
        guard document.root.kind == .object else {
            throw VerificationFault(
                .malformedLine,
                sequence: expected,
                "an entry must be an object"
            )
        }
        sequence = Self.member("sequence", of: document.root)?.int64
    }

    var decision: JSONNode? { member("decision") }
    var previousHash: String? { member("previousHash")?.string }
    var entryHash: String? { member("entryHash")?.string }
    var signature: String? { member("signature")?.string }
    var fingerprint: String? { member("signerFingerprint")?.string }
    var hasFingerprint: Bool { member("signerFingerprint") != nil }

    private func member(_ name: StaticString) -> JSONNode? { Self.member(name, of: document.root) }

    /// The last one of this name; where two are refused there is only one.
    private static func member(_ name: StaticString, of root: JSONNode) -> JSONNode? {
        var found: JSONNode?
        for field in root.fields where field.name.equals(name) { found = field.value }
        return found
    }

    /// Whether there is any member that entries have: a line without is of another kind of file.
    var isOfJournal: Bool {
        document.root.fields.contains { field in Self.members.contains(field.name.string ?? "") }
    }

    /// The first member that entries do not have.
    var unknownMember: String? {
        document.root.members.first { !Self.members.contains($0.name) }?.name
    }

    /// The hash of the canonical text; nil when it has none.
    func hash(previous: Hash32, sequence: Int64) -> Hash32? {
        guard let decision else { return nil }
        var text: [UInt8] = []
        text.reserveCapacity(document.bytes.count)
        text.append(#"{"decision":"#)
        do {
            try Canonical.appendDecision(decision, to: &text)
        } catch {
            return nil
        }
        text.append(#","previousHash":""#)
        previous.withUnsafeBytes { Hex.append($0, to: &text) }
        text.append(#"","sequence":"#)
        appendDecimal(sequence, to: &text)
        text.append(#"}"#)
        return Hash32(hashing: text)
    }
}
