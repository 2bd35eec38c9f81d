import FarthingCore
import FarthingProviders
import Logging
import NIOCore
import NIOHTTP1

/// Dispatch: the request goes to the provider, and may cost money from its first byte on.
extension MeteredCall: UpstreamUser {
    func dispatch() {
        phase = .dispatch
        lastByteMs = loop.nowMs
        pool.acquire(self, fresh: hasRetried)
    }

    func upstreamReady(_ connection: UpstreamConnection) {
        guard phase == .dispatch else {
            connection.finish(reuse: true, nowMs: loop.nowMs)
            return
        }
        if isClientGone {
            connection.finish(reuse: true, nowMs: loop.nowMs)
            release("client gone before dispatch")
            return
        }
        self.connection = connection
        connection.send(rendered())
        loop.counters.observe(.dispatch, since: request.receivedAt)
    }

    func upstreamUnavailable(_ fault: UpstreamFault) {
        guard phase == .dispatch else { return }
        release("not sent")
        let reason =
            switch fault {
            case .connect(let text): text
            case .tooMany: "too many calls wait for a connection"
            }
        loop.gateway.logger.info(
            "the provider cannot be reached",
            metadata: ["hold": "\(id)", "reason": "\(reason)"]
        )
        if failOver() { return }
        client?.respond(
            ClientError(
                502,
                "upstream_unreachable",
                "The provider cannot be reached: \(reason). Nothing was charged.",
                mayRetry: true
            )
        )
    }

    private func rendered() -> ByteBuffer {
        let changes = RequestChanges(outputLimit: fittedTokens, pinsTier: pinsTier)
        let sent = UpstreamRequest(
            method: .POST,
            target: route.target,
            fields: request.fields,
            body: body,
            splices: asked.splices(changes),
            dialect: route.dialect,
            contentType: asked.contentType,
            passesKeys: loop.gateway.options.passesProviderKeys && attempt == 0
        )
        return sent.rendered(
            for: pool.target,
            loop.outbox,
            nowMs: loop.nowMs
        )
    }
}
