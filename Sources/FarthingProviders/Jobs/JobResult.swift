import FarthingCore

/// What one line of a results file says of one call.
package enum JobResult: Sendable {
    case used(any ReadAnswer)
    /// The call failed, was cancelled or came too late; such calls are billed nothing.
    case unbilled
    /// An answer whose cost nothing tells, or a line that cannot be read.
    case unknown

    /// Reads a line of the results of such work, without its end.
    ///
    /// - Parameter seen: the calls that lines before have told of, by the names that the client gave
    ///   them; a second line for one of them is `unknown`.
    package init(_ line: [UInt8], of kind: JobKind, seen: inout Set<String>) {
        guard let root = (try? JSONDocument(line))?.root, root.kind == .object,
            let id = root.member("custom_id" as StaticString)?.string, seen.insert(id).inserted
        else {
            self = .unknown
            return
        }
        switch kind {
        case .openAIBatch: self = Self.openAI(root, line)
        case .anthropicBatch: self = Self.anthropic(root, line)
        case .openAIResponse: self = .unknown
        }
    }

    /// OpenAI, “Batch API”, output file: `response.status_code` and `response.body`.
    private static func openAI(_ root: JSONNode, _ line: [UInt8]) -> JobResult {
        guard let response = root.member("response" as StaticString), response.kind == .object
        else {
            let failed = root.member("error" as StaticString).map { $0.kind == .object } ?? false
            return failed ? .unbilled : .unknown
        }
        guard let status = response.member("status_code" as StaticString)?.int64 else {
            return .unknown
        }
        if 400...599 ~= status { return .unbilled }
        guard let body = response.member("body" as StaticString), body.kind == .object else {
            return .unknown
        }
        let bytes = Array(line[body.range])
        let object = body.member("object" as StaticString)
        let answer: any ReadAnswer =
            if object?.equals("response") == true {
                ResponsesAnswer(bytes)
            } else if object?.equals("list") == true {
                EmbeddingsAnswer(bytes)
            } else {
                ChatAnswer(bytes)
            }
        return Self.told(answer)
    }

    /// A usage of zeros alone tells nothing.
    private static func told(_ answer: any ReadAnswer) -> JobResult {
        answer.usage?.saysNothing ?? true ? .unknown : .used(answer)
    }

    /// Anthropic, “Batch processing”: only `succeeded` is billed.
    private static func anthropic(_ root: JSONNode, _ line: [UInt8]) -> JobResult {
        guard let result = root.member("result" as StaticString),
            let type = result.member("type" as StaticString)
        else { return .unknown }
        if type.equals("errored") || type.equals("canceled") || type.equals("expired") {
            return .unbilled
        }
        guard type.equals("succeeded"), let message = result.member("message" as StaticString)
        else { return .unknown }
        // What was written to a cache for an hour is told apart in the answer itself.
        let answer = MessagesAnswer(Array(line[message.range]), writesHourCache: true)
        return Self.told(answer)
    }
}
