/// Which requests to Bedrock's runtime are metered, free, or refused.
///
/// Routes: the service model of bedrock-runtime, 2023-09-30. Nothing is normalised: a path that is
/// not spelled as documented is refused, so that we and AWS cannot read it differently.
package enum BedrockRoutes {
    package static func route(_ head: DialectHead) -> DialectRoute {
        guard head.query.isEmpty else {
            return .refused("Bedrock's routes take no query. Leave it out.")
        }
        guard head.method == "POST", let path = ModelPath(head.path) else {
            return .refused(reason(head))
        }
        switch path.operation {
        case "converse": return .metered(ConverseReader(model: path.model, isStream: false))
        case "converse-stream": return .metered(ConverseReader(model: path.model, isStream: true))
        case "invoke": return .metered(InvokeReader(model: path.model, isStream: false))
        case "invoke-with-response-stream":
            return .metered(InvokeReader(model: path.model, isStream: true))
        case "count-tokens":
            // Nothing here looks at the model, so that its name must be one segment to everybody.
            let name = path.model.replacing("%3A", with: ":")
            return PlainName.isSegment(name.utf8) ? .free : .refused(reason(head))
        default: return .refused(reason(head))
        }
    }

    /// `/model/{modelId}/{operation}`
    private struct ModelPath {
        let model: Substring
        let operation: Substring

        init?(_ path: Substring) {
            let parts = path.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count == 4, parts[0].isEmpty, parts[1] == "model" else { return nil }
            guard parts[2].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
            // Dots alone, escaped or not, would be another path to whoever normalises it.
            guard parts[2].contains(where: { $0 != "." && $0 != "%" }) else { return nil }
            model = parts[2]
            operation = parts[3]
        }
    }

    private static func reason(_ head: DialectHead) -> String {
        let path = head.path
        let why =
            if path.hasPrefix("/guardrail") {
                "guardrails cost per text unit, which has no price here"
            } else if path.hasPrefix("/async-invoke") {
                "what runs on its own and puts its result elsewhere cannot be metered"
            } else if path.hasSuffix("/invoke-with-bidirectional-stream") {
                "sessions that both sides stream cannot be bounded"
            } else {
                "it is no route that has a price here"
            }
        return "\(head.shown) is refused: \(why). Use POST /model/{modelId}/converse."
    }
}
