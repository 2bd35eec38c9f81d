import FarthingCore

/// A body of the companion's: one JSON object. Members that are not known here are left alone, as its
/// clients send some that their own servers ignore, too.
struct CompanionBody {
    let root: JSONNode

    init(_ bytes: [UInt8], bytesMax: Int) throws(RequestRefusal) {
        var limits = JSONLimits()
        limits.bytesMax = bytesMax
        limits.depthMax = 8
        limits.nodesMax = 1_000
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: limits).root
        } catch {
            throw RequestRefusal(error)
        }
        guard root.kind == .object else {
            throw .spend("invalid_type", nil, "The body must be one JSON object.")
        }
    }

    /// A member that is there and not null.
    func member(_ name: String) -> JSONNode? {
        guard let node = root.member(name), !node.isNull else { return nil }
        return node
    }

    /// A text of 1 to `bytesMax` bytes without control characters; nil when it is left out.
    func text(
        _ name: String,
        bytesMax: Int = SpendBody.textBytesMax
    ) throws(RequestRefusal) -> String? {
        guard let node = member(name) else { return nil }
        guard let text = node.string else { throw .spendType(name, "a string") }
        guard (1...bytesMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw .spend(
                "invalid_value",
                name,
                "'\(name)' must have 1 to \(bytesMax) bytes and no control characters."
            )
        }
        return text
    }

    /// The same where it must be there.
    func needed(
        _ name: String,
        bytesMax: Int = SpendBody.textBytesMax
    ) throws(RequestRefusal) -> String {
        guard let text = try text(name, bytesMax: bytesMax) else { throw .spendMissing(name) }
        return text
    }

    /// A count of tokens; nil when it is left out.
    func count(_ name: String) throws(RequestRefusal) -> Int64? {
        try SpendBody.integer(member(name), name, 0...Usage.bucketMax)
    }

    /// An amount in a unit's parts, in decimal digits or as a whole number; nil when it is left out.
    func amount(_ name: String) throws(RequestRefusal) -> CompanionAmount? {
        guard let node = member(name) else { return nil }
        if let value = node.int64, value >= 0 { return CompanionAmount(value: UInt128(value)) }
        guard let text = node.string, let amount = CompanionAmount(text) else {
            throw .spend(
                "invalid_value",
                name,
                "'\(name)' must be a whole number of zero or more in at most "
                    + "\(CompanionAmount.digitsMax) decimal digits."
            )
        }
        return amount
    }
}

/// A whole number of a unit's smallest parts.
struct CompanionAmount {
    /// The most digits, as the peer has it.
    static let digitsMax = 38

    /// Below 10³⁸.
    let value: UInt128

    init(value: UInt128) { self.value = value }

    init?(_ text: String) {
        guard (1...Self.digitsMax).contains(text.utf8.count) else { return nil }
        var value: UInt128 = 0
        for byte in text.utf8 {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + UInt128(byte - UInt8(ascii: "0"))
        }
        self.value = value
    }
}
