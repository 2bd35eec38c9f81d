package import FarthingCore

/// What matters of a response object, plain or at the end of a stream: what it cost.
///
/// Tolerant of everything but what it needs: unknown members pass, and a body that cannot be read
/// has no usage, with the reason.
package struct ResponsesAnswer: ReadAnswer {
    /// Nil when nothing that can be billed by was reported; explicit zeros are a usage.
    package private(set) var usage: Usage?

    /// Whether the usage contradicts itself; it then is the dearer reading.
    package private(set) var isInconsistent = false

    /// Why there is no usage.
    package private(set) var problem: ChatAnswer.Problem?

    /// The model that answered.
    package private(set) var model: String?

    /// The tier that the call was processed in, as the answer names it.
    package private(set) var serviceTier: String?

    /// `completed`, `incomplete`, `failed`, …
    package private(set) var status: String?

    private var output: JSONNode?

    package var variant: PriceVariant? { PriceVariant(serviceTier: serviceTier) }

    package init(_ body: [UInt8], limits: JSONLimits = .standard) {
        self.init(response: (try? JSONDocument(body, limits: limits))?.root)
    }

    /// Reads a response object, which may stand inside an event.
    init(response: JSONNode?) {
        guard let response, response.kind == .object else {
            problem = .brokenBody
            return
        }
        problem = .noUsage
        model = response.member("model" as StaticString)?.string
        serviceTier = response.member("service_tier" as StaticString)?.string
        status = response.member("status" as StaticString)?.string
        output = response.member("output" as StaticString)
        guard let node = response.member("usage" as StaticString), !node.isNull else { return }
        do throws(ChatUsage.Problem) {
            let tools = response.member("tool_usage" as StaticString)
            let searches = try ResponsesUsage.count(
                tools?.member("web_search" as StaticString),
                "num_requests"
            )
            let read = try ResponsesUsage(node, webSearches: searches)
            usage = read.usage
            isInconsistent = read.isInconsistent
            problem = nil
        } catch {
            problem = .badUsage(error)
        }
    }

    package func outputTokens(beyond usage: Usage, _ counter: TokenCounter) -> Int64? {
        VisibleCheck.tokens(beyond: usage.totalOutputTokens, counter) { body in
            output?.withView { output in
                for item in output.elements { item.eachItemText(body) }
            }
        }
    }
}

extension JSONView {
    /// Calls `body` with each text of an output item that the model surely wrote.
    func eachItemText(_ body: (JSONView) -> Void) {
        guard let type = member("type") else { return }
        if type.equals("message") {
            guard let content = member("content") else { return }
            for part in content.elements {
                if let text = part.member("text") { body(text) }
                if let text = part.member("refusal") { body(text) }
            }
        } else if type.equals("function_call") {
            if let name = member("name") { body(name) }
            if let text = member("arguments") { body(text) }
        } else if type.equals("custom_tool_call") {
            if let name = member("name") { body(name) }
            if let text = member("input") { body(text) }
        }
    }
}
