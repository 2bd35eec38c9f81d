import FarthingCore

/// `/v1/receipts` and `/v1/log`.
package struct ReceiptsAPI: Sendable {
    private let desk: ConsoleDesk
    private let journal: any JournalDesk

    package init(desk: ConsoleDesk, journal: any JournalDesk) {
        self.desk = desk
        self.journal = journal
    }

    package var routes: [Route] {
        [
            Route("GET", "/v1/receipts", .principal(.audit), search),
            Route("GET", "/v1/receipts/export", .principal(.audit), export),
            Route("GET", "/v1/receipts/{sequence}", .principal(.audit), get),
            Route("GET", "/v1/receipts/{sequence}/proof", .principal(.audit), prove),
            Route("GET", "/v1/log", .principal(.read), log),
        ]
    }

    /// Which entries come first.
    private enum Order: String, CaseIterable {
        case newest, oldest
    }

    private func search(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let page = query.page()
        let times = query.times()
        var question = EntryQuestion(
            fromMs: times.lowerBound,
            toMs: times.upperBound,
            after: page.after,
            limit: page.limit
        )
        if let kind = query.text("kind", 1...32) { question.terms.append((.kind, kind)) }
        if let text = query.text("hold", 36...36) {
            question.hold = HoldID(text)
            if question.hold == nil { query.fault("hold", "must be the id of a hold, a UUID") }
        }
        let named: [(name: String, field: EntryField, lengthMax: Int)] = [
            ("key", .principal, 64), ("budget", .budget, 128), ("agent", .agent, 256),
            ("user", .user, 256), ("run", .run, 256), ("model", .model, 256), ("tool", .tool, 256),
        ]
        for (name, field, lengthMax) in named {
            if let value = query.name(name, lengthMax: lengthMax) {
                question.terms.append((field, value))
            }
        }
        let workspace = query.name("workspace", lengthMax: 50)
        question.isOldestFirst = query.word("order", Order.self) == .oldest
        try query.check()
        if let workspace = try desk.workspaceFilter(workspace, for: request.principal) {
            question.terms.append((.workspace, workspace))
        }
        let found = try await desk.statistics.entries(question)
        let units = try await units()
        return .json { json in
            json.key("items")
            json.beginArray()
            for row in found.rows {
                json.beginObject()
                write(row, units, to: &json)
                json.endObject()
            }
            json.endArray()
            json.key("next")
            json.string(found.next.map { ListPage.cursor($0) })
        }
    }

    private func get(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let row = try await row(request)
        guard let stored = try await journal.stored(row.sequence) else {
            throw ConsoleError.notFound("entry")
        }
        let units = try await units()
        return .json { json in
            write(row, units, to: &json)
            json.key("entry")
            if let decision = Self.decision(stored.line) {
                json.raw(decision.withView { [UInt8]($0.source) })
            } else {
                json.beginObject()
                json.endObject()
            }
            json.key("line")
            json.string(String(decoding: stored.line, as: UTF8.self))
            json.key("seal")
            json.beginObject()
            json.key("first_sequence")
            json.int(stored.batch.lowerBound)
            json.key("last_sequence")
            json.int(stored.batch.upperBound)
            json.key("text")
            json.string(String(decoding: stored.seal, as: UTF8.self))
            json.endObject()
        }
    }

    private func prove(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let row = try await row(request)
        let proof = try await journal.proof(of: row.sequence)
        return ConsoleAnswer(200, contentType: "text/plain; charset=utf-8", .bytes(proof))
            .with(
                "content-disposition",
                "attachment; filename=\"receipt-\(row.sequence).tlog-proof\""
            )
    }

    private func export(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var query = QueryMembers(request)
        let form = query.word("form", ExportQuestion.Form.self) ?? .farthing
        let hasTimes = request.query.contains { $0.name == "from_ms" || $0.name == "to_ms" }
        let times = query.times()
        let budget = query.name("budget", lengthMax: 128)
        if form.isVerifiable, hasTimes {
            query.fault("from_ms", "is for jsonl, csv and focus: this form verifies as a whole")
        }
        if budget != nil, form != .csv, form != .focus {
            query.fault("budget", "is for csv and focus")
        }
        try query.check()
        guard request.principal?.workspace == nil else {
            throw ConsoleError(
                403,
                "forbidden",
                "The journal is of all workspaces; who has one searches its receipts."
            )
        }
        let pieces = try await journal.export(
            ExportQuestion(
                form: form,
                fromMs: times.lowerBound,
                toMs: times.upperBound,
                budget: budget
            )
        )
        return ConsoleAnswer(200, contentType: form.contentType, .stream(pieces))
            .with("content-disposition", "attachment; filename=\"\(form.fileName)\"")
    }

    private func log(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        try QueryMembers(request).check()
        let log = try await journal.log()
        return .json { json in
            json.key("checkpoint")
            json.string(log.checkpoint)
            json.key("entries")
            json.int(log.entries)
            json.key("head_hash")
            json.string(log.headHash)
            json.key("origin")
            json.string(log.origin)
            json.key("public_key")
            json.string(log.publicKey)
            json.key("verifier_key")
            json.string(log.verifierKey)
        }
    }

    // MARK: Parts

    /// The entry that a path names, where the caller may see it.
    private func row(_ request: ConsoleRequest) async throws -> EntryRow {
        let text = request.parameter("sequence")
        guard let sequence = Int64(text), sequence >= 0, text == String(sequence) else {
            throw ConsoleError.notFound("entry")
        }
        var question = EntryQuestion(isOldestFirst: true, after: String(sequence - 1), limit: 1)
        if sequence == 0 { question.after = nil }
        let found = try await desk.statistics.entries(question).rows.first
        guard let row = found, row.sequence == sequence,
            request.principal?.workspace.map({ row.workspace == $0 }) ?? true
        else { throw ConsoleError.notFound("entry") }
        return row
    }

    private func units() async throws -> [String: BudgetUnit] {
        let budgets = try await desk.store.budgets()
        return Dictionary(budgets.map { ($0.id, $0.unit) }, uniquingKeysWith: { $1 })
    }

    private func write(_ row: EntryRow, _ units: [String: BudgetUnit], to json: inout JSONWriter) {
        json.key("agent")
        json.string(row.agent)
        json.key("at_ms")
        json.int(row.atMs)
        json.key("cost_nanos")
        json.int(row.currency == "USD" ? row.amountNanos : nil)
        json.key("hash")
        json.string(row.hash)
        json.key("hold")
        json.string(row.hold?.description)
        json.key("key_id")
        json.string(row.principal)
        json.key("kind")
        json.string(row.kind)
        json.key("model")
        json.string(row.model)
        json.key("run")
        json.string(row.run)
        json.key("sequence")
        json.int(row.sequence)
        json.key("text")
        json.string(Self.decision(row.line).map { ReceiptWords($0, units: units).text } ?? row.kind)
        json.key("tool")
        json.string(row.tool)
        json.key("workspace")
        json.string(row.workspace)
    }

    /// The entry in a stored line.
    static func decision(_ line: [UInt8]) -> JSONNode? {
        (try? JSONDocument(line))?.root.member("decision")
    }
}

extension QueryMembers {
    /// The times between which something is asked for: `from_ms`, inclusive, and `to_ms`, exclusive.
    mutating func times() -> Range<Int64> {
        let bounds: ClosedRange<Int64> = 0...253_402_300_799_999
        let fromMs = integer("from_ms", bounds) ?? 0
        let toMs = integer("to_ms", bounds) ?? Int64.max
        guard fromMs <= toMs else {
            fault("to_ms", "must not be before from_ms")
            return fromMs..<fromMs
        }
        return fromMs..<toMs
    }
}

extension ConsoleDesk {
    /// The workspace that a list is bound to: the one that is asked for, or the principal's only one.
    ///
    /// - Throws: ``ConsoleError`` 404 for one that is not there, or that the principal may not see.
    func workspaceFilter(_ asked: String?, for principal: Principal?) throws -> String? {
        guard let asked else { return principal?.workspace }
        guard principal?.mayEnter(asked) ?? true, registry.workspace(asked) != nil else {
            throw ConsoleError.notFound("workspace")
        }
        return asked
    }
}
