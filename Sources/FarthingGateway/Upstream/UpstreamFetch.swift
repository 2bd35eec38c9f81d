import NIOCore
import NIOHTTP1

/// A request of the gateway's own to a provider: free of charge, and nobody's connection waits for it.
///
/// Used on its event loop alone.
final class UpstreamFetch: UpstreamUser, RunningCall {
    /// What came of it.
    enum Outcome {
        /// A whole answer; its body is empty where a sink took it.
        case answered(status: Int, body: ByteBuffer)
        /// None, with the reason for logs.
        case failed(String)
    }

    /// How long the provider may be silent where nobody waits: what is asked for is small, or flows.
    static let silenceMs: Int64 = 30_000
    /// How long it may be where a client waits for its answer.
    static let briefMs: Int64 = 5_000

    var slot: Int?
    private let loop: LoopState
    private let pool: UpstreamPool
    private let request: UpstreamRequest
    private let bytesMax: Int
    private let silenceMs: Int64
    /// Takes the body of an answer with status 200 as it comes; false ends the fetch.
    private let sink: ((ByteBuffer) -> Bool)?
    private var then: ((Outcome) -> Void)?
    private var connection: UpstreamConnection?
    private var status = 0
    private var body = ByteBuffer()
    private var lastByteMs: Int64
    private var hasRetried = false

    /// Sends a request; `then` hears of its end once, on the loop.
    ///
    /// - Parameter bytesMax: the longest body that is kept; a longer one fails.
    @discardableResult
    static func start(
        _ request: UpstreamRequest,
        _ pool: UpstreamPool,
        _ loop: LoopState,
        bytesMax: Int,
        silenceMs: Int64 = silenceMs,
        sink: ((ByteBuffer) -> Bool)? = nil,
        then: @escaping (Outcome) -> Void
    ) -> UpstreamFetch {
        let fetch = UpstreamFetch(request, pool, loop, bytesMax, silenceMs, sink, then)
        loop.add(fetch)
        pool.acquire(fetch)
        return fetch
    }

    private init(
        _ request: UpstreamRequest,
        _ pool: UpstreamPool,
        _ loop: LoopState,
        _ bytesMax: Int,
        _ silenceMs: Int64,
        _ sink: ((ByteBuffer) -> Bool)?,
        _ then: @escaping (Outcome) -> Void
    ) {
        self.request = request
        self.pool = pool
        self.loop = loop
        self.bytesMax = bytesMax
        self.silenceMs = silenceMs
        self.sink = sink
        self.then = then
        lastByteMs = loop.nowMs
    }

    func upstreamReady(_ connection: UpstreamConnection) {
        guard then != nil else {
            connection.finish(reuse: true, nowMs: loop.nowMs)
            return
        }
        self.connection = connection
        connection.send(request.rendered(for: pool.target, loop.outbox, nowMs: loop.nowMs))
    }

    func upstreamUnavailable(_ reason: UpstreamFault) {
        switch reason {
        case .connect(let text): end(.failed(text))
        case .tooMany: end(.failed("too many calls wait for a connection"))
        }
    }

    func upstreamHead(_ head: ResponseHead) {
        lastByteMs = loop.nowMs
        status = head.status
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        lastByteMs = loop.nowMs
        if let sink, status == 200 {
            if !sink(bytes) { stop("an answer that cannot be read") }
            return
        }
        var bytes = bytes
        body.writeBuffer(&bytes)
        if body.readableBytes > bytesMax { stop("the answer is larger than \(bytesMax) bytes") }
    }

    func upstreamReadComplete() {}

    func upstreamEnd() {
        connection?.finish(reuse: true, nowMs: loop.nowMs)
        connection = nil
        end(.answered(status: status, body: body))
    }

    func upstreamBroken(_ reason: String, anyByteCame: Bool) {
        let isReused = connection?.isReused ?? false
        connection = nil
        if isReused, !anyByteCame, !hasRetried, then != nil {
            hasRetried = true
            pool.acquire(self, fresh: true)
        } else {
            end(.failed(reason))
        }
    }

    func sweep(_ nowMs: Int64) {
        if nowMs - lastByteMs > silenceMs { stop("the provider was silent for too long") }
    }

    func cut() { stop("the gateway is shutting down") }

    /// Lets go of it; nobody hears of it any more.
    func cancel() {
        then = nil
        stop("nobody waits for it")
    }

    private func stop(_ reason: String) {
        pool.cancel(self)
        connection?.close()
        connection = nil
        end(.failed(reason))
    }

    private func end(_ outcome: Outcome) {
        loop.remove(self)
        let then = then
        self.then = nil
        then?(outcome)
    }
}
