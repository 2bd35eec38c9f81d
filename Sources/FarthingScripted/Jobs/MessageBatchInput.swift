internal import FarthingCore

/// A request for a batch of Anthropic's.
struct MessageBatchInput {
    private(set) var lines: [JobLine] = []
    private(set) var steering = JobSteering()

    init(parsing body: [UInt8], tag: String, _ service: ScriptedService) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(body)
        } catch {
            throw .invalidMessage("The request body is not valid JSON: \(error.message).")
        }
        guard let requests = document.root.member("requests" as StaticString), requests.count > 0
        else { throw .invalidMessage("requests: List should have at least 1 item") }
        guard requests.count <= Job.linesMax else {
            throw .invalidMessage("requests: List should have at most \(Job.linesMax) items")
        }
        var customIDs: Set<String> = []
        for (index, request) in requests.elements.enumerated() {
            guard let customID = request.member("custom_id" as StaticString)?.string,
                !customID.isEmpty
            else { throw .invalidMessage("requests.\(index).custom_id: Field required") }
            guard customIDs.insert(customID).inserted else {
                throw .invalidMessage("requests.\(index).custom_id: must be unique")
            }
            guard let params = request.member("params" as StaticString), params.kind == .object
            else { throw .invalidMessage("requests.\(index).params: Field required") }
            add(Array(body[params.range]), customID, tag: tag, service)
        }
    }

    /// Messages are validated when their turn comes, not before.
    private mutating func add(
        _ params: [UInt8],
        _ customID: String,
        tag: String,
        _ service: ScriptedService
    ) {
        do throws(ProviderError) {
            let asked = try MessagesCall(parsing: params).asked
            guard !asked.isStream else {
                throw .invalidMessage("stream: not supported in a batch")
            }
            var plan = service.plan(asked, in: MessagesForm(), tag: tag)
            plan.call.variant = "batch"
            steering = steering.over(asked.steering.job)
            lines.append(JobLine(customID: customID, work: .call(plan)))
        } catch {
            lines.append(JobLine(customID: customID, work: .error(error)))
        }
    }
}
