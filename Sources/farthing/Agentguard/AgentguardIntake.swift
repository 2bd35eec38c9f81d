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
        result.known = try passKnown(lines, &next)
        while next != nil {
            var request = AdminRequest(.importEntries)
            request.name = key.hex
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
            _ = try await session.ask(request)
            result.added += Int64(request.lines.count)
            progress(result.known + result.added)
        }
        return result
    }

    /// Goes past the entries that the journal has: an import that was interrupted has left the first
    /// of them there, in their order.
    private func passKnown(
        _ lines: AgentguardLines,
        _ next: inout AgentguardLines.Line?
    ) throws -> Int64 {
        var known: Int64 = 0
        try JournalReader(folder).forEach { batch in
            for (offset, line) in JournalLines(batch.lines).enumerated()
            where Self.mayBeImported(line) {
                let entry = try Entry(line: line, sequence: batch.firstSequence + Int64(offset))
                guard case .note(.imported(let imported)) = entry.body,
                    imported.entryHash == next?.entry.entryHash,
                    imported.signerFingerprint == key.fingerprint
                else { continue }
                known += 1
                next = try lines.next()
            }
        }
        return known
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
        var commands: [Command] = []
        for line in request.lines {
            guard let entry = ImportedEntry(agentguard: Array(line.utf8), by: key) else {
                throw Failure(.usage, "an entry does not carry the signature of \(key.fingerprint)")
            }
            commands.append(.note(.imported(entry)))
        }
        let outcomes = try await ledger.apply(commands, nowMs: systemNowMs())
        var last: Int64 = 0
        for outcome in outcomes {
            guard case .applied(let sequence) = outcome else {
                throw Failure(.unavailable, "the ledger did not write an entry; import again")
            }
            last = sequence
        }
        return AdminAnswer.done { json in
            json.key("last")
            json.int(last)
        }
    }
}
