import FarthingCore

/// What a client says that a run has used, and what that costs.
struct ActguardSettlement {
    /// The most rows of one settlement: one for each call of the run.
    static let rowsMax = 100_000

    private static let tokenBounds: ClosedRange<Int64> = 0...Usage.bucketMax
    private static let unitBounds: ClosedRange<Int64> = 0...CostUnits.max

    /// What it comes to.
    struct Cost: Hashable, Sendable {
        var nanos: Int64 = 0
        var inputTokens: Int64 = 0
        var outputTokens: Int64 = 0

        var tokens: Int64 { inputTokens + outputTokens }
    }

    /// One call of the run.
    private struct Row: Hashable {
        var provider = ""
        var model = ""
        var inputTokens: Int64 = 0
        var cachedTokens: Int64 = 0
        var outputTokens: Int64 = 0
        /// What something else cost than a model.
        var units: Int64 = 0
    }

    let reserve: String
    private let total: Row
    private let cacheWriteTokens: Int64
    private let cacheWriteHourTokens: Int64
    private let searches: Int64
    private var rows: [Row] = []

    init(_ request: ConsoleRequest) throws {
        var body = try ActguardBody(request)
        reserve = body.requiredText("reserve_id", 1...128)
        total = Row(
            inputTokens: body.integer("input_tokens", Self.tokenBounds) ?? 0,
            cachedTokens: body.integer("cached_input_tokens", Self.tokenBounds) ?? 0,
            outputTokens: body.integer("output_tokens", Self.tokenBounds) ?? 0
        )
        cacheWriteTokens = body.integer("cache_write_tokens_5m", Self.tokenBounds) ?? 0
        cacheWriteHourTokens = body.integer("cache_write_tokens_1h", Self.tokenBounds) ?? 0
        searches = body.integer("web_search_count", Self.tokenBounds) ?? 0
        _ = body.text("reasoning_effort", 0...64)
        if let list = body.root.member("usage_breakdown"), !list.isNull {
            if list.kind == .array, list.count <= Self.rowsMax {
                for (index, node) in list.elements.enumerated() {
                    rows.append(Self.row(node, index, &body))
                }
            } else {
                body.fault(
                    "list_type",
                    [.name("usage_breakdown")],
                    "must be a list of at most \(Self.rowsMax) rows"
                )
            }
        }
        try body.check()
    }

    private static func row(_ node: JSONNode, _ index: Int, _ body: inout ActguardBody) -> Row {
        let place: [GovFault.Step] = [.name("usage_breakdown"), .offset(index)]
        guard node.kind == .object else {
            body.fault("dict_type", place, "must be an object")
            return Row()
        }
        var row = Row()
        row.units = body.integer("cost_cu", of: node, at: place, unitBounds) ?? 0
        row.provider = name("provider", node, place, &body)
        row.model = name("provider_model_id", node, place, &body)
        row.inputTokens = body.integer("input_tokens", of: node, at: place, tokenBounds) ?? 0
        row.cachedTokens =
            body.integer("cached_input_tokens", of: node, at: place, tokenBounds) ?? 0
        row.outputTokens = body.integer("output_tokens", of: node, at: place, tokenBounds) ?? 0
        return row
    }

    private static func name(
        _ name: StaticString,
        _ node: JSONNode,
        _ place: [GovFault.Step],
        _ body: inout ActguardBody
    ) -> String {
        guard let value = node.member(name), !value.isNull else { return "" }
        guard let text = value.string, text.utf8.count <= 256 else {
            body.fault("string_type", place + [.name("\(name)")], "must be a string of 256 bytes")
            return ""
        }
        return text
    }

    /// What it costs: models at the price book's prices, exactly, and what that does not have at the
    /// tariff's usual rates, call by call.
    ///
    /// - Throws: ``ConsoleError`` 422 where it is no amount.
    func cost(_ prices: PriceBook, _ tariff: ActguardTariff, nowMs: Int64) throws -> Cost {
        var sum = Cost()
        var nanos: Int128 = 0
        func add(_ row: Row) throws {
            guard let own = Self.nanos(row, prices, tariff, nowMs) else { throw Self.tooMuch }
            nanos += Int128(own)
            sum.inputTokens += row.inputTokens
            sum.outputTokens += row.outputTokens
        }
        for row in rows { try add(row) }
        // What the totals have above their rows was of models that nobody has named.
        let rest = Row(
            inputTokens: max(0, total.inputTokens - sum.inputTokens),
            outputTokens: max(0, total.outputTokens - sum.outputTokens)
        )
        try add(rest)
        nanos += Int128(beside(tariff))
        guard nanos <= Int128(Money.maxNanos), sum.inputTokens <= Money.maxNanos / 2,
            sum.outputTokens <= Money.maxNanos / 2
        else { throw Self.tooMuch }
        sum.nanos = Int64(nanos)
        return sum
    }

    /// What is told in totals alone: what was written to a cache costs a quarter more than input, or
    /// twice as much for an hour, and a search a cent.
    private func beside(_ tariff: ActguardTariff) -> Int64 {
        let rate = Int128(tariff.usual.input)
        let writes =
            Int128(cacheWriteTokens) * rate * 5 / 4 + Int128(cacheWriteHourTokens) * rate * 2
        let units = (writes + 999) / 1_000 + Int128(searches) * 10
        return Int64(clamping: min(units, Int128(CostUnits.max)) * Int128(CostUnits.nanosEach))
    }

    private static func nanos(
        _ row: Row,
        _ prices: PriceBook,
        _ tariff: ActguardTariff,
        _ nowMs: Int64
    ) -> Int64? {
        let provider = ActguardTariff.bookName(row.provider)
        let stated = row.units * CostUnits.nanosEach
        let hasTokens = row.inputTokens > 0 || row.cachedTokens > 0 || row.outputTokens > 0
        guard hasTokens else { return stated }
        var own: Int64?
        if !row.model.isEmpty,
            let price = prices.price(provider: provider, model: row.model, atMs: nowMs)
        {
            // What was read from a cache is in the input, as providers count it, where it can be.
            let isInside = row.cachedTokens <= row.inputTokens
            let usage = Usage(
                inputTokens: row.inputTokens - (isInside ? row.cachedTokens : 0),
                cachedInputTokens: row.cachedTokens,
                outputTokens: row.outputTokens
            )
            own = try? price.amountNanos(of: usage)
        }
        if own == nil {
            own = tariff.usual.units(input: row.inputTokens, output: row.outputTokens)
                .flatMap(CostUnits.nanos)
        }
        guard let own else { return nil }
        let (sum, overflows) = own.addingReportingOverflow(stated)
        return overflows ? nil : sum
    }

    private static let tooMuch = ConsoleError.faulty([
        GovFault("too_large", body: "usage_breakdown", "comes to more than one amount can be")
    ])
}
