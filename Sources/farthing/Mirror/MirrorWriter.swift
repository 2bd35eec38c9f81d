import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Reads the journal on and writes its decisions to the tenants' logs.
///
/// Every line names its entry in the journal, so that a log's end says what is in it: after a crash
/// some of the journal is read again, and what is there is left out.
actor MirrorWriter {
    /// Batches that are read before others get their turn, and lines are written.
    private static let batchesMax = 64
    /// Logs that are open at a time.
    private static let logsMax = 256

    private let journal: CheckedJournal
    private let folder: MirrorFolder
    private let origin: String
    private let keys: SigningKeys
    private var logs: [String: MirrorLog] = [:]
    /// The first entry that is not written yet, and the first that is not on the disk.
    private(set) var next: Int64
    private var keptNext: Int64
    /// Where the journal's chain and keys were there; nil before the first batch.
    private var check: BatchCheck?

    /// What a look at the journal's end has brought.
    struct News: Sendable {
        var lines: Int64 = 0
        var next: Int64
        /// Whether more may be there already.
        var isPartial = false
    }

    init(_ folder: DataFolder, path: String, keys: SigningKeys) throws {
        journal = try CheckedJournal(folder)
        origin = try journal.reader.origin() ?? ""
        self.folder = MirrorFolder(path: path)
        self.keys = keys
        next = try self.folder.next(of: origin)
        // A journal that was put back to an earlier state has other entries there now.
        guard next <= (try journal.reader.entryCount()) else {
            throw Failure(
                .configuration,
                "\(path): the mirror has more than the journal, which is from a backup; name "
                    + "another folder with --mirror-agentguard"
            )
        }
        keptNext = next
    }

    private struct Enough: Error {}

    /// Mirrors entries that were not mirrored before; after an error the same are tried again.
    func readOn() throws -> News {
        var news = News(next: next)
        var touched: Set<String> = []
        var batches = 0
        var check = check
        do {
            do {
                try journal.reader.forEach(from: next) { batch in
                    // What is signed here must be what was sealed there.
                    try journal.take(batch, &check)
                    for (offset, line) in JournalLines(batch.lines).enumerated() {
                        let entry = batch.firstSequence + Int64(offset)
                        guard let (tenant, decision) = Self.decision(line) else { continue }
                        try add(decision, entry, to: tenant)
                        touched.insert(tenant)
                        news.lines += 1
                    }
                    news.next = batch.firstSequence + batch.count
                    batches += 1
                    if batches >= Self.batchesMax { throw Enough() }
                }
            } catch is Enough {
                news.isPartial = true
            }
            for tenant in touched { try logs[tenant]?.write() }
        } catch {
            // Their ends say what was written.
            logs.removeAll()
            throw error
        }
        next = news.next
        self.check = check
        if logs.count > Self.logsMax { try keep() }
        return news
    }

    /// Brings what was written to the disk, and remembers where the journal was read to.
    func keep() throws {
        guard next > keptNext else { return }
        do {
            for log in logs.values { try log.sync() }
            if logs.count > Self.logsMax { logs.removeAll() }
            try folder.keep(next: next, of: origin)
        } catch {
            logs.removeAll()
            throw error
        }
        keptNext = next
    }

    private func add(_ decision: AgentguardDecision, _ entry: Int64, to tenant: String) throws {
        // One that takes over comes behind it, until the journal says so.
        guard let signer = keys.signers.first else {
            throw Failure(.unavailable, "there is no key to sign with")
        }
        let log: MirrorLog
        if let open = logs[tenant], open.key == signer.verifyingKey {
            log = open
        } else {
            try logs[tenant]?.write()
            log = try MirrorLog.open(folder.folder(of: tenant), signer.verifyingKey)
            logs[tenant] = log
        }
        try log.add(decision, entry: entry, by: signer)
    }

    // MARK: What is mirrored

    /// The decision that a stored line is, and its tenant; nil for most kinds.
    private static func decision(
        _ line: ArraySlice<UInt8>
    ) -> (tenant: String, decision: AgentguardDecision)? {
        guard let text = EntryText.decision(line), let root = try? JSONDocument(Array(text)).root,
            let kind = root.member("kind")?.string,
            kind == "hold" || kind == "charge" || kind == "refusal",
            var decision = AgentguardDecision(root)
        else { return nil }
        decision.fit()
        return (root.member("scope")?.member("tenant")?.string ?? "", decision)
    }
}

extension AgentguardDecision {
    private static let providers: Set<String> = ["openai", "anthropic", "bedrock", "gemini"]
    private static let windows: Set<String> = ["call", "minute", "hour", "day", "month"]

    /// Says it in the words that the format knows.
    fileprivate mutating func fit() {
        if action == "allow", modelRequested != modelResolved { action = "downgrade" }
        if !Self.providers.contains(provider) { provider = "unknown" }
        guard var window = cap?.window else { return }
        if !Self.windows.contains(window) {
            // What ends otherwise than by the clock, or with a week, is told of in words.
            reasons.append("window \(window)")
            window = window == "week" ? "day" : window == "run" ? "call" : "month"
        }
        cap?.window = "per_" + window
    }
}
