import FarthingCore
import FarthingPolicy

/// Scopes and claims as an operator writes them: `team=finance`.
enum ScopeText {
    /// Reads `DIMENSION=VALUE` pairs; one pair may hold several, as tables show them:
    /// `agent=a1,team=x`.
    static func scope(_ pairs: [String]) throws(Failure) -> Scope {
        var scope = Scope()
        for pair in pairs.flatMap({ $0.split(separator: ",").map(String.init) }) {
            let (dimension, value) = try split(pair, "--scope")
            guard scope[dimension] == nil else {
                throw Failure(.usage, "--scope \(pair): \(dimension.name) is given twice")
            }
            scope[dimension] = unescaped(value)
        }
        return scope
    }

    /// Reads what a key may claim: `DIMENSION=PATTERN`.
    static func claims(_ pairs: [String]) throws(Failure) -> [Match.Term] {
        var terms: [Match.Term] = []
        for pair in pairs {
            let (dimension, text) = try split(pair, "--claim")
            guard let pattern = Glob(text) else {
                throw Failure(.usage, "--claim \(pair): the pattern is longer than 256 bytes")
            }
            terms.append(Match.Term(dimension: dimension, pattern: pattern))
        }
        return terms
    }

    /// Whether a text shows all that it is: nothing in it moves a terminal's cursor, breaks a line
    /// or turns the writing round.
    static func isVisible(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: false
            default: true
            }
        }
    }

    /// Dimensions that a key cannot fix and a header cannot claim: the call itself and the policy
    /// say what they are.
    static func checkKey(_ dimensions: [Dimension], _ option: String) throws(Failure) {
        for dimension in dimensions {
            switch dimension {
            case .provider, .model, .tenant:
                throw Failure(
                    .usage,
                    "\(option) \(dimension.name): the call and the policy say what it is; a key "
                        + "cannot"
                )
            default: break
            }
        }
    }

    private static func split(
        _ pair: String,
        _ option: String
    ) throws(Failure) -> (Dimension, String) {
        guard let equals = pair.firstIndex(of: "=") else {
            throw Failure(.usage, "\(option) \(pair): write DIMENSION=VALUE, as team=finance")
        }
        let name = String(pair[..<equals])
        let value = String(pair[pair.index(after: equals)...])
        guard let dimension = Dimension(name: name) else {
            let names = Dimension.named.map(\.name) + ["tag:NAME"]
            let hint = OperatorText.hint(for: name, among: names)
            throw Failure(.usage, "\(option) \(pair): unknown dimension \"\(name)\"\(hint)")
        }
        if case .tag(let tag) = dimension, tag.contains(where: { $0 == "*" || $0 == "?" }) {
            throw Failure(
                .usage,
                "\(option) \(Shown.safe(pair)): a tag's name is no pattern; name each tag, as "
                    + "tag:project=*"
            )
        }
        guard isVisible(pair) else {
            throw Failure(
                .usage,
                "\(option) \(Shown.safe(pair)): no control or invisible characters; leave them out"
            )
        }
        guard !value.isEmpty, value.utf8.count <= Scope.valueBytesMax else {
            throw Failure(
                .usage,
                "\(option) \(pair): the value must have 1 to \(Scope.valueBytesMax) bytes"
            )
        }
        return (dimension, value)
    }

    /// The value that an account's key writes with `%2C` for a comma.
    private static func unescaped(_ value: String) -> String {
        var bytes: [UInt8] = []
        var rest = Array(value.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), rest.count >= 2,
                let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
