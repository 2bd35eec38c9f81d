package import FarthingCore

/// The end of a log as agentguard-spend keeps it in a file, and how it grows: each decision is
/// hashed, chained and signed, and becomes one line of docs/formats/agentguard.md.
package struct AgentguardChain: Sendable {
    /// The next line's number.
    package private(set) var nextSequence: Int64
    private var head: Hash32

    /// An empty log.
    package init() {
        nextSequence = 0
        head = .zero
    }

    /// A log whose last line has this number and this hash, 64 lower-case hexadecimal digits; nil
    /// where that is no hash.
    package init?(lastSequence: Int64, entryHash: String) {
        guard let head = Hash32(hexDigits: Array(entryHash.utf8)), lastSequence < .max else {
            return nil
        }
        nextSequence = lastSequence + 1
        self.head = head
    }

    /// Appends the next line, with its line feed.
    package mutating func append(
        _ decision: AgentguardDecision,
        by signer: some Signer,
        to output: inout [UInt8]
    ) throws(SealError) {
        let hash = entryHash(of: decision)
        let signature = try signer.signature(over: hash.bytes)
        var line = AgentguardText()
        line.literal("{\"sequence\":")
        line.int(nextSequence)
        line.literal(",\"decision\":")
        decision.write(to: &line)
        line.literal(",\"previousHash\":")
        line.string(head.hex)
        line.literal(",\"entryHash\":")
        line.string(hash.hex)
        line.literal(",\"signature\":")
        line.string(Hex.string(signature))
        line.literal(",\"signerFingerprint\":")
        line.string(signer.verifyingKey.fingerprint)
        line.literal("}\n")
        output += line.bytes
        head = hash
        nextSequence += 1
    }

    private func entryHash(of decision: AgentguardDecision) -> Hash32 {
        var text: [UInt8] = []
        text.append("{\"decision\":")
        text += decision.canonical
        text.append(",\"previousHash\":\"")
        text += head.hex.utf8
        text.append("\",\"sequence\":")
        appendDecimal(nextSequence, to: &text)
        text.append("}")
        return Hash32(hashing: text)
    }
}

extension AgentguardDecision {
    /// Writes the decision in the order of the file, nulls included.
    fileprivate func write(to line: inout AgentguardText) {
        line.literal("{\"decisionId\":")
        line.string(decisionID)
        line.literal(",\"timestamp\":")
        line.string(timestamp)
        line.literal(",\"action\":")
        line.string(action)
        line.literal(",\"triggeredCap\":")
        if let cap {
            line.literal("{\"amountCents\":")
            line.int(cap.amountCents)
            line.literal(",\"window\":")
            line.string(cap.window)
            line.literal(",\"action\":")
            line.string(cap.action)
            line.literal(",\"downgradeTo\":")
            line.string(cap.downgradeTo)
            line.literal(",\"reason\":")
            line.string(cap.reason)
            line.literal("}")
        } else {
            line.literal("null")
        }
        line.literal(",\"triggeredScopeKey\":")
        line.string(scopeKey)
        line.literal(",\"projectedCents\":")
        line.int(projectedCents)
        line.literal(",\"windowSpendBefore\":")
        line.int(spendBefore)
        line.literal(",\"windowSpendAfter\":")
        line.int(spendAfter)
        line.literal(",\"provider\":")
        line.string(provider)
        line.literal(",\"modelRequested\":")
        line.string(modelRequested)
        line.literal(",\"modelResolved\":")
        line.string(modelResolved)
        line.literal(",\"policyId\":")
        line.string(policyID)
        line.literal(",\"policyVersion\":")
        line.int(policyVersion)
        line.literal(",\"enforcementMode\":")
        line.string(mode)
        line.literal(",\"reasons\":[")
        for (index, reason) in reasons.enumerated() {
            if index > 0 { line.literal(",") }
            line.string(reason)
        }
        line.literal("]}")
    }
}

/// JSON in ASCII alone: every other character is escaped, beyond U+FFFF as a pair.
struct AgentguardText {
    private(set) var bytes: [UInt8] = []

    mutating func literal(_ text: StaticString) { bytes.append(text) }

    mutating func int(_ value: Int64) { appendDecimal(value, to: &bytes) }

    mutating func string(_ text: String?) {
        guard let text else { return literal("null") }
        literal("\"")
        for unit in text.utf16 {
            switch unit {
            case 0x22: literal("\\\"")
            case 0x5C: literal("\\\\")
            case 0x08: literal("\\b")
            case 0x09: literal("\\t")
            case 0x0A: literal("\\n")
            case 0x0C: literal("\\f")
            case 0x0D: literal("\\r")
            case 0x20...0x7E: bytes.append(UInt8(unit))
            default:
                literal("\\u")
                for shift in [12, 8, 4, 0] { bytes.append(hexDigit(UInt8(unit >> shift & 15))) }
            }
        }
        literal("\"")
    }
}
