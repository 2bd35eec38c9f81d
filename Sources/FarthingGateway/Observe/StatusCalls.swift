import FarthingCore
import NIOCore
import Synchronization

/// Answers whether calls can be taken: the ledger answers, and the server is not shutting down.
enum ReadyCall {
    static func start(_ client: ClientConnection) {
        guard !client.loop.gateway.isDraining.load(ordering: .relaxed) else {
            client.respond(notReady("the server is shutting down"))
            return
        }
        let waiter = ReadyWaiter(client)
        client.loop.ledger.ask(.tick, waiter)
    }

    static func notReady(_ reason: String) -> Answer {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("ok")
        json.bool(false)
        json.key("reason")
        json.string(reason)
        json.endObject()
        return Answer(status: 503, body: json.bytes)
    }
}

private final class ReadyWaiter: OutcomeWaiter, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; it is used on its loop.
    private weak var client: ClientConnection?

    init(_ client: ClientConnection) {
        self.client = client
    }

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        switch result {
        case .success: client?.respond(Answer(status: 200, body: Array("{\"ok\":true}".utf8)))
        case .failure(let error): client?.respond(ReadyCall.notReady(error.message))
        }
    }
}

/// Answers with the metrics of every loop and the ledger's accounts.
enum MetricsCall {
    static func start(_ client: ClientConnection) {
        let gateway = client.loop.gateway
        let loop = client.loop.loop
        let bound = NIOLoopBound(client, eventLoop: loop)
        let promise = loop.makePromise(of: String.self)
        promise.completeWithTask {
            var text = MetricsText()
            text.write(await gateway.collectCounters())
            let accounts = (try? await gateway.ledger.accounts()) ?? []
            let holds = (try? await gateway.ledger.openHolds(limit: 100_000)) ?? []
            text.gauge("farthing_open_holds", "Holds that are open.", Int64(holds.count))
            text.gauge(
                "farthing_connections",
                "Connections of clients.",
                Int64(gateway.connections.load(ordering: .relaxed))
            )
            text.write(accounts)
            for metric in gateway.extraMetrics() { text.write(metric) }
            return text.text
        }
        promise.futureResult.whenSuccess { text in
            bound.value.respond(
                Answer(
                    status: 200,
                    contentType: "text/plain; version=0.0.4; charset=utf-8",
                    body: Array(text.utf8)
                )
            )
        }
    }
}

/// A figure that something beside the gateway adds to the metrics.
package struct ExtraMetric: Sendable {
    var name: String
    var help: String
    var figures: Figures

    enum Figures: Sendable {
        case one(Int64)
        /// One for each value of a label, which only grow.
        case each(label: String, values: [(String, Int64)])
    }

    /// A figure that goes up and down.
    package init(name: String, help: String, value: Int64) {
        self.name = name
        self.help = help
        figures = .one(value)
    }

    /// Counts, one for each value of a label.
    package init(name: String, help: String, label: String, values: [(String, Int64)]) {
        self.name = name
        self.help = help
        figures = .each(label: label, values: values)
    }
}
