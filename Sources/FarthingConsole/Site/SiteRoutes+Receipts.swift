import FarthingCore
import FarthingPages
import FarthingReceipts

/// The journal's entries, and what proves them.
extension SiteRoutes {
    var receiptRoutes: [Route] {
        [
            page("/receipts", .audit, receipts),
            page("/receipts/{sequence}", .audit, receipt),
        ]
    }

    /// The kinds that people search for; docs/formats/entries.md has all of them.
    private static let kinds = [
        "approvalAsk", "approvalGrant", "approvalVote", "charge", "correction", "expire", "hold",
        "pause", "refund", "refusal", "registry", "release", "reset", "resume", "setBudget",
        "setLimit", "setPolicy", "settle", "topUp",
    ]
    private static let dayMs: Int64 = 86_400_000

    private func receipts(_ visit: SiteVisit) async throws -> any Page {
        let request = visit.request
        var search = ReceiptsPage.Search(
            kind: request.asked("kind"),
            agent: request.asked("agent"),
            run: request.asked("run"),
            budget: request.asked("budget"),
            from: request.asked("from"),
            to: request.asked("to")
        )
        var question = EntryQuestion(after: try after(visit), limit: Self.rowsMax)
        if let fromMs = Self.dateMs(search.from) { question.fromMs = fromMs }
        if let toMs = Self.dateMs(search.to) { question.toMs = toMs + Self.dayMs }
        if !Self.kinds.contains(search.kind) { search.kind = "" }
        let terms: [(EntryField, String)] = [
            (.kind, search.kind), (.agent, agentID(search.agent, visit)), (.run, search.run),
            (.budget, search.budget), (.workspace, visit.workspace ?? ""),
        ]
        question.terms = terms.filter { !$0.1.isEmpty }.map { (field: $0.0, value: $0.1) }
        let found = try await desk.statistics.entries(question)
        let log = try? await api.get(PageLink("v1", "log"), by: request)
        let published = log.flatMap { SignedCheckpoint(Array($0.text("checkpoint").utf8)) }
        return ReceiptsPage(
            search: search,
            kinds: Self.kinds,
            receipts: try await rows(found.rows),
            more: PageMore(
                next: found.next.map { ListPage.cursor($0) },
                isFurther: question.after != nil
            ),
            entries: try await desk.statistics.countedUntil(),
            published: published?.checkpoint.size ?? 0
        )
    }

    /// Agents are known to people by their names; of several of one name the newest is meant.
    func agentID(_ text: String, _ visit: SiteVisit) -> String {
        guard !text.isEmpty, desk.registry.agent(text) == nil else { return text }
        let named = desk.registry.agents(of: visit.workspace, after: nil, limit: Int.max) {
            $0.name == text
        }
        return named.max { ($0.createdAtMs, $0.id) < ($1.createdAtMs, $1.id) }?.id ?? text
    }

    /// When a day begins in UTC; nil for what is no date.
    static func dateMs(_ text: String) -> Int64? {
        parseTimestamp((text + "T00:00:00.000Z").utf8)
    }

    // MARK: Rows

    /// Entries as lists show them.
    func rows(_ entries: [EntryRow]) async throws -> [ReceiptRow] {
        let units = try await units()
        return entries.map { row($0, units) }
    }

    private func units() async throws -> [String: BudgetUnit] {
        Dictionary(
            try await figures.budgets().map { ($0.id, $0.unit) },
            uniquingKeysWith: { $1 }
        )
    }

    private func row(_ entry: EntryRow, _ units: [String: BudgetUnit]) -> ReceiptRow {
        ReceiptRow(
            number: entry.sequence,
            atMs: entry.atMs,
            kind: entry.kind,
            agent: entry.agent.map(name(ofAgent:)) ?? "",
            about: entry.tool ?? entry.model ?? ReceiptsAPI.decision(entry.line)
                .map { ReceiptWords($0, units: units).text } ?? "",
            amount: entry.amountNanos.map {
                PageAmount(nanos: $0, currency: entry.currency ?? "USD")
            },
            mark: mark(entry.kind)
        )
    }

