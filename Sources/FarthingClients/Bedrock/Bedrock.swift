public import Farthing
import FarthingCore

/// Models on Amazon Bedrock, with every call held for before it goes.
public struct Bedrock: Sendable {
    /// How a client shows who it is; no description shows the secret.
    public enum Credentials: Sendable {
        /// Keys of an IAM user or role, with which each request is signed.
        case keys(AWSKeys)
        /// A key of Bedrock's own, sent as it is.
        case bearer(String)
        /// Nothing: where something on the way signs requests.
        case none
    }

    /// For requests that no type here has.
    public let transport: GuardedTransport
    private let client: ModelClient

    /// A client for the models of a region, such as `us-east-1`.
    ///
    /// - Throws: ``SpendError`` `invalid` where the region, the address or the credentials are none.
    public init(
        region: String,
        credentials: Credentials,
        governor: Governor,
        options: ClientOptions = ClientOptions()
    ) throws(SpendError) {
        var keys: AWSKeys?
        var identity: [ProviderRequest.Field] = []
        switch credentials {
        case .keys(let given): keys = given
        case .bearer(let key):
            identity = try Identity.fields("authorization", key, prefix: "Bearer ", options)
        case .none: break
        }
        transport = try GuardedTransport(
            governor,
            .bedrock(region: region),
            credentials: keys,
            options: options
        )
        client = ModelClient(transport, identity)
    }

    /// `POST /model/{modelId}/converse`
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func converse(_ request: ModelRequest) async throws -> ModelAnswer {
        let (answer, json) = try await client.send(
            try Self.path(request.model, "converse"),
            try ConverseForm.write(request)
        )
        return ConverseForm.read(json, answer)
    }

    /// `POST /model/{modelId}/converse-stream`
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func converseStream(_ request: ModelRequest) async throws -> ModelStream {
        try await client.stream(
            try Self.path(request.model, "converse-stream"),
            try ConverseForm.write(request)
        ) { FrameDeltaReader(ConverseEvents()) }
    }

    /// `POST /model/{modelId}/invoke`, for models of Anthropic's.
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func invokeModel(_ request: ModelRequest) async throws -> ModelAnswer {
        let (answer, json) = try await client.send(
            try Self.path(request.model, "invoke"),
            try invokeBody(request)
        )
        return MessagesForm.read(json, answer)
    }

    /// `POST /model/{modelId}/invoke-with-response-stream`, for models of Anthropic's.
    ///
    /// - Throws: ``SpendError`` where nothing was sent, else ``ProviderError``.
    public func invokeModelStream(_ request: ModelRequest) async throws -> ModelStream {
        try await client.stream(
            try Self.path(request.model, "invoke-with-response-stream"),
            try invokeBody(request)
        ) { FrameDeltaReader(InvokeEvents()) }
    }

    private func invokeBody(_ request: ModelRequest) throws(SpendError) -> JSON {
        var body = try MessagesForm.write(request)
        body["anthropic_version"] = "bedrock-2023-05-31"
        if body["max_tokens"].isNull {
            body["max_tokens"] = .int(try client.outputTokensMax(request.model))
        }
        return body
    }

    /// The model's id or ARN is one segment of the path.
    private static func path(_ model: String, _ operation: String) throws(SpendError) -> String {
        guard model.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "%") }) else {
            throw SpendError(.unpriced, "A model's id has letters, digits and - _ . : / only.")
        }
        let segment = model.replacing(":", with: "%3A").replacing("/", with: "%2F")
        return "/model/\(segment)/\(operation)"
    }
}

extension Bedrock.Credentials: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// Of which kind they are.
    public var description: String {
        switch self {
        case .keys(let keys): keys.description
        case .bearer: "a Bedrock key"
        case .none: "none"
        }
    }
    /// Of which kind they are.
    public var debugDescription: String { description }
    /// Nothing: dumps are logged, too.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
