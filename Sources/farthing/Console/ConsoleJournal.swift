import FarthingConsole
import FarthingCore
import FarthingReceipts
import FarthingSQLite
import Synchronization

/// The journal of a running server as others check it.
final class ConsoleJournal: JournalDesk {
    /// Exports at a time: each reads the whole journal.
    private static let exportsMax = 2

    private let folder: DataFolder
    private let checkpoints: CheckpointService
    private let signer: (@Sendable () throws -> any Signer)?
    private let exports = Atomic(0)

    /// - Parameter signer: the key that signs the entries of the form agentguard; nil where there is
    ///   none at hand.
    init(
        _ folder: DataFolder,
        _ checkpoints: CheckpointService,
        signer: (@Sendable () throws -> any Signer)? = nil
    ) {
        self.folder = folder
        self.checkpoints = checkpoints
        self.signer = signer
    }

    func stored(_ sequence: Int64) async throws -> StoredEntry? {
        try Self.telling { () throws -> StoredEntry? in
            let journal = try CheckedJournal(folder)
            guard let batch = try journal.batch(holding: sequence) else { return nil }
            for (offset, line) in JournalLines(batch.lines).enumerated()
            where batch.firstSequence + Int64(offset) == sequence {
                return StoredEntry(
                    line: Array(line),
                    batch: batch.firstSequence...(batch.firstSequence + batch.count - 1),
                    seal: batch.seal
                )
            }
            return nil
        }
    }

    func proof(of sequence: Int64) async throws -> [UInt8] {
        guard let stored = try await stored(sequence) else {
            throw ConsoleError(404, "not_found", "There is no such entry.")
        }
        let proof = EntryProof(sequence, stored.line, folder)
        if try !Self.telling({ try proof.isCovered }) {
            // The next one would come within the minute.
            _ = try? await checkpoints.publishNow(remakes: false)
        }
        guard try Self.telling({ try proof.isCovered }) else {
            var error = ConsoleError(
                503,
                "not_sealed",
                "No published checkpoint covers the entry yet; try again in a moment."
            )
            error.fields = [("retry-after", "1")]
            throw error
        }
        return try Self.telling { try proof.bytes(withReceipt: true) }
    }

    func export(_ question: ExportQuestion) async throws -> AsyncStream<[UInt8]> {
        let count = exports.add(1, ordering: .relaxed).newValue
        let seat = ExportSeat { self.exports.subtract(1, ordering: .relaxed) }
        guard count <= Self.exportsMax else {
            var error = ConsoleError(
                429,
                "too_many_requests",
                "\(Self.exportsMax) exports are under way; try again when one has ended."
            )
            error.fields = [("retry-after", "30")]
            throw error
        }
        let export = try Self.telling {
            try JournalExport(CheckedJournal(folder), question, form: form(question), seat)
        }
        return AsyncStream { await export.piece() }
    }

    /// The form of a file that verifies; nil for rows.
    private func form(_ question: ExportQuestion) throws -> Exporter.Form? {
        switch question.form {
        case .farthing:
            guard let origin = try JournalReader(folder).origin() else {
                throw Failure(.unavailable, "the ledger has no origin")
            }
            return .farthing(
                origin: origin,
                fingerprint: try SigningDesk.key(of: folder).fingerprint
            )
        case .agentguard:
            guard let signer = try signer?(), !(signer is SignerCommand) else {
                throw ConsoleError(
                    422,
                    "invalid",
                    "The form agentguard signs every entry, and no key that can is here; use "
                        + "`farthing receipts export --form agentguard --key FILE`."
                )
            }
            return .signed(signer)
        case .jsonl, .csv, .focus: return nil
        }
    }

    func log() async throws -> LogStatement {
        try Self.telling {
            let reader = try JournalReader(folder)
            let origin = try reader.origin() ?? ""
            let key = try SigningDesk.key(of: folder)
            let last = try reader.lastBatch(upTo: Int64.max)
            var head = String(repeating: "0", count: 64)
            if let last {
                for line in JournalLines(last.lines) {
                    if let hash = EntryText.hash(line) {
                        head = String(decoding: hash, as: UTF8.self)
                    }
                }
            }
            let checkpoint = try LogPublication.store(folder).checkpoint()
            return LogStatement(
                origin: origin,
                entries: try reader.entryCount(),
                headHash: head,
                checkpoint: checkpoint.map { String(decoding: $0, as: UTF8.self) },
                verifierKey: try NoteKey(name: origin, kind: .signature, key: key).text,
                publicKey: key.hex
            )
        }
    }

    /// Runs what reads the journal, and tells its failures as the console does.
    private static func telling<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let error as ConsoleError {
            throw error
        } catch {
            let failure = Failure(describing: error)
            throw ConsoleError(503, "ledger_unavailable", failure.message)
        }
    }
}

/// A place among the exports that are under way; free again when the client is gone.
final class ExportSeat: Sendable {
    private let leave: @Sendable () -> Void

    init(_ leave: @escaping @Sendable () -> Void) { self.leave = leave }

    deinit { leave() }
}
