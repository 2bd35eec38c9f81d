import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Reaches the identity provider over HTTP; never follows a redirect, and reads no more than it must.
package final class OIDCWire: OIDCTransport {
    /// How long one request may take, its answer included: a browser waits for it.
    package static let timeoutMs: Int64 = 10_000

    private let client: HTTPClient
    private let timeoutMs: Int64

    /// - Parameter timeoutMs: how long one request may take, in milliseconds.
    package init(timeoutMs: Int64 = OIDCWire.timeoutMs) {
        self.timeoutMs = timeoutMs
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .milliseconds(timeoutMs),
                read: .milliseconds(timeoutMs)
            )
        )
        configuration.httpVersion = .http1Only
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4
        configuration.connectionPool.retryConnectionEstablishment = false
        client = HTTPClient(configuration: configuration)
    }

    package func send(_ request: OIDCRequest) async throws(OIDCTransportError) -> OIDCAnswer {
        let client = client
        let timeoutMs = timeoutMs
        let result = await withTaskGroup(of: Result<OIDCAnswer, OIDCTransportError>.self) { group in
            group.addTask { await Self.send(request, by: client, timeoutMs) }
            group.addTask {
                try? await Task.sleep(for: .milliseconds(timeoutMs))
                return .failure(OIDCTransportError("no answer within \(timeoutMs) ms"))
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(OIDCTransportError("cancelled"))
        }
        return try result.get()
    }

    private static func send(
        _ request: OIDCRequest,
        by client: HTTPClient,
        _ timeoutMs: Int64
    ) async -> Result<OIDCAnswer, OIDCTransportError> {
        var outgoing = HTTPClientRequest(url: request.url.text)
        for field in request.fields { outgoing.headers.add(name: field.name, value: field.value) }
        if let form = request.form {
            outgoing.method = .POST
            outgoing.headers.add(
                name: "content-type",
                value: "application/x-www-form-urlencoded"
            )
            outgoing.body = .bytes(form)
        }
        do {
            let response = try await client.execute(outgoing, timeout: .milliseconds(timeoutMs))
            let body = try await response.body.collect(upTo: OIDCRequest.answerBytesMax)
            return .success(
                OIDCAnswer(
                    status: Int(response.status.code),
                    body: [UInt8](body.readableBytesView)
                )
            )
        } catch {
            return .failure(OIDCTransportError(reason(error)))
        }
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case is NIOConnectionError: "cannot connect"
        case let error as IOError: "cannot connect (errno \(error.errnoCode))"
        case is NIOTooManyBytesError: "its answer is too long"
        default: String(describing: type(of: error))
        }
    }

    /// Lets go of all connections; nothing may be sent any more.
    package func stop() async { try? await client.shutdown() }
}
