import FarthingCore
import Synchronization

/// actguard's gateway: what its clients reserve for a run, settle and tell, under `/api/v1`.
///
/// A client goes on unmetered after any answer but 402 and 409, so that whatever forbids a run is one of
/// these two. docs/actguard.md tells the rest.
package struct ActguardRoutes: Sendable {
    /// The longest settlement: a row for each call of a run.
    static let settleBytesMax = 8 << 20
    /// The longest batch of events.
    static let eventsBytesMax = 1 << 20

    private let desk: ConsoleDesk
    private let calls: any CallDesk
    private let reserves: Reserves
    private let events: ActguardEvents
    private let tariffs = KeptTariff()

    package init(desk: ConsoleDesk, calls: any CallDesk) {
        self.desk = desk
        self.calls = calls
        reserves = Reserves(desk, calls)
        events = ActguardEvents(desk, calls)
    }

    /// All of them.
    package var routes: [Route] {
        [
            Route("GET", "/api/v1/cu-tariff", .open, style: .detail, tariff),
            Route("POST", "/api/v1/reserve", .principal(nil), style: .detail, reserve),
            Route(
                "POST",
                "/api/v1/settle",
                .principal(nil),
                style: .detail,
                bodyBytesMax: Self.settleBytesMax,
                settle
            ),
            Route(
                "POST",
                "/api/v1/events",
                .principal(nil),
                style: .detail,
                bodyBytesMax: Self.eventsBytesMax,
                record
            ),
        ]
    }

    /// How many events were taken since the server's start, by category and name, as `guard.blocked`.
    package var eventCounts: [String: Int64] { events.counts }

    // MARK: Operations

    private func tariff(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let bytes = tariffs.now(calls, nowMs: desk.clockMs()).bytes
        return ConsoleAnswer(200, contentType: "application/json", .bytes(bytes))
    }

    private func reserve(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let key = try Self.key(of: request)
        var body = try ActguardBody(request)
        let question = Reserves.Question(
            key: key,
            run: body.requiredText("run_id", 1...Scope.valueBytesMax),
            user: Self.named(body.text("user_id", 0...Scope.valueBytesMax)),
            plan: Self.named(body.text("plan_key", 0...Scope.valueBytesMax)),
            limitUnits: body.integer("cost_limit", 1...CostUnits.max)
        )
        try body.check()
        switch try await reserves.reserve(question) {
        case .reserved(let id, let units):
            let version = tariffs.now(calls, nowMs: desk.clockMs()).version
            return .json { json in
                json.key("reserve_id")
                json.string(id.text)
                json.key("status")
                json.string("reserved")
                json.key("cost_limit")
                json.int(units)
                json.key("tariff_version")
                json.string(version)
                json.key("estimated_usd_micros")
                json.int(CostUnits.micros(units * CostUnits.nanosEach))
            }
        case .refused(let refusal, let neededUnits):
            return try ActguardRefusal(refusal, question, neededUnits: neededUnits).answer()
        }
    }

    private func settle(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let key = try Self.key(of: request)
        let settlement = try ActguardSettlement(request)
        let nowMs = desk.clockMs()
        let cost = try settlement.cost(
            calls.prices,
            tariffs.now(calls, nowMs: nowMs),
            nowMs: nowMs
        )
        try await reserves.settle(settlement.reserve, cost, by: key)
        return .json { json in
            json.key("status")
            json.string("settled")
            json.key("reserve_id")
            json.string(settlement.reserve)
            json.key("cost_cu")
            json.int(CostUnits.above(cost.nanos))
            json.key("usd_micros")
            json.int(CostUnits.micros(cost.nanos))
        }
    }

    private func record(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let key = try Self.key(of: request)
        let taken = try await events.take(request, by: key)
        return .json(202) { json in
            json.key("accepted")
            json.int(taken.accepted)
            json.key("duplicates")
            json.int(taken.duplicates)
            json.key("dropped")
            json.int(taken.dropped)
        }
    }

    // MARK: Callers

    /// The access key that a request shows.
    ///
    /// - Throws: ``ConsoleError`` 403 for whoever is no caller of models.
    private static func key(of request: ConsoleRequest) throws -> AccessKey {
        guard let key = request.principal?.key, !key.isApproverOnly else {
            throw ConsoleError(
                403,
                "forbidden",
                "Runs are reserved with an access key that makes calls: give the client one as its "
                    + "api_key."
            )
        }
        return key
    }

    /// An empty text is none.
    private static func named(_ text: String?) -> String? {
        text.flatMap { $0.isEmpty ? nil : $0 }
    }
}

/// The tariff of the prices in force, made anew where these have changed, and each hour.
private final class KeptTariff: Sendable {
    private static let keptMs: Int64 = 3_600_000

    private struct Kept: Sendable {
        var tariff: ActguardTariff
        var prices: String
        var revision: Int64
        var untilMs: Int64
    }

    private let kept = Mutex<Kept?>(nil)

    func now(_ calls: any CallDesk, nowMs: Int64) -> ActguardTariff {
        let prices = calls.prices
        let policy = calls.policy
        return kept.withLock { kept in
            if let kept, kept.prices == prices.hash, kept.revision == policy.revision,
                nowMs < kept.untilMs
            {
                return kept.tariff
            }
            let tariff = ActguardTariff(prices, policy.policy, nowMs: nowMs)
            kept = Kept(
                tariff: tariff,
                prices: prices.hash,
                revision: policy.revision,
                untilMs: nowMs + Self.keptMs
            )
            return tariff
        }
    }
}
