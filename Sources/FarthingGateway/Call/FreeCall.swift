import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1
import Synchronization

/// A request that costs nothing, on its way to the provider and back.
final class FreeCall: UpstreamUser, RunningCall, ClientWork {
    /// Longer answers go on while they come: files and results may be as large as they like.
    private static let wholeBytesMax = 256 << 10

    var slot: Int?
    private let loop: LoopState
    private let pool: UpstreamPool
    private let dialect: GatewayDialect
    private let request: ClientRequest
    private let target: String
    /// The job whose state the answer tells.
    private let job: JobName?
    private let client: ClientConnection?
    private var connection: UpstreamConnection?
    private var head: ResponseHead?
    private var body = ByteBuffer()
    private var lastByteMs: Int64
    private var hasRetried = false
    private var isOver = false
    private var isStreaming = false

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
        let path = target.prefix { $0 != "?" }
        let about = JobName(about: path, of: dialect.provider)
        if let about, let key = request.key,
            !client.loop.gateway.jobs.withLock({ $0.mayAsk(key.id, after: about) })
        {
            client.refuse(.foreignJob)
            return
        }
        let isTold = about?.isTold(method: request.method.rawValue, path: path) ?? false
        let call = FreeCall(request, pool, dialect, target, isTold ? about : nil, client)
        client.setWork(call)
        client.loop.add(call)
        pool.acquire(call)
    }

    private init(
        _ request: ClientRequest,
        _ pool: UpstreamPool,
        _ dialect: GatewayDialect,
        _ target: String,
        _ job: JobName?,
        _ client: ClientConnection
    ) {
        self.dialect = dialect
        self.job = job
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

    func upstreamReadComplete() {
        guard isStreaming, let client else { return }
        client.flush()
        if !client.isWritable { connection?.setReading(false) }
    }

    func upstreamHead(_ head: ResponseHead) {
        lastByteMs = loop.nowMs
        self.head = head
    }

    func upstreamBody(_ bytes: ByteBuffer) {
        lastByteMs = loop.nowMs
        if isStreaming {
            client?.writeStream(bytes)
            return
        }
        var bytes = bytes
        body.writeBuffer(&bytes)
        guard body.readableBytes > Self.wholeBytesMax, let head else { return }
        isStreaming = true
        client?.beginStream(status: head.status) { head.appendFields(to: &$0) }
        client?.writeStream(body)
        body.clear()
    }

    func upstreamEnd() {
        connection?.finish(reuse: true, nowMs: loop.nowMs)
        connection = nil
        end()
        guard let head else { return }
        if isStreaming {
            client?.endStream()
            return
        }
        if head.status == 200, let job { sawJob(job) }
        client?.respond(status: head.status, body: body) { head.appendFields(to: &$0) }
    }

    /// Whoever asks after a job lets it be settled; a link in its state must lead here.
    private func sawJob(_ job: JobName) {
        JobCheck.start(job, told: body, request.fields, loop)
        let bytes = Array(body.readableBytesView)
        let base = request.base(usesTLS: loop.gateway.options.tls != nil) + dialect.prefix
        if let splice = job.kind.relink(bytes, to: base) {
            body = ByteBuffer(bytes: Splice.apply([splice], to: bytes))
        }
    }

    private func end() {
        isOver = true
        loop.remove(self)
    }

    private func fail() {
        guard !isOver else { return }
        end()
        if isStreaming {
            client?.breakOff()
            return
        }
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

    func clientWritable(_ isWritable: Bool) {
        if isStreaming { connection?.setReading(isWritable) }
    }
}
