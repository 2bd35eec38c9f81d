import FarthingCore

/// The columns of the form csv; docs/formats/csv.md says what they mean. They only ever grow at the
/// end.
enum CallCSV {
    static let columns = [
        "entry", "time", "kind", "call", "admitted_entry", "admitted", "principal", "tenant",
        "team",
        "project", "user", "agent", "run", "session", "tool", "tags", "provider", "model_requested",
        "model", "input_tokens", "output_tokens", "usage", "projected_usd", "cost", "currency",
        "evidence", "ending", "corrects", "why", "account", "enforced", "policy", "price_book",
        "entry_hash",
    ]

    static func append(_ row: CallRow, to text: inout CSVText) {
        let call = row.call
        let context = call?.context
        let scope = context?.scope
        text.int(row.sequence)
        text.time(row.atMs)
        text.plain(row.kind.rawValue.utf8)
        text.plain((call?.id.description ?? "").utf8)
        text.int(call?.sequence)
        if let call { text.time(call.admittedMs) } else { text.text(nil) }
        text.text(context?.principal)
        for dimension in [Dimension.tenant, .team, .project, .user, .agent, .run, .session, .tool] {
            text.text(scope?[dimension])
        }
        text.object(scope?.tags ?? JSONWriter(capacity: 0))
        text.text(context?.provider)
        text.text(context?.modelRequested)
        text.text(context?.modelResolved)
        text.int(row.usage?.inputTokens)
        text.int(row.usage?.outputTokens)
        text.object(row.usage?.buckets ?? JSONWriter(capacity: 0))
        text.nanos(call?.projectedNanos)
        text.nanos(row.nanos)
        text.plain(row.currency.utf8)
        text.plain((row.evidence?.rawValue ?? "").utf8)
        text.text(row.ending)
        text.int(row.corrects)
        text.text(row.why)
        text.text(row.account.map { "\($0.budget)/\($0.scope)" })
        text.plain((context.map { $0.isEnforced ? "true" : "false" } ?? "").utf8)
        text.text(context?.policyID)
        text.text(context?.priceBook)
        text.plain(row.entryHash)
        text.endRow()
    }
}

extension CSVText {
    /// `2026-11-21T01:19:26.470Z`.
    mutating func time(_ ms: Int64) {
        var bytes: [UInt8] = []
        appendTimestamp(ms, to: &bytes)
        plain(bytes)
    }
}

extension Scope {
    /// The free tags by their names, as an object.
    var tags: JSONWriter {
        object { dimension in
            if case .tag(let name) = dimension { return name }
            return nil
        }
    }

    /// An object of the dimensions that `name` gives a name.
    func object(_ name: (Dimension) -> String?) -> JSONWriter {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        for term in sorted {
            guard let name = name(term.dimension) else { continue }
            json.key(text: name)
            json.string(term.value)
        }
        json.endObject()
        return json
    }
}

extension SettledUsage {
    /// What was used, in the buckets of a receipt; nil where it does not say.
    var buckets: JSONWriter? {
        guard let priced else { return nil }
        var json = JSONWriter(capacity: 128)
        priced.usage.write(to: &json)
        return json
    }
}
