import FarthingCore
import FarthingReceipts

extension FuzzTarget {
    /// Every kind of entry that a book writes, from a short history.
    private static let entries: [[UInt8]] = {
        var book = Book()
        var random = Random(seed: 1)
        for command in Scenario.budgets { _ = book.apply(command, nowMs: startMs) }
        for _ in 0..<60 {
            var scenario = Scenario(using: &random)
            var nowMs = startMs
            while let step = scenario.next(nowMs: nowMs) {
                _ = book.apply(step.command, nowMs: nowMs)
                nowMs += 1 + scenario.pauseMs
            }
        }
        for rule in ["dear", nil, "dear"] {
            let call = RefusedCall(
                id: HoldID(random: 1, 2),
                code: rule == nil ? .unmatched : .rule,
                rule: rule,
                projectedNanos: 1,
                context: refusedContext
            )
            _ = book.apply(.refuse(call), nowMs: startMs)
        }
        _ = book.apply(.pause(budget: Scenario.smallBudget, scope: nil, note: "n"), nowMs: startMs)
        _ = book.apply(.reset(budget: Scenario.smallBudget, scope: nil, note: ""), nowMs: startMs)
        for note in notes { _ = book.apply(.note(note), nowMs: startMs) }
        _ = book.apply(.balance, nowMs: startMs + 100_000)
        return book.takeEntries().map { entry in
            var json = JSONWriter()
            entry.write(to: &json)
            return json.bytes
        }
    }()

    /// What a journal says of itself; whether signatures are right is not the entry's matter.
    private static let notes: [LogNote] = {
        let key = String(repeating: "a", count: 64)
        let origin = "farthing/fuzz"
        return [
            .keyRotation(
                KeyRotation(
                    from: key,
                    to: key,
                    origin: origin,
                    size: 1,
                    head: key,
                    signatures: [key + key, key + key]
                )
            ),
            .keyDelegation(
                KeyDelegation(
                    root: key,
                    to: key,
                    notBeforeMs: startMs,
                    notAfterMs: startMs + 1,
                    origin: origin,
                    signatures: [key + key, key + key]
                )
            ),
            .logOrigin(OriginChange(from: origin, size: 1, head: key, to: origin + "/1")),
            .imported(
                ImportedEntry(
                    source: "agentguard-spend",
                    signerFingerprint: String(repeating: "b", count: 16),
                    sequence: 3,
                    entryHash: key,
                    previousHash: key,
                    signature: key + key,
                    decision: Array(#"{"action":"allow","kind":"settle"}"#.utf8)
                )
            ),
        ] + registry
    }()

    /// An item that is made, and one that is removed.
    private static let registry: [LogNote] = [Array(#"{"n":1,"name":"a"}"#.utf8), nil]
        .compactMap { (document: [UInt8]?) -> LogNote? in
            let change = try? RegistryChange(
                collection: "agents",
                id: "ag_1",
                version: 1,
                document: document,
                by: "admin",
                note: "n"
            )
            return change.map { .registry($0) }
        }

    private static let refusedContext = CallContext(
        principal: "key",
        provider: "openai",
        modelRequested: "gpt-4o",
        modelResolved: "gpt-4o",
        policyID: "fuzz",
        policyVersion: 1,
        isEnforced: true,
        priceBook: "none",
        scope: Scope(),
        reasons: ["rule \"dear\" says block"]
    )

    private static let startMs: Int64 = 1_781_481_600_000

    static let entry = FuzzTarget(
        name: "entry",
        seeds: entries,
        words: [
            #""kind":"hold""#, #""kind":"charge""#, #""code":"rule","#, #""rule":"dear","#,
            #""kind":"settle""#, #""kind":"expire""#,
            #""kind":"balance""#, #""lines":[],"#, #""amounts":[],"#, #""held":-1"#,
            #""timestamp":"9999-12-31T23:59:59.999Z""#, #""windowStartMs":-1"#,
        ]
    ) { input, _ throws(FuzzFault) in
        guard let document = try? JSONDocument(input), let entry = Entry(document.root) else {
            return false
        }
        let first = written(entry)
        guard let document = try? JSONDocument(first), let again = Entry(document.root) else {
            throw FuzzFault("an entry that was read and written cannot be read again")
        }
        guard written(again) == first else {
            throw FuzzFault("an entry that was written is read as another")
        }
        return true
    }

    private static func written(_ entry: Entry) -> [UInt8] {
        var json = JSONWriter()
        entry.write(to: &json)
        return json.bytes
    }

    /// A sealed journal, and the roots that its seals sign.
    private struct Journal: Sendable {
        var batches: [StoredBatch] = []
        var roots: [Int64: Hash32] = [:]
        let key = SigningKey()

        init(_ entries: [[UInt8]]) {
            guard var seal = try? JournalSeal(origin: "farthing/fuzz", signer: key) else { return }
            for start in stride(from: 0, to: entries.count, by: 7) {
                var lines: [UInt8] = []
                let part = entries[start..<min(start + 7, entries.count)]
                for decision in part { try? seal.append(decision: decision, to: &lines) }
                let note = (try? seal.seal(atMs: FuzzTarget.startMs)) ?? []
                batches.append(
                    StoredBatch(
                        firstSequence: Int64(start),
                        count: Int64(part.count),
                        lines: lines,
                        seal: note
                    )
                )
                roots[seal.nextSequence] = seal.rootHash
            }
        }
    }

    private static let journal = Journal(Array(entries.prefix(28)))

    static let verifier = FuzzTarget(
        name: "verifier",
        seeds: journal.batches.flatMap { [$0.lines, $0.seal] },
        words: [
            #","sequence":0}"#, #""previousHash":"#, #""entryHash":"#, "farthing/fuzz\n",
            "\u{2014} ",
            "\ntime 0", "\nhead ", #","signature":""#, "{\"decision\":", "==",
        ]
    ) { input, random throws(FuzzFault) in
        var batches = journal.batches
        let index = random.below(batches.count)
        let old = batches[index]
        let isLines = random.chance(50)
        batches[index] = StoredBatch(
            firstSequence: old.firstSequence,
            count: old.count,
            lines: isLines ? input : old.lines,
            seal: isLines ? old.seal : input
        )
        var verifier = Verifier(keys: [journal.key.verifyingKey]) { _, decision in
            Entry(decision) == nil ? "no entry" : nil
        }
        for batch in batches { verifier.add(batch) }
        let found = verifier.finish()
        let isSame = batches[index].lines == old.lines && batches[index].seal == old.seal
        if isSame != found.isWhole, isSame || batches[index].lines != old.lines {
            throw FuzzFault("a changed journal verifies, or a whole one does not")
        }
        if found.sealedEntries > 0, journal.roots[found.sealedEntries] == nil {
            throw FuzzFault("a seal counts that was never made")
        }
        var export = Verifier(keys: [journal.key.verifyingKey])
        export.add(input)
        _ = export.finish()
        return found.isWhole
    }
}
