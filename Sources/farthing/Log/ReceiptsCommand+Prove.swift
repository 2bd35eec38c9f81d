import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

extension ReceiptsCommand {
    /// Writes a proof that needs neither us nor the ledger to be checked.
    struct Prove: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a proof that an entry is in the log, to be checked anywhere.",
            discussion: """
                The file is a C2SP tlog-proof, as docs/formats/proofs.md has it; \
                `farthing verify --proof` checks it. With the whole receipt inside unless \
                --no-receipt is given.
                """
        )

        @OptionGroup var folder: DataOptions

        @Argument(
            help:
                "The entry's number, as x-farthing-receipt names it, or a hold's or decision's id."
        )
        var id: String

        @Flag(help: "Leave the receipt out: the file proves the hash of an entry alone.")
        var noReceipt = false

        @Option(help: "The file to write, as r.tlog-proof; standard output without it.")
        var output: String?

        @Flag(help: "Write over a file that is there.")
        var force = false

        @Option(
            help: ArgumentHelp(
                "Take the entry's stored line from this file, as a segment in which it was archived.",
                valueName: "file"
            )
        )
        var receipt: String?

        func run() async throws {
            let existing = force ? OutputFile.Existing.replaced : .kept
            do {
                if let output { try OutputFile.check(output, existing) }
                let data = try folder.ledgerFolder()
                let (index, line) = try stored(data)
                let proof = EntryProof(index, line, data)
                if try !proof.isCovered, let client = AdminClient(data) {
                    _ = try AdminAnswer.read(client.ask(AdminRequest(.publishLog)))
                }
                let bytes = try proof.bytes(withReceipt: !noReceipt)
                if let output {
                    try OutputFile.write(output, bytes, existing)
                } else {
                    Console.text(String(decoding: bytes, as: UTF8.self))
                }
            } catch {
                throw Failure(describing: error)
            }
        }

        /// The entry that is meant, and its stored line.
        private func stored(_ data: DataFolder) throws -> (index: Int64, line: [UInt8]) {
            if let receipt { return try given(receipt) }
            let look = try JournalLook(folder.checkedJournal())
            let index = try Int64(id) ?? found(look)
            guard index >= 0, let line = try look.stored(index)?.line else {
                throw Failure(.usage, "there is no entry \(Shown.safe(id))")
            }
            return (index, Array(line.utf8))
        }

        /// The line in a file of one, a segment or an export; that it is the one that was published
        /// shows with the proof.
        private func given(_ path: String) throws -> (index: Int64, line: [UInt8]) {
            guard let index = Int64(id), index >= 0 else {
                throw Failure(.usage, "--receipt: name the entry by its number")
            }
            let bytes = try SmallFile.read(path, bytesMax: 1 << 30, what: "the receipt")
            for line in bytes.split(separator: UInt8(ascii: "\n")) {
                let line = [UInt8](line)
                if let receipt = try? StoredReceipt(line: line), receipt.sequence == index {
                    return (index, line)
                }
            }
            throw Failure(.invalid, "\(path): entry \(index) is not in it, or it was altered")
        }

        /// The entry that made the decision of this id.
        private func found(_ look: JournalLook) throws -> Int64 {
            struct Enough: Error {}
            var sequence: Int64?
            do {
                try look.forEach(from: 0) { line in
                    guard line.node.member("decisionId")?.string == id else { return }
                    sequence = line.sequence
                    throw Enough()
                }
            } catch is Enough {
            }
            guard let sequence else {
                throw Failure(.usage, "there is no entry of the id \(Shown.safe(id))")
            }
            return sequence
        }
    }
}
