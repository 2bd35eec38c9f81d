internal import FarthingReceipts

/// What a witness has answered since it was started.
package struct WitnessCounts: Hashable, Sendable {
    /// Answers by their status.
    package private(set) var answers: [Int: Int64] = [:]
    package private(set) var forks: Int64 = 0
    package private(set) var unproven: Int64 = 0

    mutating func note(_ status: Int) { answers[status, default: 0] += 1 }

    mutating func note(_ finding: WitnessFinding) {
        switch finding {
        case .fork: forks += 1
        case .unproven: unproven += 1
        case .behind: break
        }
    }

    /// As Prometheus reads them.
    package var text: String {
        var lines = ["# TYPE farthing_witness_answers counter"]
        for (status, count) in answers.sorted(by: { $0.key < $1.key }) {
            lines.append("farthing_witness_answers{status=\"\(status)\"} \(count)")
        }
        lines += [
            "# HELP farthing_witness_forks Requests that show two signed trees of one size.",
            "# TYPE farthing_witness_forks counter",
            "farthing_witness_forks \(forks)",
            "# HELP farthing_witness_unproven Requests whose proof did not lead to their tree.",
            "# TYPE farthing_witness_unproven counter",
            "farthing_witness_unproven \(unproven)",
        ]
        return lines.joined(separator: "\n") + "\n"
    }
}
