import FarthingSQLite
import Testing

@Suite("A run of keys finds what was written into it and nothing else")
struct KeyRunTests {
    private func pairs(_ count: Int, seed: UInt64 = 1) -> [KeyRun.Pair] {
        let hash = SipHash(key0: seed, key1: 9)
        return (0..<count)
            .map { KeyRun.Pair(fingerprint: hash.hash(UInt64($0), 0), sequence: Int64($0)) }
            .sorted { $0.fingerprint < $1.fingerprint }
    }

    @Test("of any size", arguments: [0, 1, 2, 63, 64, 65, 1_000, 20_000])
    func finds(count: Int) throws {
        let folder = try TestFolder()
        let pairs = pairs(count)
        try KeyRun.write(pairs, to: folder.path + "/run")
        let run = try #require(KeyRun(path: folder.path + "/run", range: 0..<Int64(count)))
        #expect(run.count == count)
        #expect(pairs.allSatisfy { run.find($0.fingerprint) == $0.sequence })
        let others = self.pairs(2_000, seed: 77)
        #expect(others.allSatisfy { run.find($0.fingerprint) == nil })
    }

    @Test("merged, the later run wins and the order stays")
    func merges() throws {
        let folder = try TestFolder()
        let numbers: [[(UInt64, Int64)]] = [
            [(1, 10), (5, 11), (9, 12)], [(5, 20), (6, 21)], [], [(0, 30), (5, 31), (9, 32)],
        ]
        var runs: [KeyRun] = []
        for (index, part) in numbers.enumerated() {
            let path = folder.path + "/\(index)"
            try KeyRun.write(
                part.map { KeyRun.Pair(fingerprint: $0.0, sequence: $0.1) },
                to: path
            )
            runs.append(try #require(KeyRun(path: path, range: 0..<1)))
        }
        let merged = KeyRun.merged(runs)
        #expect(merged.map(\.fingerprint) == [0, 1, 5, 6, 9])
        #expect(merged.map(\.sequence) == [30, 10, 31, 21, 32])
    }

    @Test("a file that was cut or is none of ours is not taken for one")
    func refusesDamage() throws {
        let folder = try TestFolder()
        try KeyRun.write(pairs(100), to: folder.path + "/run")
        try folder.damage("/run") { _ in 0 }
        #expect(KeyRun(path: folder.path + "/run", range: 0..<1) == nil)
        try KeyRun.write(pairs(100), to: folder.path + "/count")
        try folder.damage("/count") { _ in 9 }
        #expect(KeyRun(path: folder.path + "/count", range: 0..<1) == nil)
        #expect(KeyRun(path: folder.path + "/none", range: 0..<1) == nil)
    }
}

@Suite("The key index finds a key's latest entry, whatever was written to disk")
struct KeyIndexTests {
    private let hash = SipHash(key0: 1, key1: 2)

    private func fingerprint(_ number: Int64) -> UInt64 {
        hash.hash(UInt64(bitPattern: number), 0)
    }

    /// Ten keys an entry range, each range in a file of its own.
    private func filled(_ folder: String, ranges: Int) throws -> KeyIndex {
        var index = KeyIndex(folder: folder, before: 0, hash: hash)
        var runs: [KeyRun] = []
        for range in 0..<Int64(ranges) {
            for number in range * 10..<range * 10 + 10 {
                index.note(fingerprint(number), sequence: number)
            }
            index.note(fingerprint(-1), sequence: range)
            let keys = index.startLeaving()
            #expect(index.find(fingerprint(range * 10)) == range * 10)
            runs.append(
                try KeyIndex.write(keys, range: range * 10..<range * 10 + 10, folder: folder)
            )
            runs = try KeyIndex.merge(runs, folder: folder)
            index.finishLeaving(runs)
        }
        return index
    }

    @Test("over files and merges", arguments: [1, 7, 8, 9, 30, 80])
    func finds(ranges: Int) throws {
        let parent = try TestFolder()
        let folder = parent.path + "/keys"
        defer { withExtendedLifetime(parent) {} }
        let index = try filled(folder, ranges: ranges)
        let last = Int64(ranges) * 10
        for index in [index, KeyIndex(folder: folder, before: last, hash: hash)] {
            #expect(index.covers(before: last))
            #expect((0..<last).allSatisfy { index.find(fingerprint($0)) == $0 })
            #expect(index.find(fingerprint(-1)) == Int64(ranges) - 1)
            #expect(index.find(fingerprint(last)) == nil)
            #expect(index.runs.count < 2 * KeyIndex.mergedAt)
        }
    }

    @Test("a missing file is a gap, and files from after the snapshot are removed")
    func coverage() throws {
        let parent = try TestFolder()
        let folder = parent.path + "/keys"
        defer { withExtendedLifetime(parent) {} }
        _ = try filled(folder, ranges: 5)
        #expect(KeyIndex(folder: folder, before: 40, hash: hash).covers(before: 40))
        #expect(names(folder).count == 4)
        removeAll(folder + "/10-20.run")
        #expect(!KeyIndex(folder: folder, before: 40, hash: hash).covers(before: 40))
    }

    @Test("what an interrupted merge left beside the merged file is passed over")
    func interruptedMerge() throws {
        let parent = try TestFolder()
        let folder = parent.path + "/keys"
        defer { withExtendedLifetime(parent) {} }
        let index = try filled(folder, ranges: 7)
        let keys: [UInt64: Int64] = [fingerprint(70): 70]
        let kept = try KeyIndex.write(keys, range: 70..<80, folder: folder)
        try KeyRun.write(KeyRun.merged(index.runs + [kept]), to: folder + "/0-80.run")
        let opened = KeyIndex(folder: folder, before: 80, hash: hash)
        #expect(opened.covers(before: 80))
        #expect(opened.runs.count == 1)
        #expect(opened.find(fingerprint(70)) == 70)
        #expect(names(folder) == ["0-80.run"])
    }

    @Test("what could not be written is found again, and the next file begins there")
    func abandoned() throws {
        let parent = try TestFolder()
        let folder = parent.path + "/keys"
        defer { withExtendedLifetime(parent) {} }
        var index = try filled(folder, ranges: 3)
        index.note(fingerprint(30), sequence: 30)
        _ = index.startLeaving()
        index.note(fingerprint(30), sequence: 31)
        #expect(index.abandonLeaving() == 30)
        #expect(index.find(fingerprint(30)) == 31)
        #expect(index.startLeaving() == [fingerprint(30): 31])
    }
}
