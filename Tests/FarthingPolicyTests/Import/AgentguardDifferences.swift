/// Where we decide otherwise than agentguard-spend, and why: docs/import.md has the same lists.
enum AgentguardDifferences {
    /// Why a decision differs.
    enum Reason: String, CaseIterable {
        case exact, cheaper, final, priced, provider, tenant, shared, escaped, call, negative, month
        case counted
    }

    /// Single decisions and steps of sequences (their number behind the point), with our meaning.
    static let ours: [Reason: [String]] = [
        .exact: ["pub-003", "pub-004"],
        .cheaper: ["pub-021", "pub-022", "pub-023", "pub-024"],
        .final: ["pub-025"],
        .priced: ["pub-037", "pub-038"],
        .provider: ["pub-056", "pub-057", "pub-091"],
        .tenant: ["pub-058", "pub-082"],
        .shared: [
            "pub-062", "pub-063", "pubseq-004.4", "pubseq-004.5", "pubseq-004.6", "pubseq-004.7",
            "pubseq-004.8", "pubseq-004.9", "pubseq-008.7", "pubseq-011.3", "pubseq-011.4",
            "pubseq-011.6",
        ],
        .escaped: ["pub-064"],
        .call: ["pub-087", "pub-093", "pub-107"],
        .negative: ["pub-089", "pub-090"],
        .month: [
            "pubseq-001.5", "pubseq-001.6", "pubseq-001.8", "pubseq-001.9", "pubseq-004.3",
            "pubseq-004.11",
        ],
        .counted: ["pubseq-002.2"],
    ]

    /// The same with the other product's meaning, as far as a policy can say it.
    static let compatible: [Reason: [String]] = [
        .exact: ["pub-003", "pub-004", "pubseq-012.6"],
        .cheaper: ["pub-021", "pub-022", "pub-023", "pub-024"],
        .final: ["pub-025"],
        .priced: ["pub-037", "pub-038"],
        .tenant: ["pub-058", "pub-082"],
        .escaped: ["pub-064"],
        .call: ["pub-087", "pub-093", "pub-107"],
        .negative: ["pub-089", "pub-090"],
        .month: [
            "pubseq-001.5", "pubseq-001.6", "pubseq-001.8", "pubseq-001.9", "pubseq-004.3",
            "pubseq-004.11",
        ],
        .counted: ["pubseq-002.2"],
    ]
}
