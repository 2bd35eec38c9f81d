import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix

/// Sends webhooks; never follows a redirect, and reads no more of an answer than it must.
package final class WebhookClient: Sendable {
    /// How long one attempt may take, its answer included.
    private static let timeoutMs: Int64 = 10_000
    /// What is read of an answer's body, so that its connection can be used again.
    private static let answerBytesMax = 16 << 10

    private let client: HTTPClient

    package init() {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .milliseconds(Self.timeoutMs),
                read: .milliseconds(Self.timeoutMs)
            )
        )
        configuration.httpVersion = .http1Only
        // One event at a time goes to each endpoint.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        client = HTTPClient(configuration: configuration)
    }

    /// Makes one attempt.
    ///
    /// - Parameter nowMs: the time, for an answer that names one.
    package func send(
        _ request: WebhookRequest,
        to address: WebhookAddress,
        nowMs: Int64
    ) async -> DeliveryMachine.Answer {
        var outgoing = HTTPClientRequest(url: address.url)
        outgoing.method = .POST
        for field in request.fields { outgoing.headers.add(name: field.name, value: field.value) }
        outgoing.body = .bytes(request.body)
        do {
            let response = try await client.execute(
                outgoing,
                timeout: .milliseconds(Self.timeoutMs)
            )
            await Self.drain(response.body)
            return .status(
                Int(response.status.code),
                retryAfterMs: response.headers.first(name: "retry-after")
                    .flatMap { RetryAfter.ms($0, nowMs: nowMs) }
            )
        } catch {
            return .failed(Self.reason(error))
        }
    }

    /// Reads a short body to its end; one that is long or slow costs its connection.
    private static func drain(_ body: HTTPClientResponse.Body) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { _ = try? await body.collect(upTo: answerBytesMax) }
            group.addTask { try? await Task.sleep(for: .milliseconds(timeoutMs)) }
            await group.next()
            group.cancelAll()
        }
    }

    /// The reason without an address in it.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as HTTPClientError: error.shortDescription
        case is NIOConnectionError: "cannot connect"
        case let error as IOError: "cannot connect (errno \(error.errnoCode))"
        default: String(describing: type(of: error))
        }
    }

    /// Lets go of all connections; nothing may be sent any more.
    package func stop() async { try? await client.shutdown() }
}
