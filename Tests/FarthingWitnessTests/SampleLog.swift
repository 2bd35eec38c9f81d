import FarthingCore
import FarthingReceipts

/// A log whose entries are numbers; with another salt it is a fork from `forkedAt` on.
struct SampleLog: Sendable {
    let origin: String
    let signingKey: SigningKey
    private var hashes = SampleHashes()
    private var roots: [Hash32] = [MerkleTree.emptyRoot]

    init(
        origin: String = "log.example/a",
        key: SigningKey = SigningKey(),
        size: Int64 = 100,
        forkedAt: Int64 = .max
    ) throws {
        self.origin = origin
        signingKey = key
        for number in 0..<size {
            let salt = number >= forkedAt ? "other" : "entry"
            hashes.append(Hash32(hashing: [0] + [UInt8]("\(salt) \(number)".utf8)))
            roots.append(try hashes.root(size: number + 1))
        }
    }

    var key: NoteKey {
        get throws { try NoteKey(name: origin, kind: .signature, key: signingKey.verifyingKey) }
    }

    /// The list of logs that has this one alone.
    var list: WitnessLogs {
        get throws { try WitnessLogs([UInt8](key.text.utf8), place: "logs") }
    }

    func signed(
        _ size: Int64,
        by signers: [SigningKey]? = nil,
        extensions: [String] = []
    ) throws -> SignedCheckpoint {
        let checkpoint = Checkpoint(
            origin: origin,
            size: size,
            root: roots[Int(size)],
            extensions: extensions
        )
        var note = checkpoint.text + [0x0A]
        for signer in signers ?? [signingKey] {
            let key = try NoteKey(name: origin, kind: .signature, key: signer.verifyingKey)
            note +=
                NoteSignature(
                    name: origin,
                    keyID: key.id,
                    bytes: try signer.signature(over: checkpoint.text)
                ).line
        }
        guard let signed = SignedCheckpoint(note) else { throw SampleError() }
        return signed
    }

    func proof(_ old: Int64, _ new: Int64) throws(LogError) -> ConsistencyProof {
        var hashes = hashes
        return try ConsistencyProof(from: old, to: new, from: &hashes)
    }

    func request(_ old: Int64, _ new: Int64) throws -> WitnessRequest {
        let hashes = old <= new ? try proof(old, new).hashes : []
        return WitnessRequest(oldSize: old, proof: hashes, signed: try signed(new))
    }

    func head(_ size: Int64) -> WitnessHead { WitnessHead(size: size, root: roots[Int(size)]) }
}

struct SampleError: Error {}

/// All complete subtrees of a list of leaves.
private struct SampleHashes: TreeHashes, Sendable {
    private var rows: [[Hash32]] = [[]]

    mutating func append(_ leaf: Hash32) {
        rows[0].append(leaf)
        var height = 0
        while rows[height].count % 2 == 0 {
            let last = Array(rows[height].suffix(2))
            if rows.count == height + 1 { rows.append([]) }
            rows[height + 1].append(Hash32(hashing: [1] + last[0].bytes + last[1].bytes))
            height += 1
        }
    }

    mutating func subtree(height: Int, index: Int64) throws(LogError) -> Hash32 {
        guard height < rows.count, index < rows[height].count else {
            throw LogError("no such subtree")
        }
        return rows[height][Int(index)]
    }
}
