import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1

/// A call that speaks of what the provider keeps: that is fetched before anything is held.
final class AttachedCall: ClientWork {
    /// Files read at once on one event loop, of all keys and of one: each is in memory, whole, until
    /// its calls are held for.
    static let readsMax = 4
    static let readsPerKeyMax = 2

    private let request: ClientRequest
    private let route: MeteredTarget
    private let key: String
    private let client: ClientConnection
    private var fetch: UpstreamFetch?

    /// Fetches `target` and goes on with the call, or answers why not.
    static func start(
        _ request: ClientRequest,
        _ route: MeteredTarget,
        target: String,
        _ client: ClientConnection
    ) {
        guard let key = request.key else {
            client.refuse(.missingKey)
            return
        }
        let running = client.loop.attachments
        guard running[key.id] ?? 0 < Self.readsPerKeyMax,
            running.values.reduce(0, +) < Self.readsMax
        else {
            client.respond(Self.busy)
            return
        }
        guard let pool = client.loop.pool(route.dialect) else {
            client.refuse(.noUpstream(route.dialect))
            return
        }
        let call = AttachedCall(request, route, key.id, client)
        client.setWork(call)
        call.begin(target, pool)
    }

    private static let busy = ClientError(
        503,
        "attachments_busy",
        "Too many files are being read for batches. Nothing was held or sent; try again.",
        mayRetry: true
    )

    private init(
        _ request: ClientRequest,
        _ route: MeteredTarget,
        _ key: String,
        _ client: ClientConnection
    ) {
        self.key = key
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
        loop.attachments[key, default: 0] += 1
        fetch = UpstreamFetch.start(sent, pool, loop, bytesMax: bytesMax) { self.came($0) }
    }

    /// Takes the read off the loop's list; every way out goes through here once.
    private func end() {
        let left = (client.loop.attachments[key] ?? 1) - 1
        client.loop.attachments[key] = left > 0 ? left : nil
        fetch = nil
    }

    private func came(_ outcome: UpstreamFetch.Outcome) {
        end()
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
        guard let fetch else { return }
        fetch.cancel()
        end()
    }

    func clientWritable(_ isWritable: Bool) {}
}
