package import FarthingCore

/// A metered request that its body says whole: neither path nor fields add to it.
package protocol BodyRequest: MeteredRequest {
    /// Reads the one object that the body is; throws for everything that cannot be read in one way
    /// only, that the provider would refuse for the sake of a parameter that we need, or that costs
    /// without a price.
    init(_ document: JSONDocument) throws(RequestError)
}

extension BodyRequest {
    package static func read(
        _ body: [UInt8],
        limits: JSONLimits = .standard
    ) throws(RequestError) -> Self {
        try Self(JSONDocument(request: body, limits: limits).requiringObject())
    }
}

/// Reads such requests.
package struct BodyReader<Request: BodyRequest>: MeteredReader {
    package init() {}

    package func read(
        _ body: [UInt8],
        _ head: DialectHead
    ) throws(RequestError) -> any MeteredRequest {
        try Request.read(body)
    }
}

extension JSONDocument {
    /// Reads a request's body; an error says what a client must change.
    init(request body: [UInt8], limits: JSONLimits = .standard) throws(RequestError) {
        do throws(JSONError) {
            try self.init(body, limits: limits)
        } catch {
            throw RequestError(error)
        }
    }

    /// The same document, which is one object.
    func requiringObject() throws(RequestError) -> JSONDocument {
        guard root.kind == .object else {
            throw RequestError(
                .invalidType,
                param: nil,
                "The body of the request must be a JSON object."
            )
        }
        return self
    }
}
