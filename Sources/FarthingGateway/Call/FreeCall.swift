import FarthingCore
import NIOCore
import NIOHTTP1

/// A request that costs nothing, on its way to the provider and back.
final class FreeCall: UpstreamUser, RunningCall, ClientWork {
    var slot: Int?
    private let loop: LoopState
    private let pool: UpstreamPool
    private let dialect: GatewayDialect
    private let request: ClientRequest
    private let target: String
    private let client: ClientConnection?
    private var connection: UpstreamConnection?
    private var head: ResponseHead?
    private var body = ByteBuffer()
    private var lastByteMs: Int64
    private var hasRetried = false
    private var isOver = false

    static func start(
        _ request: ClientRequest,
        _ dialect: GatewayDialect,
        target: String,
        _ client: ClientConnection
    ) {
        guard let pool = client.loop.pool(dialect) else {
            client.refuse(.noUpstream(dialect))
            return
        }
        let call = FreeCall(request, pool, dialect, target, client)
        client.setWork(call)
        client.loop.add(call)
        pool.acquire(call)
    }

    private init(
        _ request: ClientRequest,
        _ pool: UpstreamPool,
        _ dialect: GatewayDialect,
        _ target: String,
        _ client: ClientConnection
    ) {
        self.dialect = dialect
        loop = client.loop
        self.pool = pool
        self.request = request
        self.target = target
        self.client = client
        lastByteMs = client.loop.nowMs
    }

    func upstreamReady(_ connection: UpstreamConnection) {
        guard !isOver else {
            connection.finish(reuse: true, nowMs: loop.nowMs)
            return
        }
        self.connection = connection
        let sent = UpstreamRequest(
            method: request.method,
            target: target,
            fields: request.fields,
            body: request.body,
            dialect: dialect,
            passesKeys: loop.gateway.options.passesProviderKeys
        )
        connection.send(
            sent.rendered(
                for: pool.target,
                loop.outbox,
                nowMs: loop.nowMs
            )
        )
    }

    func upstreamUnavailable(_ reason: UpstreamFault) { fail() }
    func upstreamBroken(_ reason: String, anyByteCame: Bool) {
        let isReused = connection?.isReused ?? false
        connection = nil
        if isReused, !anyByteCame, !hasRetried {
            hasRetried = true
            pool.acquire(self, fresh: true)
        } else {
            fail()
        }
    }

    func upstreamReadComplete() {}

    func upstreamHead(_ head: ResponseHead) {
        lastByteMs = loop.nowMs
        self.head = head
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        lastByteMs = loop.nowMs
        var bytes = bytes
        body.writeBuffer(&bytes)
        if body.readableBytes > loop.gateway.options.answerBytesMax { cut() }
    }

    func upstreamEnd() {
        connection?.finish(reuse: true, nowMs: loop.nowMs)
        connection = nil
        end()
        guard let head else { return }
        client?.respond(status: head.status, body: body) { head.appendFields(to: &$0) }
    }

    private func end() {
        isOver = true
        loop.remove(self)
    }

    private func fail() {
        guard !isOver else { return }
        end()
        client?.respond(
            ClientError(
                502,
                "upstream_unreachable",
                "The provider cannot be reached. Nothing was charged.",
                mayRetry: true
            )
        )
    }

    func sweep(_ nowMs: Int64) {
        if nowMs - lastByteMs > loop.gateway.options.silenceTimeoutMs { cut() }
    }

    func cut() {
        pool.cancel(self)
        connection?.close()
        connection = nil
        fail()
    }

    func clientGone() {
        pool.cancel(self)
        connection?.close()
        connection = nil
        end()
    }

    func clientWritable(_ isWritable: Bool) {}
}
