import FarthingCore
import FarthingReceipts

extension FuzzTarget {
    /// What strangers send to a witness, and what its operator lists.
    static let witness: [FuzzTarget] = [addCheckpoint, witnessLogs]

    /// A log of 13 leaves with its key, and what it asks a witness for.
    private struct Papers: Sendable {
        let key: NoteKey
        /// The root over the first so many leaves.
        var roots: [Hash32] = [Hash32(hashing: [])]
        /// The texts that the key has signed.
        var texts: Set<[UInt8]> = []
        var requests: [[UInt8]] = []

        static let count: Int64 = 13

        init() {
            do {
                let signer = SigningKey()
                let name = "farthing/fuzz"
                key = try NoteKey(name: name, kind: .signature, key: signer.verifyingKey)
                var hashes = RowHashes(count: Self.count)
                for size in 1...Self.count { roots.append(try hashes.root(size: size)) }
                for (old, new) in [(0, 5), (4, 13), (5, 11), (11, 13), (13, 13)] as [(Int64, Int64)]
                {
                    let checkpoint = Checkpoint(
                        origin: name,
                        size: new,
                        root: roots[Int(new)],
                        extensions: ["time 1"]
                    )
                    let line = NoteSignature(
                        name: name,
                        keyID: key.id,
                        bytes: try signer.signature(over: checkpoint.text)
                    ).line
                    guard let signed = SignedCheckpoint(checkpoint.text + [0x0A] + line) else {
                        continue
                    }
                    let proof = try ConsistencyProof(from: old, to: new, from: &hashes)
                    texts.insert(checkpoint.text)
                    requests.append(
                        WitnessRequest(oldSize: old, proof: proof.hashes, signed: signed).bytes
                    )
                }
            } catch {
                preconditionFailure("a log of our own cannot be made: \(error)")
            }
        }
    }

    /// All complete subtrees of a few leaves.
    private struct RowHashes: TreeHashes {
        private var rows: [[Hash32]]

        init(count: Int64) {
            rows = [(0..<count).map { Hash32(hashing: [0, UInt8(clamping: $0)]) }]
            while rows[rows.count - 1].count > 1 {
                let below = rows[rows.count - 1]
                rows.append(
                    (0..<below.count / 2).map {
                        Hash32(hashing: [1] + below[2 * $0].bytes + below[2 * $0 + 1].bytes)
                    }
                )
            }
        }

        func subtree(height: Int, index: Int64) throws(LogError) -> Hash32 {
            guard height < rows.count, index < rows[height].count else {
                throw LogError("no such subtree")
            }
            return rows[height][Int(index)]
        }
    }

    private static let witnessPapers = Papers()

    private static let addCheckpoint = FuzzTarget(
        name: "add-checkpoint",
        seeds: witnessPapers.requests,
        words: [
            "old ", "old 0\n", "old 5\n", "old 13\n", "\n\n", "\n", "\u{2014} ", "farthing/fuzz",
            " ",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", "=", "9223372036854775807", "13", "5",
        ]
    ) { input, random throws(FuzzFault) in
        guard let request = WitnessRequest(input) else { return false }
        guard request.bytes == input else { throw FuzzFault("a request is written otherwise") }
        guard request.refusal(keys: []) == .unknownOrigin else {
            throw FuzzFault("a log without keys is known")
        }
        let size = Int.random(in: 0...Int(Papers.count), using: &random)
        for at in [size, Int(clamping: request.oldSize)] where witnessPapers.roots.indices ~= at {
            let head = WitnessHead(size: Int64(at), root: witnessPapers.roots[at])
            let verdict =
                request.refusal(keys: [witnessPapers.key]) ?? request.verdict(after: head)
            guard case .cosign(let next) = verdict else { continue }
            guard witnessPapers.texts.contains(request.signed.note.text) else {
                throw FuzzFault("another text is cosigned")
            }
            guard request.oldSize == head.size, next.size >= head.size,
                next.root == witnessPapers.roots[Int(next.size)]
            else { throw FuzzFault("a head is cosigned that does not follow") }
        }
        return true
    }

    private static let witnessLogs = FuzzTarget(
        name: "witness-logs",
        seeds: [Array("# logs\n\n\(witnessPapers.key.text)\n  \(witnessPapers.key.text)\r\n".utf8)],
        words: ["#", "\n", "\r", "+", "A", "=", "\u{A0}", " "]
    ) { input, _ throws(FuzzFault) in
        guard let logs = try? WitnessLogs(input, place: "logs") else { return false }
        for origin in logs.origins where logs.keys(of: origin).isEmpty {
            throw FuzzFault("a log has no key")
        }
        return !logs.origins.isEmpty
    }
}
