internal import AsyncHTTPClient
internal import FarthingReceipts
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// Sends requests to witnesses; never follows a redirect, and reads no more than it must.
final class WitnessClient: Sendable {
    /// How long one request may take, its answer included.
    private let timeoutMs: Int64

    /// Made when it is first needed, because it must be let go of in good order.
    private let client = Mutex<HTTPClient?>(nil)

    init(timeoutMs: Int64) { self.timeoutMs = timeoutMs }

    private func make() -> HTTPClient {
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .milliseconds(timeoutMs),
                read: .milliseconds(timeoutMs)
            )
        )
        configuration.httpVersion = .http1Only
        // One request at a time goes to each witness.
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 1
        // One that is away is asked again later; meanwhile the next checkpoint can be published.
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(configuration: configuration)
    }

    struct Answer: Sendable {
        var status: Int
        var contentType: String?
        var body: [UInt8]
    }

    /// Makes one request.
    ///
    /// - Returns: the answer, or why there is none.
    func send(_ body: [UInt8], to url: String) async -> Result<Answer, LogError> {
        var request = HTTPClientRequest(url: url)
        request.method = .POST
        request.headers.add(name: "content-type", value: "text/plain; charset=utf-8")
        request.body = .bytes(body)
        let client = client.withLock { client in
            let made = client ?? make()
            client = made
            return made
        }
        return await withTaskGroup(of: Result<Answer, LogError>.self) { group in
            group.addTask { [request] in await self.send(request, by: client) }
            group.addTask { [timeoutMs] in
                try? await Task.sleep(for: .milliseconds(timeoutMs))
                return .failure(LogError("no answer within \(timeoutMs / 1_000) s"))
            }
            let first = await group.next()
            group.cancelAll()
            return first ?? .failure(LogError("cancelled"))
        }
    }

    private func send(
        _ request: HTTPClientRequest,
        by client: HTTPClient
    ) async -> Result<Answer, LogError> {
        do {
            let response = try await client.execute(request, timeout: .milliseconds(timeoutMs))
            let body = try await response.body.collect(upTo: Submission.answerBytesMax)
            return .success(
                Answer(
                    status: Int(response.status.code),
                    contentType: response.headers.first(name: "content-type"),
                    body: [UInt8](body.readableBytesView)
                )
            )
        } catch {
            return .failure(LogError(Self.reason(error)))
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

    func stop() async {
        let made = client.withLock { client in
            defer { client = nil }
            return client
        }
        try? await made?.shutdown()
    }
}
