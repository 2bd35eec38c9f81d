import FarthingReceipts
import Testing

@Suite("Proofs of the tree")
struct TreeProofTests {
    private static let sizeMax = 70

    @Test("every leaf of every tree of up to 70 leaves has the proof of RFC 6962, and it verifies")
    func inclusion() throws {
        var source = MemoryHashes(count: Int64(Self.sizeMax))
        let entries = source.entries
        for size in 1...Self.sizeMax {
            let root = NaiveTree.root(entries[..<size])
            #expect(try source.root(size: Int64(size)) == root)
            for index in 0..<size {
                let proof = try InclusionProof(of: Int64(index), size: Int64(size), from: &source)
                #expect(proof.hashes == NaiveTree.path(index, entries[..<size]))
                #expect(proof.isValid(entryHash: entries[index], root: root))
                #expect(!proof.isValid(entryHash: entries[(index + 1) % 70], root: root))
            }
        }
    }

    @Test("every pair of trees of up to 70 leaves has the proof of RFC 6962, and it verifies")
    func consistency() throws {
        var source = MemoryHashes(count: Int64(Self.sizeMax))
        let entries = source.entries
        let roots = (0...Self.sizeMax).map { NaiveTree.root(entries[..<$0]) }
        for new in 0...Self.sizeMax {
            for old in 0...new {
                let proof = try ConsistencyProof(
                    from: Int64(old),
                    to: Int64(new),
                    from: &source
                )
                if old > 0 { #expect(proof.hashes == NaiveTree.proof(old, entries[..<new])) }
                #expect(proof.isValid(oldRoot: roots[old], newRoot: roots[new]))
                guard old > 0, old < new else { continue }
                #expect(!proof.isValid(oldRoot: roots[old - 1], newRoot: roots[new]))
                #expect(!proof.isValid(oldRoot: roots[old], newRoot: roots[new - 1]))
                #expect(!proof.isValid(oldRoot: roots[new], newRoot: roots[old]))
            }
        }
    }

    @Test("random large trees agree with the recursion", arguments: [1, 2, 3] as [UInt64])
    func large(seed: UInt64) throws {
        var numbers = SeededNumbers(state: seed)
        let count = Int.random(in: 3_000...9_000, using: &numbers)
        var source = MemoryHashes(count: Int64(count))
        let entries = source.entries
        for _ in 0..<12 {
            let new = Int.random(in: 1...count, using: &numbers)
            let old = Int.random(in: 1...new, using: &numbers)
            let index = Int.random(in: 0..<new, using: &numbers)
            let root = NaiveTree.root(entries[..<new])
            let inclusion = try InclusionProof(of: Int64(index), size: Int64(new), from: &source)
            #expect(inclusion.hashes == NaiveTree.path(index, entries[..<new]))
            #expect(inclusion.isValid(entryHash: entries[index], root: root))
            let consistency = try ConsistencyProof(from: Int64(old), to: Int64(new), from: &source)
            #expect(consistency.hashes == NaiveTree.proof(old, entries[..<new]))
            #expect(
                consistency.isValid(oldRoot: NaiveTree.root(entries[..<old]), newRoot: root),
                "seed \(seed): \(old) to \(new)"
            )
        }
    }

    @Test("a proof with a hash changed, missing, doubled, added or moved is refused")
    func changed() throws {
        var source = MemoryHashes(count: 70)
        let entries = source.entries
        for size in [2, 3, 7, 8, 33, 64, 70] {
            let root = NaiveTree.root(entries[..<size])
            for index in 0..<size {
                let proof = try InclusionProof(of: Int64(index), size: Int64(size), from: &source)
                for hashes in Self.changes(of: proof.hashes) {
                    let changed = InclusionProof(
                        index: Int64(index),
                        size: Int64(size),
                        hashes: hashes
                    )
                    #expect(!changed.isValid(entryHash: entries[index], root: root))
                }
            }
            for old in 1..<size {
                let oldRoot = NaiveTree.root(entries[..<old])
                let proof = try ConsistencyProof(from: Int64(old), to: Int64(size), from: &source)
                for hashes in Self.changes(of: proof.hashes) {
                    let changed = ConsistencyProof(
                        oldSize: Int64(old),
                        newSize: Int64(size),
                        hashes: hashes
                    )
                    #expect(!changed.isValid(oldRoot: oldRoot, newRoot: root))
                }
            }
        }
    }

    private static func changes(of hashes: [Hash32]) -> [[Hash32]] {
        var changes = [hashes + [NaiveTree.entry(999)], [NaiveTree.entry(999)] + hashes]
        for index in hashes.indices {
            var removed = hashes
            removed.remove(at: index)
            var altered = hashes
            altered[index] = NaiveTree.entry(1_000)
            var doubled = hashes
            doubled.insert(hashes[index], at: index)
            changes += [removed, altered, doubled]
        }
        if hashes.count > 1 { changes.append(hashes.reversed()) }
        return changes
    }

    @Test("numbers that cannot be are refused without a trap")
    func hostile() throws {
        let hash = NaiveTree.entry(1)
        let edges: [Int64] = [.min, -1, 0, 1, 2, 1 << 62, .max - 1, .max]
        for count in [0, 1, 2, 62, 63, 64, 65, 10_000] {
            let hashes = [Hash32](repeating: hash, count: count)
            for one in edges {
                for other in edges {
                    let inclusion = InclusionProof(index: one, size: other, hashes: hashes)
                    #expect(!inclusion.isValid(entryHash: hash, root: hash))
                    let consistency = ConsistencyProof(oldSize: one, newSize: other, hashes: hashes)
                    let isTrivial = one == other && one >= 0 && count == 0
                    #expect(consistency.isValid(oldRoot: hash, newRoot: hash) == isTrivial)
                }
            }
        }
        var source = MemoryHashes(count: 4)
        for (index, size) in [(-1, 4), (4, 4), (0, 0), (0, -1), (.max, .max)] as [(Int64, Int64)] {
            #expect(throws: LogError.self) {
                try InclusionProof(of: index, size: size, from: &source)
            }
        }
        for (old, new) in [(-1, 4), (5, 4), (1, 5), (1, .max)] as [(Int64, Int64)] {
            #expect(throws: LogError.self) {
                try ConsistencyProof(from: old, to: new, from: &source)
            }
        }
    }

    @Test("in a tree of nearly 2⁶³ leaves the last leaf's proof is checked by its bits")
    func highest() {
        // Of 2⁶³ − 1 leaves the last one has a sibling subtree at each height, all to its left.
        let leaf = NaiveTree.entry(7)
        let hashes = (0..<62).map { NaiveTree.entry(Int64($0)) }
        let proof = InclusionProof(index: .max - 1, size: .max, hashes: hashes)
        let root = hashes.reduce(NaiveTree.leaf(leaf)) { NaiveTree.node($1, $0) }
        #expect(proof.isValid(entryHash: leaf, root: root))
    }
}
