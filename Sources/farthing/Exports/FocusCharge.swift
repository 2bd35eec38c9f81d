import FarthingCore

/// What FOCUS wants to know of a row beside its costs.
struct FocusCharge {
    private let row: CallRow
    private let call: CallRow.Call?

    init(_ row: CallRow) {
        self.row = row
        call = row.call
    }

    var isUsage: Bool { category == "Usage" }

    var category: String {
        if row.kind == .refund { return "Credit" }
        return row.kind.isCorrection ? "Adjustment" : "Usage"
    }

    /// Whether it corrects what an earlier billing period has.
    var isLate: Bool {
        guard let before = row.correctsMs else { return false }
        return Month(before) != Month(row.atMs)
    }

    // MARK: Times

    /// The calendar month, UTC, in which the entry was made.
    var billingPeriod: (start: [UInt8], end: [UInt8]) {
        let month = Month(row.atMs)
        return (Self.seconds(month.startMs), Self.seconds(month.next.startMs))
    }

    /// From the call's admission to its end, in whole seconds.
    var period: (start: [UInt8], end: [UInt8]) {
        let startMs = call?.admittedMs ?? row.atMs
        let endMs = max(row.correctsMs ?? row.atMs, startMs)
        return (Self.seconds(startMs), Self.seconds(endMs + 1_000))
    }

    /// `2026-11-21T01:19:26Z`.
    private static func seconds(_ ms: Int64) -> [UInt8] { Array(Shown.time(ms).utf8) }

    private struct Month: Equatable {
        var year: Int64
        var month: Int64

        init(_ ms: Int64) {
            let date = CivilDate(dayNumber: ms / 86_400_000)
            (year, month) = (date.year, date.month)
        }

        var startMs: Int64 {
            CivilDate(year: year, month: month, day: 1).dayNumber * 86_400_000
        }

        var next: Month { Month(startMs + 31 * 86_400_000 + 86_400_000 - 1) }
    }

    // MARK: What was bought

    /// False for tools, and for what an account was given back.
    var isModel: Bool { call.map { $0.context.provider != "none" } ?? false }

    /// The provider as it calls itself, or as the price book does.
    var provider: String {
        guard let call else { return "Farthing" }
        let name = call.context.provider
        switch name {
        case "openai": return "OpenAI"
        case "anthropic": return "Anthropic"
        case "gemini", "google": return "Google"
        case "bedrock": return "AWS"
        case "azure": return "Microsoft"
        case "none": return "Tools"
        default: return name.isEmpty ? "Unknown" : name
        }
    }

    var service: String {
        guard let call else { return "Budget changes" }
        switch call.context.provider {
        case "bedrock": return "Amazon Bedrock"
        case "azure": return "Azure OpenAI"
        case "gemini", "google": return "Gemini API"
        case "none": return "Tools"
        default: return "\(provider) API"
        }
    }

    /// What was used, in tokens where there are some.
    var consumed: (quantity: Int64, unit: String) {
        let tokens = row.usage.map { $0.inputTokens + $0.outputTokens } ?? 0
        guard tokens > 0, tokens <= Int64.max / 1_000_000_000 else { return (1, "Requests") }
        return (tokens, "Tokens")
    }

    /// What is sold, and by which prices.
    var sku: (id: String, price: String)? {
        guard let call else { return nil }
        let context = call.context
        let model = context.modelResolved.isEmpty ? "unknown" : context.modelResolved
        let id = "\(context.provider)/\(model)"
        let book = row.usage?.priced?.priceBook ?? context.priceBook
        return (id, "\(id)@\(book.isEmpty ? "none" : String(book.prefix(16)))")
    }

    /// Facts of the price; names of our own begin with `x_`.
    var priceDetails: JSONWriter {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        if let priced = row.usage?.priced {
            json.key("x_Buckets")
            priced.usage.write(to: &json)
        }
        json.endObject()
        return json
    }

    var description: String {
        guard let call else { return row.why.isEmpty ? "Given back" : "Given back: \(row.why)" }
        let what = call.context.modelResolved
        if row.kind.isCorrection { return "\(what): correction of entry \(row.corrects ?? 0)" }
        guard let usage = row.usage else { return what }
        return "\(what): \(usage.inputTokens) input and \(usage.outputTokens) output tokens"
    }

    /// Who and what the call was for, but for what has a column of its own.
    var tags: JSONWriter {
        guard let scope = call?.context.scope else { return JSONWriter(capacity: 0) }
        return scope.object { dimension in
            switch dimension {
            case .tenant, .provider, .model: nil
            case .tag(let name): Dimension(name: name) == nil ? name : "tag:\(name)"
            default: dimension.name
            }
        }
    }
}
