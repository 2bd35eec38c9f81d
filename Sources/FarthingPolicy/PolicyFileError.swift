/// One thing wrong with a policy file, and where.
public struct PolicyFileError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The file as the caller named it.
    public let file: String
    /// The line, from 1.
    public let line: Int
    /// The column, from 1, in Unicode scalars.
    public let column: Int
    /// The key's path, as `budgets[0].window`; empty where no key is to blame.
    public let key: String
    /// What is wrong, what is expected, and the nearest valid spelling; may be shown to a stranger.
    public let message: String

    /// Makes an error.
    public init(file: String, line: Int, column: Int, key: String, message: String) {
        self.file = file
        self.line = line
        self.column = column
        self.key = key
        self.message = message
    }

    /// `policy.yaml:12:5: budgets[0].window: unknown window "dy"; did you mean "day"?`
    public var description: String {
        let place = "\(file):\(line):\(column): "
        return key.isEmpty ? place + message : place + key + ": " + message
    }
}

/// Everything wrong with a policy file, in the order of the file.
public struct PolicyFileErrors: Error, Hashable, Sendable, CustomStringConvertible {
    /// The most errors that one reading reports: more help nobody.
    public static let errorsMax = 50

    /// The errors, at least one and at most ``errorsMax``.
    public let errors: [PolicyFileError]
    /// Whether there are more than were kept.
    public let isTruncated: Bool

    init(_ errors: [PolicyFileError], isTruncated: Bool = false) {
        self.errors = errors
        self.isTruncated = isTruncated
    }

    /// One line per error.
    public var description: String {
        var lines = errors.map(\.description)
        if isTruncated { lines.append("more errors follow; correct these first") }
        return lines.joined(separator: "\n")
    }
}
