import FarthingCore

/// Something about a policy that its author should look at, though every key of it is good.
package struct PolicyFinding: Hashable, Sendable {
    /// The most findings of one policy.
    package static let findingsMax = 200

    /// How grave it is.
    package enum Severity: String, Hashable, Sendable {
        /// The policy cannot do what it says.
        case error
        case warning
    }

    /// What it is about, in words for programs.
    package enum Code: String, Hashable, Sendable, CaseIterable {
        case downgradeTarget = "downgrade_target"
        case rungDearer = "rung_dearer"
        case neverApplies = "never_applies"
        case alwaysBlocked = "always_blocked"
        case over = "over"
        case budgetCovered = "budget_covered"
        case unknownModel = "unknown_model"
        case unknownProvider = "unknown_provider"
        case thresholdBehindBlock = "threshold_behind_block"
        case approversMissing = "approvers_missing"
        case noBudget = "no_budget"
        case passedUnasked = "passed_unasked"
        case currency
    }

    package var severity: Severity
    package var code: Code
    /// The key's path, as `rules[2].to`.
    package var path: String
    /// What is the matter and what to do; may be shown to a stranger.
    package var message: String

    package init(_ severity: Severity, _ code: Code, path: String, message: String) {
        self.severity = severity
        self.code = code
        self.path = path
        self.message = message
    }
}

/// Where the keys of a policy file stand.
package struct PolicyPlaces {
    private let context: ReadContext

    /// Reads where everything stands in a file that can be read.
    package init(_ bytes: [UInt8], file: String) throws(PolicyFileErrors) {
        context = ReadContext(file: file, bytes: bytes, zones: { _ in nil })
        remember(try PolicyNode.read(bytes, context), "")
    }

    private func remember(_ node: PolicyNode, _ path: String) {
        let field = Field(node, path: path, context)
        switch node.content {
        case .scalar, .null: break
        case .list(let nodes):
            for (index, element) in nodes.enumerated() { remember(element, "\(path)[\(index)]") }
        case .map(let members):
            for member in members { remember(member.value, field.path(of: member.key)) }
        }
    }

    /// Line and column of a key's value, or of the nearest around it that the file has; from 1.
    package func position(of path: String) -> (line: Int, column: Int) {
        context.position(of: path)
    }
}
