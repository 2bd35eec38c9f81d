import AsyncHTTPClient
public import Farthing
import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1

/// Sends requests that an app builds itself, each held for before it goes and settled when it is
/// over.
///
/// Reads a request as the gateway does, holds the most that it can cost at the governor, under what
/// the task's ``SpendContext`` says; writes another model or a smaller output limit into it where a
/// policy says so; sends, meters and settles it. What cannot be read in one way only, or may cost
/// what nobody here can price, is refused.
///
/// ```swift
/// let transport = try GuardedTransport(governor, .openAI)
/// let answer = try await transport.send(
///     ProviderRequest(url: "/v1/chat/completions", fields: fields, body: body)
/// )
/// ```
public struct GuardedTransport: Sendable {
    /// Who admits the calls.
    public let governor: Governor
    /// In whose wire format requests are.
    public let dialect: Dialect
    let options: ClientOptions
    let signer: BedrockSigner?
    let baseURL: String
    let reader: CallReader

    /// A transport.
    ///
    /// - Parameters:
    ///   - credentials: with which requests to Bedrock are signed, since a signature can be made
    ///     only once the request is final; nil where the request's own fields say who asks.
    /// - Throws: ``SpendError`` `invalid` for an address that is none, or where none is known, and for
    ///   options and credentials that cannot be.
    public init(
        _ governor: Governor,
        _ dialect: Dialect,
        credentials: AWSKeys? = nil,
        options: ClientOptions = ClientOptions()
    ) throws(SpendError) {
        guard let base = options.baseURL ?? dialect.baseURL else {
            throw SpendError(
                .invalid,
                "Where '\(printable(dialect.provider))' listens is not known here. Set baseURL."
            )
        }
        try dialect.check()
        try options.check()
        self.governor = governor
        self.dialect = dialect
        self.options = options
        baseURL = try BaseAddress(base).text
        if let credentials { try credentials.check() }
        signer = credentials.map { BedrockSigner($0, dialect, governor.options.clock) }
        reader = CallReader(dialect: dialect, governor: governor, options: options)
    }

    /// Sends a request and returns the whole answer, whatever its status.
    ///
    /// - Throws: ``SpendError`` where nothing was sent; ``ProviderError`` where no whole answer
    ///   came; `CancellationError` where the task was cancelled: what was sent by then is charged.
    public func send(_ request: ProviderRequest) async throws -> GuardedAnswer {
        guard let session = options.session else { return try await sendAsOften(request) }
        return try await session.run { try await sendAsOften(request) }
    }

    private func sendAsOften(_ request: ProviderRequest) async throws -> GuardedAnswer {
        var attempt = 0
        while true {
            let failure: ProviderError
            do {
                let answer = try await sendOnce(request)
                guard attempt < retriesMax, answer.isRetryable else { return answer }
                failure = error(answer, request)
            } catch let error as ProviderError where error.isRetryable {
                guard attempt < retriesMax else { throw error }
                failure = error
            }
            try await pause(attempt, failure)
            attempt += 1
        }
    }

    /// Sends a request for a stream and returns once it has begun.
    ///
    /// The stream must be read to its end, or left: then it is heard out for a moment and charged
    /// by what it has shown.
    ///
    /// - Throws: as ``send(_:)``, and ``ProviderError`` for an answer that is an error.
    public func stream(_ request: ProviderRequest) async throws -> GuardedStream {
        guard let session = options.session else { return try await streamAsOften(request) }
        return try await session.run { try await streamAsOften(request) }
    }

    private func streamAsOften(_ request: ProviderRequest) async throws -> GuardedStream {
        var attempt = 0
        while true {
            do {
                return try await openStream(request)
            } catch let error as ProviderError where error.isRetryable {
                guard attempt < retriesMax else { throw error }
                try await pause(attempt, error)
                attempt += 1
            }
        }
    }

    /// More would be a load on a provider that is in trouble.
    private var retriesMax: Int { min(options.retriesMax, 10) }

    private func sendOnce(_ request: ProviderRequest) async throws -> GuardedAnswer {
        let request = try whole(request)
        let target = try target(of: request)
        switch reader.route(request, target: target) {
        case .refused(let reason): throw SpendError(.unpriced, reason)
        case .free: return try await sendFree(request, target: target)
        case .metered(let route):
            let call = try reader.read(request, target: target, route)
            guard !call.asked.isStream else {
                throw SpendError(.invalid, "The request asks for a stream: use stream(_:).")
            }
            let live = try await admit(call, request)
            return try await exchange(live, request)
        }
    }

