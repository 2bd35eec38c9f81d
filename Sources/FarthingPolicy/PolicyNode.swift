/// A value of a policy file, YAML or JSON, with its place.
struct PolicyNode {
    enum Content {
        /// Text; numbers and truth values are kept as they were written.
        case scalar(String)
        /// Nothing where a value could stand.
        case null
        case list([PolicyNode])
        case map([Member])
    }

    /// One key and its value.
    struct Member {
        var key: String
        var place: Place
        var value: PolicyNode
    }

    /// Where something stands.
    enum Place {
        /// Line and column, from 1.
        case mark(line: Int, column: Int)
        /// Bytes before it: line and column are counted only when an error needs them.
        case offset(Int)
    }

    /// The deepest nesting that the language knows, with room for mistakes.
    static let depthMax = 16

    var content: Content
    var place: Place

    /// What the value is, for messages.
    var kind: String {
        switch content {
        case .scalar: "text"
        case .null: "nothing"
        case .list: "a list"
        case .map: "a map of keys"
        }
    }
}

/// Why a file is not YAML or JSON that we accept.
struct SyntaxFault: Error {
    var place: PolicyNode.Place
    /// The key to blame; empty where there is none.
    var key = ""
    var message: String
}
