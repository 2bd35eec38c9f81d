package import FarthingCore

/// What names a request and its answer: a whole number or a text.
package enum RPCID: Hashable, Sendable {
    /// A whole number.
    case int(Int64)
    /// A text of at most 256 bytes.
    case text(String)

    /// The longest text; longer ones would fill the table of open requests.
    private static let textBytesMax = 256

    /// Reads an id; nil for what is none, `null` and fractions among it.
    package init?(_ node: JSONNode) {
        if let number = node.int64, node.kind == .number {
            self = .int(number)
        } else if let text = node.string, text.utf8.count <= Self.textBytesMax {
            self = .text(text)
        } else {
            return nil
        }
    }

    func write(to json: inout JSONWriter) {
        switch self {
        case .int(let number): json.int(number)
        case .text(let text): json.string(text)
        }
    }
}
