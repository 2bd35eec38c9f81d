import FarthingCore

/// The open holds: who has the headroom.
enum HoldReport {
    /// The most holds in one answer.
    static let holdsMax: Int64 = 10_000

    static func answer(_ holds: [HoldStatement]) -> [UInt8] {
        AdminAnswer.done { json in
            json.key("holds")
            json.beginArray()
            for hold in holds { write(hold, to: &json) }
            json.endArray()
        }
    }

    private static func write(_ hold: HoldStatement, to json: inout JSONWriter) {
        json.beginObject()
        json.key("created_at_ms")
        json.int(hold.createdAtMs)
        json.key("expires_at_ms")
        json.int(hold.expiresAtMs)
        json.key("id")
        json.string(hold.id.description)
        if let job = hold.job {
            json.key("job")
            json.string(job)
        }
        json.key("key_id")
        json.string(hold.principal)
        json.key("lines")
        json.beginArray()
        for line in hold.lines {
            json.beginObject()
            json.key("budget")
            json.string(line.account.budget)
            json.key("held")
            json.int(line.held)
            json.key("scope")
            json.string(line.account.scope)
            json.key("unit")
            json.string(line.unit.name)
            json.endObject()
        }
        json.endArray()
        json.key("model")
        json.string(hold.model)
        if let run = hold.run {
            json.key("run")
            json.string(run)
        }
        json.key("sent")
        json.bool(hold.isSent)
        json.endObject()
    }

    /// The answer as a table: one row for each hold and account.
    static func table(_ answer: JSONNode, nowMs: Int64) -> Table {
        var table = Table([
            .text("HOLD"), .text("KEY"), .text("RUN"), .text("MODEL"), .number("AGE"),
            .number("EXPIRES IN"), .text("BUDGET"), .text("ACCOUNT"), .number("HELD"), .text("JOB"),
        ])
        for hold in answer.member("holds")?.elements.map({ $0 }) ?? [] {
            let createdMs = hold.member("created_at_ms")?.int64 ?? nowMs
            let expiresMs = hold.member("expires_at_ms")?.int64 ?? nowMs
            let lines = hold.member("lines")?.elements.map { $0 } ?? []
            for (index, line) in lines.enumerated() {
                let unit = line.member("unit")?.string.flatMap { BudgetUnit(name: $0) } ?? .calls
                let scope = line.member("scope")?.string ?? ""
                let head =
                    index > 0
                    ? ["", "", "", "", "", ""]
                    : [
                        hold.member("id")?.string ?? "", hold.member("key_id")?.string ?? "",
                        hold.member("run")?.string ?? "–", hold.member("model")?.string ?? "",
                        Shown.length(ms: nowMs - createdMs), Shown.length(ms: expiresMs - nowMs),
                    ]
                table.add(
                    head + [
                        line.member("budget")?.string ?? "", scope.isEmpty ? "–" : scope,
                        Shown.amount(line.member("held")?.int64 ?? 0, unit),
                        index > 0 ? "" : hold.member("job")?.string ?? "–",
                    ]
                )
            }
        }
        return table
    }
}
