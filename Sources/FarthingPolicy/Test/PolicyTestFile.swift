import FarthingCore

/// Cases that say what a policy is meant to do, as `policy.test.yaml` writes them
/// (docs/policy-tools.md).
package struct PolicyTestFile: Sendable {
    /// The most cases of a file.
    package static let casesMax = 1_000
    /// The most calls of a case, repeats included.
    package static let callsMax = 10_000

    package var cases: [PolicyTestCase]
}

/// One case: accounts as they are, and calls one after the other.
package struct PolicyTestCase: Sendable {
    package var name: String
    /// The line of the file at which it begins.
    package var line: Int
    /// When it begins, in milliseconds UTC; nil for now.
    package var atMs: Int64?
    /// What accounts have before the first call.
    package var given: [PolicyTestBalance]
    package var calls: [PolicyTestCall]
}

/// What one account has, as it was written.
package struct PolicyTestBalance: Hashable, Sendable {
    package var account: TrialAccount
    package var spent: Int64 = 0
    package var held: Int64 = 0
    package var isPaused = false
}

/// One call of a case, and what is expected of it.
package struct PolicyTestCall: Sendable {
    package var call: TrialCall
    /// How long after the call before, in milliseconds.
    package var afterMs: Int64 = 0
    /// How often it is made.
    package var times: Int64 = 1
    /// What it really costs in nanos; nil for the most that it can cost.
    package var actualNanos: Int64?
    /// Whether it goes on until the case ends, and keeps what it holds.
    package var isRunning = false
    package var expect: PolicyExpectation?
    /// The line of the file at which it stands.
    package var line: Int = 1
}

/// What a call is meant to meet; nil for what does not matter.
package struct PolicyExpectation: Hashable, Sendable {
    package var decision: String?
    /// The model that takes the call.
    package var to: String?
    /// The rules that determine it, all of them.
    package var rules: [String]?
    /// The budget or rule that refuses it, or `unmatched` or `unpriced`.
    package var refusedBy: String?
    /// The group that must approve it, and how many of it.
    package var approvers: String?
    package var need: Int64?
    /// How much output the hold affords.
    package var outputTokens: Int64?
    /// What accounts have left after the call.
    package var left: [PolicyTestAmount]?
}

/// An amount of an account, as it was written.
package struct PolicyTestAmount: Hashable, Sendable {
    package var account: TrialAccount
    package var amount: Int64
}
