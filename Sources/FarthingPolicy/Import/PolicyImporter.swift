public import FarthingCore

/// A foreign policy as one of ours.
public struct ImportedPolicy: Sendable {
    /// The policy; it compiles.
    public let policy: Policy
    /// What means another thing than where it came from, in the order of the file.
    public let warnings: [ImportWarning]
    /// Whose file it was.
    public let source: PolicyImporter.Source

    /// The policy as a file of ours, with the warnings as comments above it.
    ///
    /// - Throws: ``PolicyError`` for what the language has no words for; nothing that an importer
    ///   makes.
    public func yaml() throws(PolicyError) -> String {
        let about = warnings.map { "\($0.key.isEmpty ? "" : $0.key + ": ")\($0.message)" }
        let header = ["Imported from \(source.title)."] + about
        return try PolicyWriter.yaml(policy, comments: header)
    }
}

/// Reads policies of other products (`docs/import.md`).
public enum PolicyImporter {
    /// Whose files can be read.
    public enum Source: String, Hashable, Sendable, CaseIterable {
        /// A policy of agentguard-spend 0.1, JSON.
        case agentguard
        /// A contract of SpendGuard, YAML, v1alpha1 or v1alpha2.
        case spendguard

        /// The product's name.
        public var title: String {
            switch self {
            case .agentguard: "agentguard-spend"
            case .spendguard: "SpendGuard"
            }
        }
    }

    /// What a file is to mean here.
    public enum Meaning: Hashable, Sendable {
        /// Our own meaning: calendar months, one account for all that a scope matches, dates honoured.
        case ours
        /// The other product's, where a policy can say it; the rest is told in warnings.
        case compatible
    }

    /// Reads a foreign policy and checks it in full.
    ///
    /// - Parameters:
    ///   - bytes: the file's content, at most ``PolicyReader/bytesMax`` bytes of UTF-8; any bytes are
    ///     safe.
    ///   - file: the file's name for errors; JSON where it ends in `.json`, and else YAML, of which
    ///     nearly all JSON is a part.
    ///   - source: nil to tell by the file's keys.
    ///   - prices: the book by which models to downgrade to are looked up; nil looks up none.
    ///   - tenant: whose policy it is to be; nil for the file's own, or "default" where it names none.
    /// - Throws: everything found wrong, each with its line, column and key.
    public static func read(
        _ bytes: [UInt8],
        file: String,
        from source: Source? = nil,
        meaning: Meaning = .ours,
        prices: PriceBook? = nil,
        tenant: String? = nil
    ) throws(PolicyFileErrors) -> ImportedPolicy {
        let context = ReadContext(file: file, bytes: bytes, zones: { _ in nil })
        let root = try PolicyNode.read(bytes, context)
        let field = Field(root, path: "", context)
        guard let source = source ?? self.source(of: root) else {
            field.report(
                "neither an agentguard-spend policy (caps, scope, mode) nor a SpendGuard contract "
                    + "(kind: Contract); say which with --from"
            )
            throw context.errors()
        }
        let notes = ImportNotes(context)
        var policy: Policy?
        switch source {
        case .agentguard:
            policy = readAgentguard(field)
                .map { AgentguardImport($0, meaning, notes, prices).policy() }
        case .spendguard:
            policy = readSpendguard(field, notes)
                .map { SpendguardImport($0, notes).policy(tenant: tenant) }
        }
        if let tenant { policy?.tenant = tenant }
        if let policy, context.isClean {
            // Where both have a part of the same name, the error is about that one.
            let around = source == .spendguard ? "spec." : ""
            for error in policy.errors(max: PolicyFileErrors.errorsMax) {
                context.report(PolicyError(path: around + error.path, message: error.message))
            }
        }
        guard let policy, context.isClean else { throw context.errors() }
        let warnings = notes.warnings.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }
        return ImportedPolicy(policy: policy, warnings: warnings.map(\.element), source: source)
    }

    /// Reads an agentguard-spend policy as it stands, for ``AgentguardEvaluator``.
    ///
    /// - Throws: everything found wrong, each with its line, column and key.
    public static func agentguardPolicy(
        _ bytes: [UInt8],
        file: String
    ) throws(PolicyFileErrors) -> AgentguardPolicy {
        let context = ReadContext(file: file, bytes: bytes, zones: { _ in nil })
        let root = try PolicyNode.read(bytes, context)
        let policy = readAgentguard(Field(root, path: "", context))
        guard let policy, context.isClean else { throw context.errors() }
        return policy
    }

    private static func source(of root: PolicyNode) -> Source? {
        guard case .map(let members) = root.content else { return nil }
        let keys = Set(members.map(\.key))
        if keys.contains("apiVersion") || keys.contains("kind") { return .spendguard }
        return keys.contains("caps") || keys.contains("scope") ? .agentguard : nil
    }
}
