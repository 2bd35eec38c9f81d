import Farthing
import FarthingCore
import FarthingProviders

/// What the clients of all providers share: a transport, and the fields that say who asks.
struct ModelClient: Sendable {
    let transport: GuardedTransport
    private let identity: [ProviderRequest.Field]

    init(_ transport: GuardedTransport, _ identity: [ProviderRequest.Field]) {
        self.transport = transport
        self.identity = identity
    }

    private func request(_ path: String, _ body: JSON) -> ProviderRequest {
        ProviderRequest(url: path, fields: identity, body: body.bytes)
    }

    /// Sends a request and reads the answer as JSON; throws for every status but 200.
    func send(_ path: String, _ body: JSON) async throws -> (GuardedAnswer, JSON) {
        let request = request(path, body)
        let answer = try await transport.send(request)
        guard answer.status == 200, let json = try? JSON(parsing: answer.body), json.isObject else {
            throw transport.error(answer, request)
        }
        return (answer, json)
    }

    func stream(
        _ path: String,
        _ body: JSON,
        _ makeReader: @escaping @Sendable () -> any DeltaReader
    ) async throws -> ModelStream {
        ModelStream(try await transport.stream(request(path, body)), makeReader)
    }

    /// The largest output of a model, where the request must state one.
    func outputTokensMax(_ model: String) throws(SpendError) -> Int64 {
        let price = try transport.governor.price(transport.dialect.provider, model)
        guard let tokens = price.maxOutputTokens else {
            throw SpendError(
                .invalid,
                "No largest output is known for '\(printable(model))'. Set maxOutputTokens."
            )
        }
        return tokens
    }
}

extension ModelRequest {
    /// Throws for numbers that JSON cannot write.
    func check() throws(SpendError) {
        for value in [temperature, topP] {
            if let value, !value.isFinite {
                throw SpendError(.invalid, "A temperature or top-p must be a finite number.")
            }
        }
        guard extra.isObject else {
            throw SpendError(.invalid, "What is extra must be an object of JSON.")
        }
    }
}

extension JSON {
    /// A member, where there is a value.
    mutating func set(_ name: String, _ value: JSON?) {
        if let value { self[name] = value }
    }
}
