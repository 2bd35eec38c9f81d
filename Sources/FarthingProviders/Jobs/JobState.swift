import FarthingCore

/// How work that a provider goes on with stands.
package enum JobState: Sendable {
    case running
    /// Over; each line of this file tells what one call used, and so many of them are billed.
    case results(target: String, billed: Int64?)
    /// Over, at this cost.
    case used(any ReadAnswer)
    /// Over before anything was done that costs.
    case unbilled
    /// Over, and nothing tells what it cost.
    case unknown
    /// The answer does not tell.
    case unreadable
}

extension JobKind {
    /// How the work stands, as the provider's answer tells.
    package func state(inAnswer body: [UInt8]) -> JobState {
        guard let document = try? JSONDocument(body), document.root.kind == .object else {
            return .unreadable
        }
        switch self {
        case .openAIBatch: return Self.openAIBatch(document.root)
        case .openAIResponse: return Self.openAIResponse(document.root)
        case .anthropicBatch: return Self.anthropicBatch(document.root)
        }
    }

    /// OpenAI API reference, “Batch object”: what was done before an end is in the output file, and
    /// failed lines are billed nothing.
    private static func openAIBatch(_ root: JSONNode) -> JobState {
        switch root.member("status" as StaticString)?.string {
        case "validating", "in_progress", "finalizing", "cancelling": return .running
        case "failed": return .unbilled
        case "completed", "expired", "cancelled":
            let counts = root.member("request_counts" as StaticString)
            let completed = counts?.member("completed" as StaticString)?.int64
            if let file = root.member("output_file_id" as StaticString)?.string {
                guard PlainName.isSegment(file[...].utf8) else { return .unreadable }
                return .results(target: "/v1/files/\(file)/content", billed: completed)
            }
            return completed == 0 ? .unbilled : .unknown
        default: return .unreadable
        }
    }

    private static func openAIResponse(_ root: JSONNode) -> JobState {
        switch root.member("status" as StaticString)?.string {
        case "queued", "in_progress": return .running
        case "completed", "incomplete", "failed", "cancelled":
            let answer = ResponsesAnswer(response: root)
            return answer.usage?.saysNothing ?? true ? .unknown : .used(answer)
        default: return .unreadable
        }
    }

    /// Anthropic API reference, “Retrieve a Message Batch”.
    private static func anthropicBatch(_ root: JSONNode) -> JobState {
        switch root.member("processing_status" as StaticString)?.string {
        case "in_progress", "canceling": return .running
        case "ended":
            guard let id = root.member("id" as StaticString)?.string,
                PlainName.isSegment(id[...].utf8)
            else { return .unreadable }
            let counts = root.member("request_counts" as StaticString)
            let succeeded = counts?.member("succeeded" as StaticString)?.int64
            if succeeded == 0 { return .unbilled }
            let target = anthropicBatch.statusTarget(id) + "/results"
            return .results(target: target, billed: succeeded)
        default: return .unreadable
        }
    }
}
