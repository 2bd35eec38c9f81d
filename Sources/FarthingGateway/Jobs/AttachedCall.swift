import FarthingProviders
import NIOCore
import NIOHTTP1

/// A call that speaks of what the provider keeps: that is fetched before anything is held.
final class AttachedCall: ClientWork {
    private let request: ClientRequest
    private let route: MeteredTarget
    private let client: ClientConnection
    private var fetch: UpstreamFetch?

    /// Fetches `target` and goes on with the call, or answers why not.
    static func start(
        _ request: ClientRequest,
        _ route: MeteredTarget,
        target: String,
        _ client: ClientConnection
    ) {
        guard request.key != nil else {
            client.refuse(.missingKey)
            return
        }
        guard let pool = client.loop.pool(route.dialect) else {
            client.refuse(.noUpstream(route.dialect))
            return
        }
        let call = AttachedCall(request, route, client)
        client.setWork(call)
        call.begin(target, pool)
    }

    private init(_ request: ClientRequest, _ route: MeteredTarget, _ client: ClientConnection) {
        self.request = request
        self.route = route
        self.client = client
    }

    private func begin(_ target: String, _ pool: UpstreamPool) {
        let loop = client.loop
        let sent = UpstreamRequest(
            method: .GET,
            target: target,
            fields: request.fields,
            body: [],
            dialect: route.dialect,
            passesKeys: loop.gateway.options.passesProviderKeys
        )
        // What is fetched is bounded as a request is, for it stands in the place of one.
        let bytesMax = loop.gateway.options.requestBytesMax
        fetch = UpstreamFetch.start(sent, pool, loop, bytesMax: bytesMax) { self.came($0) }
    }

    private func came(_ outcome: UpstreamFetch.Outcome) {
        switch outcome {
        case .answered(200, let body):
            MeteredCall.start(
                request,
                route,
                client,
                attachment: Array(body.readableBytesView)
            )
        case .answered(let status, _):
            client.refuse(
                RequestRefusal(
                    400,
                    "attachment_unreadable",
                    type: RequestRefusal.invalid,
                    "The file that the request speaks of cannot be read: the provider answered"
                        + " \(status). Nothing was held or sent."
                )
            )
        case .failed(let reason):
            client.respond(
                ClientError(
                    502,
                    "attachment_unreadable",
                    "The file that the request speaks of cannot be read: \(reason). Nothing was"
                        + " held or sent.",
                    mayRetry: true
                )
            )
        }
    }

    func clientGone() {
        fetch?.cancel()
        fetch = nil
    }

    func clientWritable(_ isWritable: Bool) {}
}
