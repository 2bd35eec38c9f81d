import FarthingCore
import FarthingProviders

/// The body of a spend verb: one JSON object, read strictly.
struct SpendBody {
    /// A verb's body states a few numbers; what is longer is a mistake.
    static let bytesMax = 64 << 10
    /// The longest text that a member may have, as scopes bound their values.
    static let textBytesMax = Scope.valueBytesMax

    let root: JSONNode

    init(_ bytes: [UInt8], _ verb: SpendVerb) throws(RequestRefusal) {
        var limits = JSONLimits()
        limits.bytesMax = Self.bytesMax
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
        try Self.check(root, allowed: verb.members, prefix: "")
    }

    /// Refuses members that are not `allowed`.
    static func check(
        _ node: JSONNode,
        allowed: [String],
        prefix: String
    ) throws(RequestRefusal) {
        for (name, _) in node.members where !allowed.contains(name) {
            let isShown = name.utf8.count <= 64 && name.utf8.allSatisfy { 0x20..<0x7F ~= $0 }
            let shown = isShown ? prefix + name : prefix + "…"
            throw .spend(
                "unknown_parameter",
                shown,
                "The member '\(shown)' is not known here. Known are: "
                    + allowed.joined(separator: ", ") + "."
            )
        }
    }

    /// A text of 1 to ``textBytesMax`` bytes without control characters; nil when it is left out.
    func text(_ name: String) throws(RequestRefusal) -> String? {
        guard let node = root.member(name) else { return nil }
        guard let text = node.string else { throw .spendType(name, "a string") }
        guard (1...Self.textBytesMax).contains(text.utf8.count),
            text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
        else {
            throw .spend(
                "invalid_value",
                name,
                "'\(name)' must have 1 to \(Self.textBytesMax) bytes and no control characters."
            )
        }
        return text
    }

    func isTrue(_ name: String) throws(RequestRefusal) -> Bool {
        guard let node = root.member(name) else { return false }
        guard let value = node.bool else { throw .spendType(name, "true or false") }
        return value
    }

    /// The hold that the body names.
    func holdID() throws(RequestRefusal) -> HoldID {
        guard let node = root.member("id") else { throw .spendMissing("id") }
        guard let text = node.string else { throw .spendType("id", "a string") }
        guard let id = HoldID(text) else {
            throw .spend("invalid_value", "id", "'id' must be what hold answered: a UUID.")
        }
        return id
    }

    /// An integer within bounds, written without point and exponent; nil when it is left out.
    static func integer(
        _ node: JSONNode?,
        _ name: String,
        _ range: ClosedRange<Int64>
    ) throws(RequestRefusal) -> Int64? {
        guard let node else { return nil }
        guard let value = node.int64 else { throw .spendType(name, "a whole number") }
        guard range.contains(value) else {
            throw .spend(
                value < range.lowerBound
                    ? "integer_below_min_value" : "integer_above_max_value",
                name,
                "'\(name)' must lie from \(range.lowerBound) to \(range.upperBound)."
            )
        }
        return value
    }
}

extension RequestRefusal {
    static func spend(_ code: String, _ param: String?, _ message: String) -> RequestRefusal {
        RequestRefusal(400, code, type: invalid, message, param: param)
    }

    static func spendType(_ name: String, _ expected: String) -> RequestRefusal {
        spend("invalid_type", name, "'\(name)' must be \(expected).")
    }

    static func spendMissing(_ name: String) -> RequestRefusal {
        spend("missing_required_parameter", name, "'\(name)' is missing.")
    }

    /// Why a body is not JSON that is taken.
    init(_ error: JSONError) {
        switch error.code {
        case .tooLong:
            self = RequestRefusal(
                413,
                "request_too_large",
                type: Self.invalid,
                "The body is longer than \(SpendBody.bytesMax) bytes."
            )
        case .duplicateMember:
            self = .spend(
                "duplicate_member",
                error.memberName,
                "The body cannot be read in one way only: \(error.message)."
            )
        default: self = .spend("invalid_json", nil, "The body is not JSON: \(error.message).")
        }
    }
}
