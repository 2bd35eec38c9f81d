import FarthingCore

/// A re-rating as programs read it: one object, whose list of calls is written as it is found.
struct RerateJSON {
    private var isFirst = true

    init(_ book: PriceBook) {
        var head = JSONWriter()
        head.string(book.hash)
        Console.text("{\"book\":\(String(decoding: head.bytes, as: UTF8.self)),\"calls\":[")
    }

    mutating func add(_ rated: RatedCall) {
        write(rated.call, charged: rated.chargedNanos) { json in
            json.key("difference_nanos")
            json.int(rated.differenceNanos)
        } after: { json in
            json.key("rerated_nanos")
            json.int(rated.usage.costNanos)
        }
    }

    mutating func add(_ call: SettledCall, _ reason: Rerating.Reason) {
        write(call, charged: call.chargedNanos ?? 0) { _ in
        } after: { json in
            json.key("reason")
            json.string(reason.rawValue)
        }
    }

    private mutating func write(
        _ call: SettledCall,
        charged: Int64,
        _ before: (inout JSONWriter) -> Void,
        after: (inout JSONWriter) -> Void
    ) {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("admitted_ms")
        json.int(call.admittedMs)
        json.key("charged_nanos")
        json.int(charged)
        before(&json)
        json.key("evidence")
        json.string(call.evidence.rawValue)
        json.key("hold")
        json.string(call.id.description)
        json.key("model")
        json.string(call.usage?.priced?.model ?? call.model)
        json.key("provider")
        json.string(call.usage?.priced?.provider ?? call.provider)
        after(&json)
        json.endObject()
        Console.text((isFirst ? "" : ",") + String(decoding: json.bytes, as: UTF8.self))
        isFirst = false
    }

    /// Ends the object; `entryCount` is nil where nothing was to be written.
    func end(_ totals: RerateTotals, fixedCount: Int, entryCount: Int?) {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        json.key("budgets")
        json.beginObject()
        for (budget, sum) in totals.budgets.sorted(by: { $0.key < $1.key }) {
            json.key(text: budget)
            sum.write(to: &json)
        }
        json.endObject()
        if let entryCount {
            json.key("entries_written")
            json.int(entryCount)
        }
        json.key("fixed")
        json.int(fixedCount)
        json.key("invoiced")
        json.int(totals.invoicedCount)
        json.key("not_rerated")
        json.beginObject()
        for (reason, count) in totals.reasons.sorted(by: { $0.reason.rawValue < $1.reason.rawValue }
        ) {
            json.key(text: reason.rawValue)
            json.int(count)
        }
        json.endObject()
        json.key("total")
        totals.all.write(to: &json)
        json.key("without_money")
        json.int(totals.withoutMoneyCount)
        json.endObject()
        Console.line("]," + String(decoding: json.bytes.dropFirst(), as: UTF8.self))
    }
}

extension RerateTotals.Sum {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("calls")
        json.int(calls)
        json.key("changed")
        json.int(changed)
        json.key("charged_nanos")
        json.int(Int64(clamping: charged))
        json.key("difference_nanos")
        json.int(Int64(clamping: difference))
        json.key("rerated_nanos")
        json.int(Int64(clamping: rerated))
        json.endObject()
    }
}
