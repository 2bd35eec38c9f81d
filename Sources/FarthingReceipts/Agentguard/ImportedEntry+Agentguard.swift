package import FarthingCore

extension ImportedEntry {
    /// The name under which agentguard-spend's entries are kept.
    package static let agentguardSource = "agentguard-spend"

    /// Reads a signed line of agentguard-spend's file, as it is kept: the decision in canonical JSON,
    /// the signature in lower-case digits.
    ///
    /// - Returns: nil where it cannot be read, its hash is not that of its decision, the signature
    ///   is not by `key`, or the decision is longer than ``decisionBytesMax``.
    package init?(agentguard line: [UInt8], by key: VerifyingKey) {
        let read = line.withUnsafeBytes { text in
            try? EntryReader(text, expected: 0, isLenient: true)
        }
        guard let read, let sequence = read.sequence,
            let previous = read.previousHash, let entryHash = read.entryHash,
            let head = Hash32(hexDigits: Array(previous.utf8)),
            let hash = read.hash(previous: head, sequence: sequence), hash.hex == entryHash,
            let digits = read.signature?.utf8.filter({ $0 > 0x20 }),
            let signature = Hex.bytes(digits), key.isValid(signature, over: hash.bytes),
            let node = read.decision, node.kind == .object
        else { return nil }
        var decision: [UInt8] = []
        do {
            try Canonical.appendDecision(node, to: &decision)
        } catch {
            return nil
        }
        guard decision.count <= Self.decisionBytesMax else { return nil }
        self.init(
            source: Self.agentguardSource,
            signerFingerprint: key.fingerprint,
            sequence: sequence,
            entryHash: entryHash,
            previousHash: previous,
            signature: Hex.string(signature),
            decision: decision
        )
    }
}
