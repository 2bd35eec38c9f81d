public import FarthingCore

/// Reads policies as people write them: files in YAML or JSON (docs/policy.md).
public struct PolicyReader {
    /// The largest file in bytes: a thousand budgets and rules with long reasons fit.
    public static let bytesMax = 1 << 20

    /// How a file is written.
    public enum Format: Hashable, Sendable {
        case yaml, json
    }

    /// Reads a policy and checks it in full.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, at most ``bytesMax`` bytes of UTF-8; any bytes are safe.
    ///   - file: the file's name for errors; its last part without the extension is the policy's id
    ///     where the file names none.
    ///   - format: nil for JSON where the name ends in `.json`, and YAML otherwise.
    ///   - zones: the rules of an IANA time zone; nil when there is none of that name. Not asked
    ///     for `UTC`.
    ///   - check: finds what else is wrong with a policy that is good by itself, by the paths of
    ///     ``PolicyError``.
    /// - Throws: everything found wrong, each with its line, column and key.
    public static func read(
        _ bytes: [UInt8],
        file: String,
        format: Format? = nil,
        zones: (String) -> ZoneRules?,
        check: (Policy) -> [PolicyError] = { _ in [] }
    ) throws(PolicyFileErrors) -> Policy {
        try withoutActuallyEscaping(zones) { (zones) throws(PolicyFileErrors) -> Policy in
            let context = ReadContext(file: file, bytes: bytes, zones: zones)
            let node = try PolicyNode.read(bytes, context, format)
            let policy = readPolicy(Field(node, path: "", context))
            if let policy {
                // Parts that could not be read are not there, and make no errors of their own.
                let isComplete = context.isClean
                policy.errors(max: PolicyFileErrors.errorsMax).forEach { context.report($0) }
                if isComplete { check(policy).forEach { context.report($0) } }
            }
            guard let policy, context.isClean else { throw context.errors() }
            return policy
        }
    }
}
