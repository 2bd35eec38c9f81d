/// A policy to begin with, and the cases that show what it does.
package enum PolicyTemplate: String, CaseIterable, Sendable {
    /// One day's money for everything, and a brake for agents that run wild.
    case starter
    /// Teams with money of their own, cheaper models when it gets tight, approvals for what is big.
    case team
    /// Runs that are kept short: steps, attempts and loops.
    case agents
    /// Tools that move money: capability tiers and two approvers.
    case payments

    /// What the template is for, in a line.
    package var summary: String {
        switch self {
        case .starter: "one day's money for everything, and a brake for agents that run wild"
        case .team: "teams with money of their own, cheaper models, approvals"
        case .agents: "runs that are kept short: steps, attempts, loops"
        case .payments: "tools that move money: capability tiers, two approvers"
        }
    }

    /// The policy's file.
    package var policy: String { Self.heading + files.policy }

    /// The file with its cases; `policyFile` is the policy's name beside it.
    package func cases(policyFile: String) -> String {
        """
        # What the policy is meant to do, tried with `farthing policy test`: each case has accounts of
        # its own. docs/policy-tools.md has the language.
        version: 1
        policy: \(policyFile)

        """ + files.cases
    }

    private var files: (policy: String, cases: String) {
        switch self {
        case .starter: (Self.starterPolicy, Self.starterCases)
        case .team: (Self.teamPolicy, Self.teamCases)
        case .agents: (Self.agentsPolicy, Self.agentsCases)
        case .payments: (Self.paymentsPolicy, Self.paymentsCases)
        }
    }

    private static let heading = """
        # What agents may spend. `farthing serve` reads this file when it starts, and again on SIGHUP or
        # `farthing policy reload`; a file with a mistake changes nothing.
        #
        #   farthing policy check policy.yaml     is everything in it right?
        #   farthing policy test                  does it do what policy.test.yaml says?
        #   farthing policy explain policy.yaml --call "model=gpt-5 input=2000 output=1000 agent=a1"
        #
        # docs/policy.md has every key. An unknown one is an error, so that nothing here is ignored.
        version: 1

        """
}
