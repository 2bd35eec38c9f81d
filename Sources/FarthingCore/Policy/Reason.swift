/// One line of a verdict, and what it is sorted by.
struct Reason {
    let order: String
    let text: String

    init(order: String, text: String) {
        self.order = order
        self.text = text
    }

    /// Why a rule applies to a call: `rule "big-call" says block: cost 3.20 > 2.00`.
    init(_ rule: Rule, verb: String, _ call: CallFacts) {
        order = rule.id
        var text = "rule \"\(printable(rule.id))\" \(verb) \(rule.action.text(for: call))"
        if !rule.conditions.isEmpty {
            text += ": " + rule.conditions.map { $0.text(for: call) }.joined(separator: ", ")
        }
        if let reason = rule.reason { text += " (\(printable(reason)))" }
        self.text = text
    }
}

extension Condition {
    /// Both sides of the comparison.
    fileprivate func text(for call: CallFacts) -> String {
        switch self {
        case .cost(let comparison, let nanos):
            let cost = call.costNanos.map(decimalText(nanos:)) ?? "unknown"
            return "cost \(cost) \(comparison.rawValue) \(decimalText(nanos: nanos))"
        case .tokens(let comparison, let tokens):
            return "tokens \(call.tokens) \(comparison.rawValue) \(tokens)"
        case .run(let measure, let comparison, let value):
            let isShare = measure == .projected
            let shown = call.run?.value(measure).map { isShare ? shareText($0) : String($0) }
            return "\(measure.rawValue) \(shown ?? "unknown") \(comparison.rawValue) "
                + (isShare ? shareText(value) : String(value))
        case .scope(let dimension, let pattern):
            let value = printable(call.scope[dimension] ?? "")
            let name = printable(dimension.name)
            return "\(name) \"\(value)\" fits \"\(printable(pattern.pattern))\""
        }
    }
}

extension RuleAction {
    fileprivate func text(for call: CallFacts) -> String {
        switch self {
        case .downgrade(let to): "downgrade to " + to.map(printable).joined(separator: ", then ")
        case .approve(let terms): "approve by " + terms.text
        case .wait(let deadlineMs): "wait \(deadlineMs) ms"
        case .require(let capability):
            "require \(capability.name), and the key has \(call.capability?.name ?? "none")"
        case .block: "block"
        }
    }
}

extension ApprovalTerms {
    /// Who must say yes: `finance`, or `2 of finance`.
    var text: String { (needed > 1 ? "\(needed) of " : "") + printable(group) }
}

/// Basis points as people write shares: `80%`, `99.5%`.
package func shareText(_ basisPoints: Int64) -> String {
    let fraction = basisPoints % 100
    if fraction == 0 { return "\(basisPoints / 100)%" }
    let digits =
        fraction % 10 == 0 ? "\(fraction / 10)" : (fraction < 10 ? "0" : "") + "\(fraction)"
    return "\(basisPoints / 100).\(digits)%"
}

/// Nanos as people write amounts, exactly, with two decimals at least: `2.00`, `0.0000125`.
package func decimalText(nanos: Int64) -> String {
    let magnitude = nanos.magnitude
    var digits = String(magnitude % 1_000_000_000)
    digits = String(repeating: "0", count: 9 - digits.utf8.count) + digits
    while digits.utf8.count > 2, digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
    return (nanos < 0 ? "-" : "") + String(magnitude / 1_000_000_000) + "." + digits
}

/// The text with a question mark for every control character, so that a hostile value changes
/// nothing but its own look.
package func printable(_ text: String) -> String {
    let isControl = { (scalar: Unicode.Scalar) in
        scalar.value < 32 || (127...159).contains(scalar.value)
    }
    guard text.unicodeScalars.contains(where: isControl) else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { isControl($0) ? "?" : $0 }))
}
