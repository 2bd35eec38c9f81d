import Farthing
import FarthingCore
import FarthingTesting
import Synchronization
import Testing

@testable import FarthingConsole

/// What can be seen of calls: receipts, holds, runs, sums and changes.
struct ReadAPITests {
    static let budgets = [
        Budget(id: "pool", unit: .money("USD"), limit: 10_000_000_000, window: .day),
        Budget(id: "tokens", unit: .tokens, limit: 1_000, window: .day),
    ]

    let rig: SpendRig
    let journal: MemoryJournal
    let ended = EndedRuns()

    init() async throws {
        let journal = MemoryJournal()
        let ended = ended
        rig = try await SpendRig(budgets: Self.budgets) { parts in
            ReceiptsAPI(desk: parts.desk, journal: journal).routes
                + HoldsAPI(desk: parts.desk).routes
                + RunsAPI(desk: parts.desk, kills: parts.kills, ended: ended).routes
                + AnalyticsAPI(desk: parts.desk).routes
                + AuditAPI(desk: parts.desk).routes
        }
        journal.set(rig.index)
        self.journal = journal
        for id in ["ws-1", "ws-2"] {
            let workspace = Workspace(id: id, name: id, createdAtMs: 0)
            let edit = RegistryEdit(
                collection: Workspace.collection,
                id: id,
                document: workspace.document
            )
            try await rig.desk.change([edit], by: .admin, note: "made")
        }
    }

    /// Makes a call that cost so much.
    @discardableResult
    private func call(_ scope: [Dimension: String], nanos: Int64 = 250_000_000) async throws
        -> HoldID
    {
        guard case .held(let held) = try await rig.hold("pool", scope, nanos: nanos) else {
            throw ConsoleError(409, "refused", "")
        }
        let usage = SettledUsage(
            inputTokens: 1,
            outputTokens: 2,
            costNanos: nanos,
            ending: "complete"
        )
        let settle = SettleRequest(
            id: held.id,
            amounts: [nanos],
            evidence: .reported,
            usage: usage
        )
        _ = try await rig.store.apply([.settle(settle)], nowMs: rig.clock.nowMs)
        rig.clock.advance(byMs: 1_000)
        return held.id
    }

    private func get(
        _ target: String,
        by sender: SpendRig.Sender = .role(.auditor)
    ) async throws -> ControlRig.Answer {
        try await rig.send("GET", target, by: sender)
    }

    // MARK: Receipts

