extension LogNote {
    /// Reads the members of an entry of this kind; nil for another kind, and where one is missing
    /// or is not spelt as ``write(to:atMs:)`` spells it.
    package init?(_ node: JSONNode, kind: String) {
        switch kind {
        case "keyRotation":
            guard let rotation = KeyRotation(node) else { return nil }
            self = .keyRotation(rotation)
        case "keyDelegation":
            guard let delegation = KeyDelegation(node) else { return nil }
            self = .keyDelegation(delegation)
        case "logOrigin":
            guard let change = OriginChange(node) else { return nil }
            self = .logOrigin(change)
        case "imported":
            guard let entry = ImportedEntry(node) else { return nil }
            self = .imported(entry)
        case "registry":
            guard let change = RegistryChange(node) else { return nil }
            self = .registry(change)
        default: return nil
        }
    }

    /// Appends the members in the order of their names.
    func write(to json: inout JSONWriter, atMs: Int64) {
        switch self {
        case .keyRotation(let rotation): rotation.write(to: &json, atMs: atMs)
        case .keyDelegation(let delegation): delegation.write(to: &json, atMs: atMs)
        case .logOrigin(let change): change.write(to: &json, atMs: atMs)
        case .imported(let entry): entry.write(to: &json, atMs: atMs)
        case .registry(let change): change.write(to: &json, atMs: atMs)
        }
    }
}

extension KeyRotation {
    fileprivate init?(_ node: JSONNode) {
        guard let from = node.hex("from", count: 64), let to = node.hex("to", count: 64),
            let origin = node.member("origin")?.string,
            let size = node.member("size")?.int64, size >= 0,
            let head = node.hex("head", count: 64), let signatures = node.signatures
        else { return nil }
        self.init(
            from: from,
            to: to,
            origin: origin,
            size: size,
            head: head,
            signatures: signatures
        )
    }

    fileprivate func write(to json: inout JSONWriter, atMs: Int64) {
        json.member("from", from)
        json.member("head", head)
        json.member("kind", "keyRotation")
        json.member("origin", origin)
        json.members("signatures", signatures)
        json.member("size", size)
        json.time(atMs)
        json.member("to", to)
    }
}

extension KeyDelegation {
    fileprivate init?(_ node: JSONNode) {
        guard let root = node.hex("root", count: 64), let to = node.hex("to", count: 64),
            let notBeforeMs = node.member("notBeforeMs")?.int64, notBeforeMs >= 0,
            let notAfterMs = node.member("notAfterMs")?.int64, notAfterMs >= notBeforeMs,
            let origin = node.member("origin")?.string, let signatures = node.signatures
        else { return nil }
        self.init(
            root: root,
            to: to,
            notBeforeMs: notBeforeMs,
            notAfterMs: notAfterMs,
            origin: origin,
            signatures: signatures
        )
    }

    fileprivate func write(to json: inout JSONWriter, atMs: Int64) {
        json.member("kind", "keyDelegation")
        json.member("notAfterMs", notAfterMs)
        json.member("notBeforeMs", notBeforeMs)
        json.member("origin", origin)
        json.member("root", root)
        json.members("signatures", signatures)
        json.time(atMs)
        json.member("to", to)
    }
}

extension OriginChange {
    fileprivate init?(_ node: JSONNode) {
        guard let from = node.member("from")?.string, let to = node.member("to")?.string,
            let size = node.member("size")?.int64, size >= 0,
            let head = node.hex("head", count: 64)
        else { return nil }
        self.init(from: from, size: size, head: head, to: to)
    }

    fileprivate func write(to json: inout JSONWriter, atMs: Int64) {
        json.member("from", from)
        json.member("head", head)
        json.member("kind", "logOrigin")
        json.member("size", size)
        json.time(atMs)
        json.member("to", to)
    }
}

extension ImportedEntry {
    fileprivate init?(_ node: JSONNode) {
        guard let source = node.member("source")?.string, !source.isEmpty,
            let fingerprint = node.hex("signerFingerprint", count: 16),
            let sequence = node.member("sequence")?.int64, sequence >= 0,
            let entryHash = node.hex("entryHash", count: 64),
            let previousHash = node.hex("previousHash", count: 64),
            let signature = node.hex("signature", count: 128),
            let decision = node.member("decision"), decision.kind == .object,
            decision.range.count <= Self.decisionBytesMax
        else { return nil }
        self.init(
            source: source,
            signerFingerprint: fingerprint,
            sequence: sequence,
            entryHash: entryHash,
            previousHash: previousHash,
            signature: signature,
            decision: decision.withView { [UInt8]($0.source) }
        )
    }

    fileprivate func write(to json: inout JSONWriter, atMs: Int64) {
        json.key("decision")
        json.raw(decision)
        json.member("entryHash", entryHash)
        json.member("kind", "imported")
        json.member("previousHash", previousHash)
        json.member("sequence", sequence)
        json.member("signature", signature)
        json.member("signerFingerprint", signerFingerprint)
        json.member("source", source)
        json.time(atMs)
    }
}

extension JSONNode {
    /// A member of exactly `count` lower-case hexadecimal digits.
    fileprivate func hex(_ name: StaticString, count: Int) -> String? {
        member(name)?.lowerCaseHex(count: count)
    }

    /// The two signatures of an entry about keys.
    fileprivate var signatures: [String]? {
        guard let array = member("signatures"), array.kind == .array, array.count == 2 else {
            return nil
        }
        let texts = array.elements.compactMap { $0.lowerCaseHex(count: 128) }
        return texts.count == 2 ? texts : nil
    }

    private func lowerCaseHex(count: Int) -> String? {
        guard let text = string, text.utf8.count == count,
            text.utf8.allSatisfy({ digit in
                (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(digit)
                    || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(digit)
            })
        else { return nil }
        return text
    }
}

extension JSONWriter {
    fileprivate mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    fileprivate mutating func member(_ name: StaticString, _ value: Int64) {
        key(name)
        int(value)
    }

    fileprivate mutating func members(_ name: StaticString, _ values: [String]) {
        key(name)
        beginArray()
        for value in values { string(value) }
        endArray()
    }

    fileprivate mutating func time(_ atMs: Int64) {
        key("timestamp")
        timestamp(atMs)
    }
}
