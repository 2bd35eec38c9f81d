import FarthingCore
import FarthingProviders
import Testing

@Suite("Anthropic routes")
struct AnthropicRoutesTests {
    private enum Kind { case metered, free, refused }

    private static func kind(
        _ method: String,
        _ path: String,
        query: String = ""
    ) -> Kind {
        switch AnthropicRoutes.route(
            DialectHead(method: method, path: path[...], query: query[...])
        ) {
        case .metered: .metered
        case .free: .free
        case .refused: .refused
        }
    }

    @Test("messages are metered, with the SDK's beta query and without, and no other")
    func metered() {
        #expect(Self.kind("POST", "/v1/messages") == .metered)
        #expect(Self.kind("POST", "/v1/messages/batches") == .metered)
        #expect(Self.kind("POST", "/v1/messages", query: "beta=true") == .metered)
        for query in ["beta=false", "beta=true&x=1", "x", "beta=true&beta=true"] {
            #expect(Self.kind("POST", "/v1/messages", query: query) == .refused)
        }
    }

    @Test(
        "what costs nothing passes",
        arguments: [
            ("POST", "/v1/messages/count_tokens"), ("GET", "/v1/models"),
            ("GET", "/v1/models/claude-opus-5-5"), ("GET", "/v1/messages/batches/msgbatch_01"),
            ("GET", "/v1/messages/batches/msgbatch_01/results"),
            ("DELETE", "/v1/messages/batches/b"), ("POST", "/v1/messages/batches/b/cancel"),
        ]
    )
    func free(method: String, path: String) {
        #expect(Self.kind(method, path) == .free)
        #expect(Self.kind(method, path, query: "beta=true&limit=5") == .free)
    }

    @Test(
        "everything else is refused",
        arguments: [
            ("GET", "/v1/messages"), ("POST", "/v1/messages/"), ("POST", "/v1//messages"),
            ("POST", "/V1/messages"), ("POST", "/v1/messages%2F"), ("POST", "/v1/complete"),
            ("GET", "/v1/messages/batches"), ("GET", "/v1/messages/batches/"),
            ("GET", "/v1/messages/batches/../messages"), ("GET", "/v1/messages/batches/a/b"),
            ("GET", "/v1/models/"), ("GET", "/v1/models/a/b"), ("GET", "/v1/models/.."),
            ("GET", "/v1/models/a%2Fb"), ("POST", "/v1/files"), ("GET", "/v1/files/f/content"),
            ("POST", "/v1/skills"), ("POST", "/v1/agents"), ("POST", "/v1/organizations/x"),
            ("post", "/v1/messages"), ("POST", "/v1/messages/count_tokens/x"), ("POST", ""),
        ]
    )
    func refused(method: String, path: String) {
        #expect(Self.kind(method, path) == .refused)
    }

    @Test("a list of batches is refused with the reason and the way out")
    func listReason() throws {
        let head = DialectHead(method: "GET", path: "/v1/messages/batches")
        guard case .refused(let reason) = AnthropicRoutes.route(head) else {
            Issue.record("a list passes")
            return
        }
        #expect(reason.contains("every key") && reason.contains("POST /v1/messages."))
    }

    @Test("each parameter that the reader knows is a fact, and each fact of a member is known")
    func parametersAreComplete() {
        let facts = AnthropicFacts.parameters.filter { $0.route == "/v1/messages" }.map(\.name)
        #expect(Set(facts).count == facts.count)
        let members = Set(facts.filter { !$0.contains(".") && $0 != "anthropic-beta" })
        #expect(members == Set(AnthropicFacts.knownParameters))
    }

    @Test("each fact about a route is what the route does")
    func factsHold() {
        for fact in AnthropicFacts.routes {
            let path = fact.path.replacing(#/\{[a-z_]+\}/#, with: "some-id")
            let wanted: Kind =
                switch fact.treatment {
                case .priced: .metered
                case .free: .free
                case .refused: .refused
                }
            #expect(Self.kind(fact.method, path) == wanted, "\(fact)")
        }
    }
}
