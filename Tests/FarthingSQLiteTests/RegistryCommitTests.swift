import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Testing

@Suite("A submission to the registry is done as a whole or not at all")
struct RegistryCommitTests {
    private struct Rig {
        let folder: TestFolder
        let ledger: SQLiteLedger

        /// A budget, an item `a` in version 1, and an access key.
        init() async throws {
            folder = try TestFolder()
            ledger = try await folder.open()
            _ = try await ledger.one(Sample.budget(limit: 100))
            try await ledger.edit(.agent("a", #"{"n":1}"#))
            try await ledger.add(.sample("key_1"))
        }

        /// Everything that a submission may change.
        func state(of ledger: SQLiteLedger? = nil) async throws -> [String] {
            let ledger = ledger ?? self.ledger
            return try await ledger.registry("agents", after: nil, limit: 99).map(\.words)
                + ledger.accessKeys().map { "\($0.id) \($0.revokedAtMs ?? 0)" }
                + ledger.accounts().map { "\($0.key.scope) \($0.spent) \($0.held)" }
        }

        func submit(
            _ edits: [RegistryEdit],
            keys: [StoredAccessKey] = [],
            revoking: [String] = [],
            with commands: [Command] = [],
            by: String = "admin",
            note: String = ""
        ) async throws(LedgerError) -> RegistryOutcome {
            try await ledger.register(
                edits,
                keys: keys,
                revoking: revoking,
                with: commands,
                by: by,
                note: note
            )
        }

        /// A submission of every part.
        func submitAll() async throws(LedgerError) -> RegistryOutcome {
            try await submit(
                [.agent("a", #"{"n":2}"#), .agent("b", "{}")],
                keys: [.sample("key_2")],
                revoking: ["key_1"],
                with: [Sample.hold(1, 40), Sample.settle(1, [30]), Sample.hold(2, 5)]
            )
        }

        static let before = [#"a 1 {"n":1}"#, "key_1 0"]
        static let after = [
            #"a 2 {"n":2}"#, "b 1 {}", "key_1 \(Sample.startMs)", "key_2 0", " 30 5",
        ]
    }

    @Test("edits, keys and commands are one batch, and there after a kill")
    func whole() async throws {
        let rig = try await Rig()
        #expect(try await rig.state() == Rig.before)
        let outcome = try await rig.submitAll()
        #expect(outcome.words == #"done, a 2 {"n":2}, b 1 {}, held, settled, held"#)
        #expect(try await rig.state() == Rig.after)
        var batches: [Int64] = []
        try JournalReader(rig.folder.folder).forEach { batches.append($0.count) }
        #expect(batches == [1, 1, 5])
        let copy = try rig.folder.copyAsAfterKill()
        let again = try await copy.open()
        #expect(try await rig.state(of: again) == Rig.after)
        await again.close()
        #expect(try copy.verify().isWhole)
        await rig.ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("a command that the ledger refuses leaves everything undone, and unwritten")
    func refused() async throws {
        let rig = try await Rig()
        let outcome = try await rig.submit(
            [.agent("a", #"{"n":2}"#), .agent("b", "{}")],
            keys: [.sample("key_2")],
            revoking: ["key_1"],
            with: [Sample.hold(1, 60), Sample.hold(2, 60), Sample.hold(3, 1)]
        )
        #expect(outcome.words == "refused 1, overLimit")
        #expect(try await rig.state() == Rig.before)
        // The ids are as new, and all of the limit is free.
        #expect(try await rig.ledger.one(Sample.hold(2, 100)).word == "held")
        await rig.ledger.close()
        #expect(try rig.folder.entries() == ["setBudget", "registry 1", "hold"])
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("a command may need a call that has left memory")
    func recalled() async throws {
        let rig = try await Rig()
        _ = try await rig.ledger.one(Sample.hold(1, 40))
        _ = try await rig.ledger.one(Sample.settle(1, [10], .estimated))
        let outcome = try await rig.submit([.agent("b", "{}")], with: [Sample.settle(1, [30])])
        #expect(outcome.words == "done, b 1 {}, settled")
        #expect(try await rig.ledger.sums() == [30, 0])
        await rig.ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test(
        "an item that is not as expected leaves everything undone",
        arguments: [
            (RegistryEdit.Expectation.absent, "a", #"stale 1, a 1 {"n":1}"#),
            (.version(2), "a", #"stale 1, a 1 {"n":1}"#),
            (.version(0), "a", #"stale 1, a 1 {"n":1}"#),
            (.version(1), "c", "stale 1, nothing"),
        ]
    )
    func stale(expects: RegistryEdit.Expectation, id: String, words: String) async throws {
        let rig = try await Rig()
        let outcome = try await rig.submit(
            [.agent("b", "{}"), .agent(id, #"{"n":2}"#, expects: expects)],
            keys: [.sample("key_2")],
            revoking: ["key_1"],
            with: [Sample.hold(1, 40)]
        )
        #expect(outcome.words == words)
        #expect(try await rig.state() == Rig.before)
        await rig.ledger.close()
        #expect(try rig.folder.entries() == ["setBudget", "registry 1"])
    }

    @Test(
        "of a commit that fails nothing is left, wherever it fails, and the ledger goes on",
        arguments: [
            "INSERT ON batches", "INSERT ON registry", "INSERT ON access_keys",
            "UPDATE ON access_keys",
        ]
    )
    func failedCommit(place: String) async throws {
        let rig = try await Rig()
        try execute(
            """
            CREATE TRIGGER broken BEFORE \(place)
            BEGIN SELECT RAISE(ABORT, 'broken'); END
            """,
            in: rig.folder
        )
        do {
            let outcome = try await rig.submitAll()
            Issue.record("\(outcome.words) instead of an error")
        } catch {
            #expect(error.code == .outcomeUnknown)
        }
        try execute("DROP TRIGGER broken", in: rig.folder)
        try await rig.ledger.untilAvailable()
        #expect(try await rig.state() == Rig.before)
        #expect(try rig.folder.entries() == ["setBudget", "registry 1"])
        let outcome = try await rig.submitAll()
        #expect(outcome.words == #"done, a 2 {"n":2}, b 1 {}, held, settled, held"#)
        #expect(try await rig.state() == Rig.after)
        await rig.ledger.close()
        #expect(try rig.folder.verify().isWhole)
    }

    @Test("what cannot be done is said, does nothing, and troubles nobody else")
    func invalid() async throws {
        let rig = try await Rig()
        let edit = RegistryEdit.agent("b", "{}")
        func expectInvalid(
            _ body: @autoclosure () async throws(LedgerError) -> RegistryOutcome,
            _ line: Int = #line
        ) async {
            do {
                let outcome = try await body()
                Issue.record("\(outcome.words) from line \(line)")
            } catch {
                #expect(error.code == .invalid, "line \(line)")
            }
        }
        await expectInvalid(try await rig.submit([]))
        await expectInvalid(try await rig.submit(Array(repeating: edit, count: 257)))
        await expectInvalid(try await rig.submit([.agent("b", "[]")]))
        await expectInvalid(try await rig.submit([.agent("", "{}")]))
        await expectInvalid(
            try await rig.submit([RegistryEdit(collection: "A", id: "b", document: nil)])
        )
        await expectInvalid(try await rig.submit([edit], by: ""))
        await expectInvalid(
            try await rig.submit([edit], note: String(repeating: "n", count: 1_025))
        )
        await expectInvalid(try await rig.submit([edit], keys: [.sample("key_1", hash: "new")]))
        await expectInvalid(try await rig.submit([edit], keys: [.sample("new", hash: "key_1")]))
        await expectInvalid(try await rig.submit([edit], keys: [.sample("k"), .sample("k")]))
        await expectInvalid(try await rig.submit([edit], revoking: ["key_9"]))
        let most = Array(repeating: Command.tick, count: LedgerLimits.commandsMax)
        await expectInvalid(try await rig.submit([edit], with: most))
        let long = #"{"a":""# + String(repeating: "x", count: 65_000) + #""}"#
        await expectInvalid(
            try await rig.submit((0..<65).map { .agent("\($0)", long) })
        )
        #expect(try await rig.state() == Rig.before)
        #expect(try rig.folder.entries() == ["setBudget", "registry 1"])
        await rig.ledger.close()
    }

    @Test("a key that was revoked before stays as it was")
    func revokedBefore() async throws {
        let rig = try await Rig()
        #expect(try await rig.ledger.revokeAccessKey("key_1", nowMs: 5))
        try await rig.ledger.edit(.agent("b", "{}"), revoking: ["key_1"])
        #expect(try await rig.ledger.accessKeys().map(\.revokedAtMs) == [5])
        await rig.ledger.close()
    }

    @Test("of many at once for one item, one version each goes through")
    func contended() async throws {
        let rig = try await Rig()
        let ledger = rig.ledger
        let words = await withTaskGroup(of: String.self) { group in
            for number in 0..<20 {
                group.addTask {
                    let outcome = try? await ledger.register(
                        [.agent("a", "{\"n\":\(number)}", expects: .version(1))],
                        by: "admin",
                        note: ""
                    )
                    if case .done? = outcome { return "done" }
                    if case .stale(0, let item)? = outcome, item?.version == 2 { return "stale" }
                    return "else"
                }
            }
            return await group.reduce(into: [String]()) { $0.append($1) }
        }
        #expect(words.count { $0 == "done" } == 1 && words.count { $0 == "stale" } == 19)
        await rig.ledger.close()
    }
}
