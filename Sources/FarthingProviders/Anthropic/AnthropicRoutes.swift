/// Which requests to an Anthropic upstream are metered, free, or refused.
///
/// Nothing is normalised: a path that is not spelled as ``AnthropicFacts`` has it is refused, so that
/// we and the provider cannot read it differently.
package enum AnthropicRoutes {
    package static func route(_ head: DialectHead) -> DialectRoute {
        let fact = AnthropicFacts.routes.first {
            $0.matches(method: head.method, path: head.path)
        }
        guard let fact else { return .refused(reason(head)) }
        switch fact.treatment {
        case .free: return .free
        case .refused:
            return .refused(
                "\(head.shown) is refused: \(fact.note). Use POST /v1/messages."
            )
        case .priced:
            // The SDK's beta namespace adds `beta=true`; what another query does is not known.
            guard head.query.isEmpty || head.query == "beta=true" else {
                return .refused("\(head.shown) is refused with this query. Leave it out.")
            }
            let isBatch = head.path == AnthropicFacts.batches
            return .metered(isBatch ? MessageBatchReader() : MessagesReader())
        }
    }

    private static func reason(_ head: DialectHead) -> String {
        "\(head.shown) is refused: it is no route that has a price here. "
            + "Use POST /v1/messages."
    }
}
