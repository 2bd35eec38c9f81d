import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Takes a verified log of agentguard-spend into a journal, in portions, each of which is one
/// commit; what the journal has already is left out.
struct AgentguardIntake {
    /// Lines in a portion, and how many bytes of them: a request to the server has room for these
    /// with every quote escaped.
    static let linesMax = 200
    private static let bytesMax = 96 << 10

    let folder: DataFolder
    let path: String
    let key: VerifyingKey

    struct Result {
        /// Entries that the journal had already, and those that were added.
        var known: Int64 = 0
        var added: Int64 = 0
    }

    func run(
        _ session: inout LedgerSession,
        _ progress: (Int64) -> Void
    ) async throws -> Result {
        let lines = try AgentguardLines.open(path, key)
        var next = try lines.next()
        var result = Result()
        let reader = try JournalReader(folder)
        var from = try Self.passKnown(reader, from: 0, key, next?.entry) {
            result.known += 1
            next = try lines.next()
            return next?.entry
        }
        while next != nil {
            var request = AdminRequest(.importEntries)
            request.name = key.hex
            request.from = from
            var bytes = 0
            while let line = next, request.lines.count < Self.linesMax,
                request.lines.isEmpty || bytes + line.text.count <= Self.bytesMax
            {
                // Its spelling may be any; what is kept is canonical.
                request.lines.append(String(decoding: line.text, as: UTF8.self))
                bytes += line.text.count
                next = try lines.next()
            }
            guard request.line.count < AdminRequest.bytesMax else {
                throw Failure(
                    .invalid,
                    "\(path): a line is longer than a running server takes in; stop the server, "
                        + "and import again: what was imported stays"
                )
            }
            let answer = try AdminAnswer.read(try await session.ask(request))
            // Another import may have brought some of them meanwhile.
            let known = answer.member("known")?.int64 ?? 0
            from = answer.member("next")?.int64 ?? 0
            result.known += known
            result.added += Int64(request.lines.count) - known
            progress(result.known + result.added)
        }
        return result
    }

    /// Goes past the entries that the journal has: an import that was interrupted, or another one
    /// that is under way, has left the first of them there, in their order.
    ///
    /// - Parameters:
    ///   - sequence: where to begin; the first entry of a batch, or behind the last.
    ///   - wanted: the first entry that may be there; nil ends it.
    ///   - pass: called for each that is there; returns the one behind it.
    /// - Returns: where to begin the next time.
    static func passKnown(
        _ reader: JournalReader,
        from sequence: Int64,
        _ key: VerifyingKey,
        _ wanted: ImportedEntry?,
        _ pass: () throws -> ImportedEntry?
    ) throws -> Int64 {
        struct Enough: Error {}
        var wanted = wanted
        var from = sequence
        do {
            try reader.forEach(from: sequence) { batch in
                from = batch.firstSequence
                for (offset, line) in JournalLines(batch.lines).enumerated()
                where mayBeImported(line) {
                    guard let awaited = wanted else { throw Enough() }
                    let entry = try Entry(line: line, sequence: from + Int64(offset))
                    guard case .note(.imported(let imported)) = entry.body,
                        imported.entryHash == awaited.entryHash,
                        imported.signerFingerprint == key.fingerprint
                    else { continue }
                    wanted = try pass()
                }
            }
        } catch is Enough {
        }
        return from
    }

    /// Whether the bytes have `:"import`, which no text of strangers can: quotes in it are escaped.
    private static func mayBeImported(_ line: ArraySlice<UInt8>) -> Bool {
        let wanted = Array(":\"import".utf8).withUnsafeBytes { $0.loadUnaligned(as: UInt64.self) }
        return line.withUnsafeBytes { bytes in
            guard bytes.count >= 8 else { return false }
            for offset in 0...bytes.count - 8
            where bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) == wanted {
                return true
            }
            return false
        }
    }
}

extension AdminService {
    /// Writes entries of another journal, all in one commit; each must carry its signature.
    func importEntries(_ request: AdminRequest) async throws -> [UInt8] {
        let key = try VerifyingKey(Array(request.name.utf8))
        guard !request.lines.isEmpty, request.lines.count <= AgentguardIntake.linesMax else {
            throw Failure(.usage, "from 1 to \(AgentguardIntake.linesMax) entries at a time")
        }
        var entries: [ImportedEntry] = []
        for line in request.lines {
            guard let entry = ImportedEntry(agentguard: Array(line.utf8), by: key) else {
                throw Failure(.usage, "an entry does not carry the signature of \(key.fingerprint)")
            }
            entries.append(entry)
        }
        guard await imports.begin() else {
            throw Failure(.unavailable, "too many imports wait for their turn; import again")
        }
        defer { imports.end() }
        return try await take(entries, by: key, from: request.from)
    }

    /// Writes those that the journal does not have yet; nobody else imports meanwhile.
    private func take(
        _ entries: [ImportedEntry],
        by key: VerifyingKey,
        from sequence: Int64
    ) async throws -> [UInt8] {
        var rest = entries[...]
        var next = try AgentguardIntake.passKnown(
            JournalReader(ledger.folder),
            from: max(sequence, 0),
            key,
            rest.first
        ) {
            rest.removeFirst()
            return rest.first
        }
        if !rest.isEmpty {
            let commands = rest.map { Command.note(.imported($0)) }
            for outcome in try await ledger.apply(commands, nowMs: systemNowMs()) {
                guard case .applied(let sequence) = outcome else {
                    throw Failure(.unavailable, "the ledger did not write an entry; import again")
                }
                next = sequence + 1
            }
        }
        return AdminAnswer.done { json in
            json.key("known")
            json.int(entries.count - rest.count)
            json.key("next")
            json.int(next)
        }
    }
}