    private func openStream(_ request: ProviderRequest) async throws -> GuardedStream {
        let request = try whole(request)
        let target = try target(of: request)
        switch reader.route(request, target: target) {
        case .refused(let reason): throw SpendError(.unpriced, reason)
        case .free: throw SpendError(.invalid, "The request asks for no stream: use send(_:).")
        case .metered(let route):
            let call = try reader.read(request, target: target, route)
            guard call.asked.isStream else {
                throw SpendError(.invalid, "The request asks for no stream: use send(_:).")
            }
            let live = try await admit(call, request)
            return try await begin(live, request)
        }
    }

    private func sendFree(
        _ request: ProviderRequest,
        target: String
    ) async throws -> GuardedAnswer {
        let response: HTTPClientResponse
        do throws(WireError) {
            response = try await Wire.send(
                outgoing(request, target: target, request.body, contentType: nil),
                options.timeouts
            )
            return GuardedAnswer(response, try await response.whole(options.answerBytesMax), nil)
        } catch {
            throw ProviderError.make(error, nil)
        }
    }

    /// Waits before a call is made again: as long as the provider wants, else half a second,
    /// doubling.
    private func pause(_ attempt: Int, _ error: ProviderError) async throws {
        let usual = Int64(500) << Int64(min(attempt, 4))
        let waitMs = min(error.retryAfterMs ?? usual, 60_000)
        try await governor.options.clock.sleep(nanos: waitMs * 1_000_000)
    }

    // MARK: What goes out

    /// A request with the fields that all have; what a field asks for may cost, so that they are
    /// read with it.
    ///
    /// Throws for fields that no request can have, before anything is held: a key that was read
    /// from a file may have the end of its line with it.
    private func whole(_ request: ProviderRequest) throws(SpendError) -> ProviderRequest {
        var whole = request
        whole.fields = options.fields.filter { request.fields.first(named: $0.name) == nil }
        whole.fields += request.fields
        for field in whole.fields {
            guard !field.name.isEmpty, field.name.utf8.allSatisfy(PlainName.isPlain),
                field.value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 })
            else {
                throw SpendError(
                    .invalid,
                    "The field '\(printable(field.name))' has a character that none can have, "
                        + "such as the end of a line."
                )
            }
        }
        return whole
    }

    /// The provider's own path of a request, with its query; its address lies below the base.
    private func target(of request: ProviderRequest) throws(SpendError) -> String {
        var target = request.url
        if !target.hasPrefix("/") {
            guard target.hasPrefix(baseURL + "/") else {
                throw SpendError(
                    .invalid,
                    "The request's address does not lie below the transport's base."
                )
            }
            target.removeFirst(baseURL.count)
        }
        guard target.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "#") }) else {
            throw SpendError(.invalid, "The request's address has characters that none can have.")
        }
        return target
    }

    /// What goes to the provider.
    func outgoing(
        _ request: ProviderRequest,
        target: String,
        _ body: [UInt8],
        contentType: String?
    ) -> ProviderRequest {
        var fields = request.fields
        fields.removeAll { field in
            Self.ownFields.contains { field.name.isField($0) }
                || contentType != nil && field.name.isField("content-type")
        }
        if let contentType { fields.append(ProviderRequest.Field("content-type", contentType)) }
        var sent = request
        sent.url = baseURL + target
        sent.body = body
        if let signer {
            fields = signer.sign(fields, method: request.method, url: sent.url, body)
        }
        fields.append(ProviderRequest.Field("accept-encoding", "identity"))
        sent.fields = fields
        return sent
    }

    /// Fields of one hop, and what would have the answer come in another form.
    private static let ownFields = [
        "host", "content-length", "transfer-encoding", "connection", "keep-alive", "te", "trailer",
        "upgrade", "expect", "accept-encoding", "x-http-method-override",
    ]
}

extension GuardedAnswer {
    init(
        _ response: HTTPClientResponse,
        _ body: [UInt8],
        _ bill: CallBill?,
        _ usage: Usage? = nil
    ) {
        status = Int(response.status.code)
        fields = response.headers.map { ProviderRequest.Field($0.name, $0.value) }
        self.body = body
        self.bill = bill
        self.usage = usage
    }

    /// Whether the same may succeed later, and nothing was charged.
    var isRetryable: Bool {
        (bill?.costNanos ?? 0) == 0 && [408, 409, 429, 500, 502, 503, 504, 529].contains(status)
    }
}
