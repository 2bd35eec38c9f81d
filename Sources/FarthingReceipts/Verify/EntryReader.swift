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
    /// - Parameter expected: the number to blame for a line that cannot be read.
    init(_ line: UnsafeRawBufferPointer, expected: Int64) throws(VerificationFault) {
        do {
            document = try JSONDocument(copying: line)
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
        sequence = document.root.member("sequence")?.int64
    }

    var decision: JSONNode? { document.root.member("decision") }
    var previousHash: String? { document.root.member("previousHash")?.string }
    var entryHash: String? { document.root.member("entryHash")?.string }
    var signature: String? { document.root.member("signature")?.string }
    var fingerprint: String? { document.root.member("signerFingerprint")?.string }

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
