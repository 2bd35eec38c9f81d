package import FarthingCore

/// What the author of a policy needs; implemented by whoever knows the prices and the journal.
package protocol PolicyToolDesk: Sendable {
    /// The policy's file, which is in force where no version of the console is.
    ///
    /// - Throws: ``ConsoleError`` 503 where it cannot be read.
    func file() async throws -> PolicyText

    /// Finds everything wrong with a policy beside the prices in force, and what in it never applies.
    func review(_ policy: PolicyText) async throws -> PolicyReview

    /// What is wrong with a policy so that it cannot be read at all; empty for nothing. Quick.
    func faults(in policy: PolicyText) async throws -> [PolicyReview.Finding]

    /// Whether a policy only tightens another one: an object as `farthing policy diff --json` has it.
    ///
    /// - Throws: ``ConsoleError`` 422 where one of them cannot be read.
    func diff(_ old: PolicyText, _ new: PolicyText) async throws -> [UInt8]

    /// What would have become of past calls under a policy: an object as
    /// `farthing policy backtest --json` has it. Reads the whole journal.
    ///
    /// - Throws: ``ConsoleError`` 422 where the policy cannot be read, 503 where the journal cannot.
    func backtest(_ policy: PolicyText, rangeMs: Range<Int64>) async throws -> [UInt8]

    /// Why a policy decides so about a call: an object as `farthing policy explain --json` has it.
    ///
    /// - Throws: ``ConsoleError`` 422 where the policy cannot be read, or the question does not fit it,
    ///   404 where there is no such entry, 503 where the journal cannot be read.
    func explain(_ policy: PolicyText, _ question: PolicyQuestion) async throws -> [UInt8]
}

/// A policy as people have written it.
package struct PolicyText: Hashable, Sendable {
    /// How it is written.
    package enum Format: String, Hashable, Sendable, CaseIterable {
        case yaml
        case json
    }

    /// UTF-8, at most ``bytesMax``.
    package var bytes: [UInt8]
    package var format: Format

    /// The longest, as the language has it.
    package static let bytesMax = 1 << 20

    package init(_ bytes: [UInt8], _ format: Format) {
        self.bytes = bytes
        self.format = format
    }
}

/// What there is to be said of a policy.
package struct PolicyReview: Hashable, Sendable {
    /// Something that its author should look at.
    package struct Finding: Hashable, Sendable {
        /// Whether the policy cannot be put in force for it.
        package var isError: Bool
        /// In words for programs.
        package var code: String
        /// Where in the policy, as `budgets[1].limit`.
        package var path: String
        /// From 1; 0 where it is nowhere.
        package var line: Int64
        package var column: Int64
        package var message: String

        package init(
            isError: Bool,
            code: String,
            path: String,
            line: Int64,
            column: Int64,
            message: String
        ) {
            self.isError = isError
            self.code = code
            self.path = path
            self.line = line
            self.column = column
            self.message = message
        }
    }

    /// As receipts name it; nil where it cannot be read.
    package var hash: String?
    /// Its own id; nil likewise.
    package var id: String?
    /// How many budgets and rules it has.
    package var budgets: Int
    package var rules: Int
    /// The errors first.
    package var findings: [Finding]

    package init(
        hash: String? = nil,
        id: String? = nil,
        budgets: Int = 0,
        rules: Int = 0,
        findings: [Finding]
    ) {
        self.hash = hash
        self.id = id
        self.budgets = budgets
        self.rules = rules
        self.findings = findings
    }

    /// Whether it can be put in force.
    package var isValid: Bool { hash != nil && !findings.contains(where: \.isError) }
}

/// Which decision is to be explained.
package enum PolicyQuestion: Hashable, Sendable {
    /// That about a call which would be made.
    case call(TrialQuestion)
    /// That which an entry of the journal records, by its number.
    case entry(Int64)
}

/// A call as it would be made.
package struct TrialQuestion: Hashable, Sendable {
    /// What an account has spent, in place of what it has now.
    package struct Spent: Hashable, Sendable {
        package var budget: String
        /// Which of its accounts, as it is written in its key; nil for that of the call.
        package var scope: String?
        package var amount: Int64
        package var unit: BudgetUnit

        package init(budget: String, scope: String?, amount: Int64, unit: BudgetUnit) {
            self.budget = budget
            self.scope = scope
            self.amount = amount
            self.unit = unit
        }
    }

    package var scope: Scope
    package var inputTokens: Int64 = 0
    /// Nil for as many as the model can make.
    package var outputTokens: Int64?
    /// What it costs at the most, in nano-dollars, where no price book knows.
    package var costNanos: Int64?
    package var capability: Capability?
    /// Calls of the run, this one included.
    package var steps: Int64?
    package var isStream = false
    package var spent: [Spent] = []
    /// When it is made, in milliseconds UTC; nil for now.
    package var atMs: Int64?

    package init(scope: Scope) { self.scope = scope }
}
