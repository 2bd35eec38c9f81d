import FarthingReceipts
import FarthingSQLite

/// A proof that an entry is in the published log, which needs neither us nor the ledger to be checked.
struct EntryProof {
    private let index: Int64
    private let line: [UInt8]
    private let folder: DataFolder

    /// - Parameters:
    ///   - index: the entry's number.
    ///   - line: the entry as it is stored, without its line feed.
    init(_ index: Int64, _ line: [UInt8], _ folder: DataFolder) {
        self.index = index
        self.line = line
        self.folder = folder
    }

    /// Whether the published checkpoint is over the entry.
    var isCovered: Bool {
        get throws { try published.map { $0.checkpoint.size > index } ?? false }
    }

    private var published: SignedCheckpoint? {
        get throws {
            try LogPublication.store(folder).checkpoint().flatMap { SignedCheckpoint($0) }
        }
    }

    /// The proof's file, out of the published tiles, under a checkpoint that witnesses have cosigned
    /// where one covers the entry.
    ///
    /// - Parameter withReceipt: whether the whole receipt is in it.
    func bytes(withReceipt: Bool) throws -> [UInt8] {
        let store = LogPublication.store(folder)
        guard let published = try published, published.checkpoint.size > index else {
            throw Failure(
                .unavailable,
                "no published checkpoint covers entry \(index); `farthing log publish` makes one"
            )
        }
        let checkpoint = try store.cosigned(over: index, before: published) ?? published
        let (size, root) = (checkpoint.checkpoint.size, checkpoint.checkpoint.root)
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
        return TlogProof(
            extra: withReceipt ? line : nil,
            index: index,
            hashes: proof.hashes,
            checkpoint: checkpoint
        ).bytes
    }
}

extension TileStore {
    /// The newest cosigned checkpoint, where it covers an entry and is older than the published one,
    /// of the same log.
    fileprivate func cosigned(
        over index: Int64,
        before published: SignedCheckpoint
    ) throws(LogError) -> SignedCheckpoint? {
        guard let found = try cosigned().flatMap({ SignedCheckpoint($0) }),
            found.checkpoint.size > index, found.checkpoint.size < published.checkpoint.size,
            found.checkpoint.isOf(origin: published.checkpoint.origin),
            // Who has the key of now must be able to check it.
            found.ownKeys.isSuperset(of: published.ownKeys)
        else { return nil }
        return found
    }
}

extension SignedCheckpoint {
    /// The keys by which the log itself signs.
    fileprivate var ownKeys: Set<UInt32> {
        let own = note.signatures.filter { checkpoint.isOf(origin: $0.name) }
        return Set(own.map(\.keyID))
    }
}