    @Test("receipts are found by what their calls say, newest first, in pages")
    func search() async throws {
        for index in 0..<5 {
            try await call([.agent: "a", .run: "run-\(index)", .project: "ws-1"])
        }
        let hold = try await call([.agent: "b", .model: "gpt-5", .project: "ws-2"])
        let all = try await get("/v1/receipts?agent=a&limit=4")
        #expect(all.status == 200, "\(all.text)")
        #expect(all.items.count == 4 && all.each("kind")[0] == "settle")
        #expect(all.each("run")[0] == "run-4")
        let next = try await get("/v1/receipts?agent=a&limit=4&cursor=\(all["next"])")
        #expect(next.each("run")[0] == "run-2")
        let oldest = try await get("/v1/receipts?agent=a&order=oldest&limit=1")
        #expect(oldest.each("run") == ["run-0"] && oldest.each("kind") == ["hold"])
        #expect(oldest.each("text") == ["held 0.25 USD in pool"])
        for query in [
            "hold=\(hold)", "model=gpt-5", "kind=hold&agent=b", "key=key_gateway&agent=b",
        ] {
            let found = try await get("/v1/receipts?" + query)
            #expect(
                !found.items.isEmpty && found.each("agent").allSatisfy { $0 == "b" },
                "\(query)"
            )
        }
        let settled = try await get("/v1/receipts?kind=settle&agent=b")
        #expect(
            settled.each("text") == [
                "the call of entry \(rig.sequence(of: hold)) cost 0.25 USD (reported)"
            ]
        )
    }

    @Test("an entry is shown as it is stored, with its seal and a proof")
    func one() async throws {
        let hold = try await call([.agent: "a", .project: "ws-1"])
        let sequence = rig.sequence(of: hold)
        let shown = try await get("/v1/receipts/\(sequence)")
        #expect(shown.status == 200 && shown.part("entry")["kind"] as? String == "hold")
        #expect(shown["line"].contains(shown["hash"]) && !shown.part("seal").isEmpty)
        let proof = try await get("/v1/receipts/\(sequence)/proof")
        #expect(proof.status == 200 && proof.text == "proof of \(sequence)")
        for target in [
            "/v1/receipts/99999", "/v1/receipts/x", "/v1/receipts/-1", "/v1/receipts/01",
        ] {
            #expect(try await get(target).status == 404, "\(target)")
        }
        journal.setUnsealed()
        let early = try await get("/v1/receipts/\(sequence)/proof")
        #expect(early.status == 503 && early.code == "not_sealed")
    }

    @Test("who has one workspace sees its receipts and no others")
    func receiptBorders() async throws {
        let mine = try await call([.project: "ws-1", .run: "r"])
        let hers = try await call([.project: "ws-2", .run: "r"])
        let sender = SpendRig.Sender.role(.auditor, workspace: "ws-1")
        let found = try await get("/v1/receipts?run=r", by: sender)
        #expect(Set(found.each("hold")) == [mine.description])
        #expect(try await get("/v1/receipts?workspace=ws-2", by: sender).status == 404)
        #expect(try await get("/v1/receipts?workspace=ws-9").status == 404)
        let place = rig.sequence(of: hers)
        #expect(try await get("/v1/receipts/\(place)", by: sender).status == 404)
        #expect(try await get("/v1/receipts/\(place)/proof", by: sender).status == 404)
        #expect(try await get("/v1/receipts/\(rig.sequence(of: mine))", by: sender).status == 200)
        #expect(try await get("/v1/receipts/export", by: sender).status == 403)
    }

    @Test("receipts and changes take an auditor; the log's figures a viewer")
    func roles() async throws {
        for target in ["/v1/receipts", "/v1/receipts/1", "/v1/receipts/export", "/v1/audit"] {
            for role in [Role.viewer, .operator, .approver] {
                #expect(try await get(target, by: .role(role)).status == 403, "\(target)")
            }
            #expect(try await get(target, by: .field(nil)).status == 401)
        }
        let log = try await get("/v1/log", by: .role(.viewer))
        #expect(log.status == 200 && log["origin"] == "farthing/test" && log.isNull("checkpoint"))
    }

    @Test(
        "questions that make no sense are refused",
        arguments: [
            "/v1/receipts?hold=x", "/v1/receipts?order=up", "/v1/receipts?from_ms=5&to_ms=4",
            "/v1/receipts?limit=0", "/v1/receipts?nope=1", "/v1/receipts?cursor=%21",
            "/v1/receipts/export?form=pdf", "/v1/receipts/export?from_ms=1",
            "/v1/receipts/export?form=jsonl&budget=pool", "/v1/holds?scope=x", "/v1/holds?order=up",
            "/v1/holds?cursor=YQ", "/v1/runs?state=gone", "/v1/analytics?by=colour",
            "/v1/analytics?step=year", "/v1/analytics?agent=a&model=b",
            "/v1/analytics?zone=Mars/One",
            "/v1/analytics?from_ms=5&to_ms=4", "/v1/analytics?to_ms=253402300800000",
            "/v1/analytics?from_ms=9223372036854775807", "/v1/analytics?top=0",
            "/v1/analytics?currency=tokens",
            "/v1/analytics?step=hour&from_ms=0&to_ms=100000000000", "/v1/audit?id=x",
            "/v1/audit?collection=secrets", "/v1/log?x=1",
        ]
    )
    func nonsense(target: String) async throws {
        let answer = try await get(target)
        #expect(answer.status == 422, "\(answer.text)")
    }

    @Test("the journal comes as a file, in the form that is asked for")
    func export() async throws {
        for (form, type) in [
            ("farthing", "application/x-ndjson"), ("csv", "text/csv; charset=utf-8"),
        ] {
            let answer = try await rig.answer(
                "GET",
                "/v1/receipts/export?form=\(form)",
                by: .role(.auditor)
            )
            #expect(answer.status == 200 && answer.contentType == type)
            guard case .stream(let pieces) = answer.body else {
                Issue.record("no stream")
                return
            }
            var text = ""
            for await piece in pieces { text += String(decoding: piece, as: UTF8.self) }
            #expect(text == "a \(form) file")
        }
        _ = try await rig.answer(
            "GET",
            "/v1/receipts/export?form=csv&from_ms=5&to_ms=9&budget=pool",
            by: .role(.auditor)
        )
        let asked = ExportQuestion(form: .csv, fromMs: 5, toMs: 9, budget: "pool")
        #expect(journal.asked.last == asked)
    }

    // MARK: Holds

    @Test("open holds are told with what they hold, in the order that is asked for")
    func holds() async throws {
        for (index, nanos) in [Int64(5), 9, 7].enumerated() {
            try await rig.hold(
                "pool",
                [.agent: "a\(index)", .run: "r", .project: "ws-1", .tool: "search"],
                nanos: nanos
            )
        }
        try await rig.hold("tokens", [.project: "ws-2"], nanos: 3)
        let newest = try await get("/v1/holds?workspace=ws-1")
        #expect(newest.each("agent") == ["a2", "a1", "a0"])
        #expect(try await get("/v1/holds?order=oldest&run=r").each("agent") == ["a0", "a1", "a2"])
        var seen: [String] = []
        var target = "/v1/holds?order=largest&budget=pool&limit=1"
        for _ in 0..<3 {
            let page = try await get(target)
            seen += page.each("agent")
            target = "/v1/holds?order=largest&budget=pool&limit=1&cursor=\(page["next"])"
        }
        #expect(seen == ["a1", "a2", "a0"])
        let line = (newest.items[0]["lines"] as? [[String: Any]])?.first
        #expect(line?["unit"] as? String == "USD" && line?["amount"] as? Int == 7)
        #expect(
            newest.items[0]["tool"] as? String == "search"
                && newest.items[0]["sent"] as? Bool == true
        )
        #expect(try await get("/v1/holds?budget=tokens").items.count == 1)
        #expect(try await get("/v1/holds?key=key_gateway").items.count == 4)
        let mine = try await get("/v1/holds", by: .role(.viewer, workspace: "ws-2"))
        #expect(mine.items.count == 1)
        let sender = SpendRig.Sender.role(.viewer, workspace: "ws-2")
        #expect(try await get("/v1/holds?workspace=ws-1", by: sender).status == 404)
    }

    // MARK: Runs

    @Test("runs are told with what they did, and as trees")
    func runs() async throws {
        try await call([.run: "root", .project: "ws-1", .agent: "a"], nanos: 100)
        try await call([.run: "child", .tag("parent_run"): "root", .project: "ws-1"], nanos: 30)
        try await call([.run: "alone", .project: "ws-2"], nanos: 5)
        let list = try await get("/v1/runs")
        #expect(list.each("run") == ["alone", "child", "root"], "\(list.text)")
        let first = try await get("/v1/runs?limit=2")
        let rest = try await get("/v1/runs?limit=2&cursor=\(first["next"])")
        #expect(first.each("run") + rest.each("run") == ["alone", "child", "root"])
        #expect(rest.isNull("next"))
        let tree = try await get("/v1/runs/root")
        let children = tree.object["children"] as? [[String: Any]]
        #expect(children?.map { $0["run"] as? String } == ["child"])
        #expect(tree["state"] == "running" && tree.number("cost_nanos") == 100)
        rig.clock.advance(byMs: RunsAPI.quietMs + 1)
        #expect(try await get("/v1/runs?state=ended").items.count == 3)
        #expect(try await get("/v1/runs?state=running").items.isEmpty)
        try await rig.hold("pool", [.run: "root", .project: "ws-1"])
        #expect(try await get("/v1/runs?state=running").each("run") == ["root"])
        let mine = SpendRig.Sender.role(.viewer, workspace: "ws-2")
        #expect(try await get("/v1/runs", by: mine).each("run") == ["alone"])
        #expect(try await get("/v1/runs/root", by: mine).status == 404)
        #expect(try await get("/v1/runs/none").status == 404)
    }

    @Test("a run that its client has ended is over, until something else comes of it")
    func endedRuns() async throws {
        try await call([.run: "done", .project: "ws-1"])
        try await call([.run: "done", .project: "ws-2"])
        try await call([.run: "other", .project: "ws-1"])
        ended.note("done", workspace: "ws-1", atMs: rig.clock.nowMs)
        let over = try await get("/v1/runs?state=ended")
        #expect(over.each("run") == ["done"] && over.each("workspace") == ["ws-1"])
        #expect(try await get("/v1/runs?state=running").items.count == 2)
        rig.clock.advance(byMs: 1)
        try await rig.hold("pool", [.run: "done", .project: "ws-1"])
        #expect(try await get("/v1/runs?state=ended").items.isEmpty)
    }

    @Test("of runs that have ended the latest are known")
    func endedRunsBound() {
        let ended = EndedRuns()
        func has(_ number: Int) -> Bool {
            ended.contains(
                RunStatement(
                    run: "r\(number)",
                    workspace: "",
                    parent: nil,
                    agent: nil,
                    principal: nil,
                    calls: 1,
                    refused: 0,
                    costNanos: 0,
                    treeCostNanos: 0,
                    currency: "USD",
                    firstSequence: 0,
                    beganAtMs: 1,
                    lastAtMs: 2
                )
            )
        }
        for number in 0...EndedRuns.runsMax {
            ended.note("r\(number)", workspace: "", atMs: 2)
            ended.note("r\(number)", workspace: "", atMs: 1)
        }
        #expect(!has(0) && has(1) && has(EndedRuns.runsMax))
    }

    // MARK: Sums

    @Test("sums are grouped, the dearest first, and what is left out is told together")
    func analytics() async throws {
        for (agent, nanos) in [("a", Int64(10)), ("b", 30), ("c", 20), ("a", 5)] {
            try await call([.agent: agent, .project: "ws-1"], nanos: nanos)
        }
        try await call([.agent: "z", .project: "ws-2"], nanos: 1)
        let answer = try await get("/v1/analytics?by=agent&top=2", by: .role(.viewer))
        #expect(answer.status == 200, "\(answer.text)")
        let groups = answer.object["groups"] as? [[String: Any]] ?? []
        #expect(groups.map { $0["value"] as? String } == ["b", "c"])
        #expect(answer.part("other")["cost_nanos"] as? Int == 16)
        #expect(answer.part("total")["cost_nanos"] as? Int == 66)
        #expect(answer.part("total")["calls"] as? Int == 5)
        let span = (answer.number("to_ms") ?? 0) - (answer.number("from_ms") ?? 0)
        #expect(span == 25 * AnalyticsQuestion.hourMs, "a day, and the hour that has begun")
        let euros = try await get("/v1/analytics?currency=EUR", by: .role(.viewer))
        #expect(euros.part("total")["cost_nanos"] as? Int == 0)
        let sender = SpendRig.Sender.role(.viewer, workspace: "ws-2")
        let mine = try await get("/v1/analytics?by=agent", by: sender)
        #expect(mine.part("total")["cost_nanos"] as? Int == 1)
        #expect(try await get("/v1/analytics?workspace=ws-1", by: sender).status == 404)
    }

    @Test("steps begin where the zone's days do")
    func steps() throws {
        var request = ConsoleRequest(
            method: "GET",
            path: "/",
            query: [
                ("step", "day"), ("zone", "Asia/Kolkata"), ("from_ms", "1795255200000"),
                ("to_ms", "1795428000000"),
            ]
        )
        request.parameters = [:]
        let question = try AnalyticsQuestion(request, rig.desk)
        // 18:30 UTC is midnight in Kolkata.
        let start = question.stepStart(1_795_298_400_000)
        #expect((start + 19_800_000) % 86_400_000 == 0 && start <= 1_795_298_400_000)
        let sums = [0, 1, 30].map { hour in
            StatisticsSum(
                value: "",
                hourMs: 1_795_255_200_000 + Int64(hour) * 3_600_000,
                currency: "USD",
                calls: 1,
                costNanos: 2
            )
        }
        let answer = AnalyticsAnswer(sums, question).answer()
        guard case .bytes(let bytes) = answer.body else { return }
        let total = try JSONDocument(bytes).root.member("total")
        #expect(total?.member("points")?.count == 2 && total?.member("cost_nanos")?.int64 == 6)
    }

    // MARK: Changes

    @Test("changes are told with who made them, and what was before and after")
    func audit() async throws {
        var workspace = Workspace(id: "ws-1", name: "Other", createdAtMs: 0)
        for name in ["Other", "Third"] {
            workspace.name = name
            let edit = RegistryEdit(
                collection: Workspace.collection,
                id: "ws-1",
                document: workspace.document
            )
            try await rig.desk.change([edit], by: .admin, note: "renamed")
        }
        let removal = RegistryEdit(collection: Workspace.collection, id: "ws-2", document: nil)
        try await rig.desk.change([removal], by: .admin)
        let changes = try await get("/v1/audit?collection=workspaces")
        #expect(changes.status == 200, "\(changes.text)")
        #expect(changes.each("action") == ["remove", "edit", "edit", "create", "create"])
        let edit = changes.items[1]
        #expect((edit["before"] as? [String: Any])?["name"] as? String == "Other")
        #expect((edit["after"] as? [String: Any])?["name"] as? String == "Third")
        #expect(edit["by"] as? String == "admin" && edit["note"] as? String == "renamed")
        #expect(changes.items[0]["after"] is String == false)
        let one = try await get("/v1/audit?collection=workspaces&id=ws-2")
        #expect(one.each("action") == ["remove", "create"])
        #expect(try await get("/v1/audit?by=key:nobody").items.isEmpty)
        let page = try await get("/v1/audit?collection=workspaces&limit=2")
        #expect(page.items.count == 2 && !page["next"].isEmpty)
        let mine = try await get("/v1/audit", by: .role(.auditor, workspace: "ws-1"))
        #expect(mine.status == 403)
    }

    @Test("what programs tell by the thousand is no change that anybody has made")
    func auditIsReadable() async throws {
        for _ in 0..<60 {
            let edit = RegistryEdit(
                collection: ActguardEvents.collection,
                id: "key_1",
                document: Array("{}".utf8)
            )
            try await rig.desk.change([edit], by: .admin)
        }
        let changes = try await get("/v1/audit?limit=3")
        #expect(changes.items.count == 3)
        #expect(!changes.each("collection").contains(ActguardEvents.collection))
    }
}

