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

        func run() async throws {
            do {
                let data = try folder.ledgerFolder()
                let look = try JournalLook(data)
                let index = try Int64(id) ?? found(look)
                guard index >= 0, let line = try look.stored(index)?.line else {
                    throw Failure(.usage, "there is no entry \(Shown.safe(id))")
                }
                let proof = try await Self.prove(index, Array(line.utf8), data)
                let bytes = TlogProof(
                    extra: noReceipt ? nil : Array(line.utf8),
                    index: index,
                    hashes: proof.hashes,
                    checkpoint: proof.checkpoint
                ).bytes
                if let output {
                    try SmallFile.write(output, bytes)
                } else {
                    Console.text(String(decoding: bytes, as: UTF8.self))
                }
            } catch {
                throw Failure(describing: error)
            }
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

        /// The proof out of the published tiles; asks a running server for a checkpoint where the
        /// last one does not cover the entry yet.
        private static func prove(
            _ index: Int64,
            _ line: [UInt8],
            _ data: DataFolder
        ) async throws -> (hashes: [Hash32], checkpoint: SignedCheckpoint) {
            let store = LogPublication.store(data)
            var published = try store.checkpoint().flatMap { SignedCheckpoint($0) }
            if published.map({ $0.checkpoint.size <= index }) ?? true,
                let client = AdminClient(data)
            {
                _ = try AdminAnswer.read(client.ask(AdminRequest(.publishLog)))
                published = try store.checkpoint().flatMap { SignedCheckpoint($0) }
            }
            guard let published, published.checkpoint.size > index else {
                throw Failure(
                    .unavailable,
                    "no published checkpoint covers entry \(index); `farthing log publish` makes one"
                )
            }
            let (size, root) = (published.checkpoint.size, published.checkpoint.root)
            var reader = try TileReader(store: store, size: size, root: root)
            let proof = try InclusionProof(of: index, size: size, from: &reader)
            let receipt = try StoredReceipt(line: line)
            guard proof.isValid(entryHash: receipt.entryHash, root: root) else {
                throw Failure(
                    .unavailable,
                    "entry \(index) of the journal is not the one that was published; run "
                        + "`farthing verify`"
                )
            }
            return (proof.hashes, published)
        }
    }
}