    private func mark(_ kind: String) -> PageMark? {
        switch kind {
        case "refusal", "refusals": PageMark("refused", .bad)
        case "pause", "freeze": PageMark("stopped", .bad)
        case "approvalAsk": PageMark("waits", .warn)
        case "expire": PageMark("expired", .warn)
        case "hold": PageMark("held", .none)
        case "charge", "settle": PageMark("charged", .good)
        default: nil
        }
    }

    // MARK: One receipt

    private func receipt(_ visit: SiteVisit) async throws -> any Page {
        let text = visit.request.parameter("sequence")
        guard let sequence = Int64(text), sequence >= 0, text == String(sequence) else {
            throw ConsoleError.notFound("receipt")
        }
        var question = EntryQuestion(isOldestFirst: true, limit: 1)
        if sequence > 0 { question.after = String(sequence - 1) }
        guard let entry = try await desk.statistics.entries(question).rows.first,
            entry.sequence == sequence,
            visit.principal.workspace.map({ entry.workspace == $0 }) ?? true
        else { throw ConsoleError.notFound("receipt") }
        var related: [EntryRow] = []
        if let hold = entry.hold {
            let question = EntryQuestion(hold: hold, isOldestFirst: true, limit: Self.rowsMax)
            related = try await desk.statistics.entries(question).rows
                .filter { $0.sequence != sequence }
        }
        let root = (try? JSONDocument(entry.line))?.root
        let units = try await units()
        return ReceiptPage(
            row: row(entry, units),
            members: members(entry, root, units, visit),
            line: String(decoding: entry.line, as: UTF8.self),
            hash: entry.hash,
            previousHash: root?.text("previousHash") ?? "",
            proof: await proof(of: sequence, visit),
            related: try await rows(related),
            hasNext: try await desk.statistics.countedUntil() > sequence + 1
        )
    }

    /// What an entry says: in a sentence, and then member by member.
    private func members(
        _ entry: EntryRow,
        _ root: JSONNode?,
        _ units: [String: BudgetUnit],
        _ visit: SiteVisit
    ) -> [ReceiptPage.Member] {
        guard let decision = root?.member("decision") else { return [] }
        var members = [
            ReceiptPage.Member("in words", ReceiptWords(decision, units: units).text)
        ]
        if let agent = entry.agent {
            members.append(
                .init("agent", name(ofAgent: agent), link: link(toAgent: agent, visit))
            )
        }
        if let run = entry.run { members.append(.init("run", run, link: PageLink("runs", run))) }
        for (name, value) in decision.members {
            let text: String
            switch value.kind {
            case .string: text = value.string ?? ""
            case .null: text = "none"
            default: text = value.withView { String(decoding: [UInt8]($0.source), as: UTF8.self) }
            }
            // One that is not in force any more has no page.
            let isKnown = name == "budget" && value.kind == .string && units[text] != nil
            members.append(.init(name, text, link: isKnown ? PageLink("budgets", text) : nil))
        }
        return members
    }

    /// The proof; nil while there is none.
    private func proof(of sequence: Int64, _ visit: SiteVisit) async -> ReceiptPage.Proof? {
        let operation = PageLink("v1", "receipts", String(sequence), "proof")
        guard let bytes = try? await api.bytes("GET", operation, by: visit.request),
            let proof = TlogProof(bytes)
        else { return nil }
        let checkpoint = proof.checkpoint.checkpoint
        return ReceiptPage.Proof(
            size: checkpoint.size,
            root: Self.base64(checkpoint.root.bytes),
            path: proof.hashes.map { Self.base64($0.bytes) },
            checkpoint: String(decoding: proof.checkpoint.note.bytes, as: UTF8.self),
            // The log signs under its own name.
            witnesses: proof.checkpoint.note.signatures.map(\.name)
                .filter { $0 != checkpoint.origin }
        )
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        String(decoding: Base64.standard.encode(bytes), as: UTF8.self)
    }
}