extension SpendRig {
    /// The entry that admitted a hold.
    fileprivate func sequence(of hold: HoldID) -> Int64 {
        index.rows.first { $0.hold == hold }?.sequence ?? -1
    }
}

/// A journal's files, as the test says they are.
final class MemoryJournal: JournalDesk {
    private struct State: Sendable {
        var index: MemoryIndex?
        var isSealed = true
        var asked: [ExportQuestion] = []
    }

    private let state = Mutex(State())

    func set(_ index: MemoryIndex) { state.withLock { $0.index = index } }
    func setUnsealed() { state.withLock { $0.isSealed = false } }

    /// The exports that were asked for.
    var asked: [ExportQuestion] { state.withLock { $0.asked } }

    func stored(_ sequence: Int64) async throws -> StoredEntry? {
        let rows = state.withLock { $0.index }?.rows ?? []
        guard rows.indices.contains(Int(sequence)) else { return nil }
        return StoredEntry(
            line: rows[Int(sequence)].line,
            batch: sequence...sequence,
            seal: Array("a seal".utf8)
        )
    }

    func proof(of sequence: Int64) async throws -> [UInt8] {
        guard state.withLock({ $0.isSealed }) else {
            throw ConsoleError(503, "not_sealed", "Not yet.")
        }
        return Array("proof of \(sequence)".utf8)
    }

    func export(_ question: ExportQuestion) async throws -> AsyncStream<[UInt8]> {
        state.withLock { $0.asked.append(question) }
        let (pieces, piece) = AsyncStream<[UInt8]>.makeStream()
        piece.yield(Array("a \(question.form.rawValue) ".utf8))
        piece.yield(Array("file".utf8))
        piece.finish()
        return pieces
    }

    func log() async throws -> LogStatement {
        LogStatement(
            origin: "farthing/test",
            entries: 1,
            headHash: "aa",
            checkpoint: nil,
            verifierKey: "key",
            publicKey: "00"
        )
    }
}
