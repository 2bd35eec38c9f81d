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
                "\(head.method) \(head.path) is refused: \(fact.note). Use POST /v1/messages."
            )
        case .priced:
            // The SDK's beta namespace adds `beta=true`; what another query does is not known.
            guard head.query.isEmpty || head.query == "beta=true" else {
                return .refused(
                    "\(head.method) \(head.path) is refused with this query. Leave it out."
                )
            }
            return .metered(MessagesReader())
        }
    }

    private static func reason(_ head: DialectHead) -> String {
        let isPlain = head.path.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
        let shown = isPlain ? String(head.path.prefix(100)) : "this path"
        let isVerb = head.method.utf8.allSatisfy { 0x41...0x5A ~= $0 }
        let verb = isVerb ? String(head.method.prefix(10)) : ""
        return "\(verb) \(shown) is refused: it is no route that has a price here. "
            + "Use POST /v1/messages."
    }
}
