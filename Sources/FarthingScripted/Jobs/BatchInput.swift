internal import FarthingCore

/// A file of calls, read as OpenAI validates it.
struct BatchInput {
    private(set) var lines: [JobLine] = []
    private(set) var refusals: [BatchHead.Refusal] = []
    private(set) var model = ""
    /// What the calls say of the batch; the first that says something wins.
    private(set) var steering = JobSteering()

    private var customIDs: Set<String> = []

    private static let endpoints = ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"]
    /// What OpenAI's documentation of batches names.
    private static let callsMax = 50_000
    /// OpenAI lists the first faults of a file only.
    private static let refusalsMax = 50

    static func isEndpoint(_ endpoint: String) -> Bool { endpoints.contains(endpoint) }

    init(parsing file: [UInt8], endpoint: String, tag: String, _ service: ScriptedService) {
        let texts = file.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: true)
        for (index, text) in texts.enumerated() where refusals.count < Self.refusalsMax {
            do throws(ProviderError) {
                try read(Array(text), endpoint: endpoint, tag: tag, service)
            } catch {
                refuse(error.code ?? "invalid_request", error.message, line: index + 1)
            }
        }
        if texts.isEmpty { refuse("empty_file", "The input file is empty.", line: nil) }
        if lines.count > Self.callsMax {
            refuse("too_many_tasks", "The file has more than \(Self.callsMax) requests.", line: nil)
        }
    }

    /// Refuses the whole file.
    mutating func refuse(_ code: String, _ message: String, line: Int?) {
        refusals.append(BatchHead.Refusal(code: code, message: message, line: line))
    }

    private mutating func read(
        _ text: [UInt8],
        endpoint: String,
        tag: String,
        _ service: ScriptedService
    ) throws(ProviderError) {
        let document: JSONDocument
        do {
            document = try JSONDocument(text, limits: ChatRequest.limits)
        } catch {
            throw Self.refusal("invalid_json_line", "This line is not parseable as valid JSON.")
        }
        let root = document.root
        guard let customID = root.member("custom_id" as StaticString)?.string, !customID.isEmpty
        else { throw Self.refusal("missing_required_parameter", "custom_id is required.") }
        guard customIDs.insert(customID).inserted else {
            throw Self.refusal("duplicate_custom_id", "The custom_id '\(customID)' is not unique.")
        }
        guard root.member("method" as StaticString)?.equals("POST") ?? false else {
            throw Self.refusal("invalid_method", "The method must be POST.")
        }
        guard root.member("url" as StaticString)?.isEqual(to: endpoint) ?? false else {
            throw Self.refusal("invalid_url", "The url is not the batch's endpoint \(endpoint).")
        }
        guard let body = root.member("body" as StaticString), body.kind == .object else {
            throw Self.refusal("missing_required_parameter", "body is required.")
        }
        try check(model: body.member("model" as StaticString)?.string ?? "")
        add(Array(text[body.range]), customID, endpoint: endpoint, tag: tag, service)
    }

    private mutating func check(model found: String) throws(ProviderError) {
        if model.isEmpty { model = found }
        guard model == found else {
            throw Self.refusal("mismatched_model", "All requests must name the same model.")
        }
        guard !found.hasPrefix("no-such-") else {
            throw Self.refusal("model_not_found", "The model '\(found)' does not exist.")
        }
    }

    /// A call that cannot be read is a line of the results, no refusal of the file.
    private mutating func add(
        _ body: [UInt8],
        _ customID: String,
        endpoint: String,
        tag: String,
        _ service: ScriptedService
    ) {
        do throws(ProviderError) {
            var (plan, job) = try service.plan(line: body, endpoint: endpoint, tag: tag)
            guard !plan.call.isStream else {
                throw .invalid("stream", "streaming is not supported in a batch")
            }
            plan.call.variant = "batch"
            steering = steering.over(job)
            lines.append(JobLine(customID: customID, work: .call(plan)))
        } catch {
            lines.append(JobLine(customID: customID, work: .error(error)))
        }
    }

    private static func refusal(_ code: String, _ message: String) -> ProviderError {
        ProviderError(
            status: 400,
            message: message,
            type: "invalid_request_error",
            parameter: nil,
            code: code
        )
    }
}

extension ScriptedService {
    /// Reads one call of a batch and settles its answer, and what it says of the batch.
    fileprivate func plan(
        line body: [UInt8],
        endpoint: String,
        tag: String
    ) throws(ProviderError) -> (CallPlan, JobSteering) {
        let asked: AskedAnswer
        let form: any AnswerForm
        switch endpoint {
        case "/v1/chat/completions":
            (asked, form) = (try ChatRequest(parsing: body).asked, ChatForm())
        case "/v1/responses":
            (asked, form) = (try ResponsesRequest(parsing: body).asked, ResponsesForm())
        default:
            let call = try EmbeddingsRequest(parsing: body)
            (asked, form) = (call.asked, call.form)
        }
        return (plan(asked, in: form, tag: tag), asked.steering.job)
    }
}
