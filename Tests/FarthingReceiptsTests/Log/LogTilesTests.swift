import FarthingCore
import FarthingReceipts
import Foundation
import Testing

@Suite("The published log")
struct LogTilesTests {
    private static func withFolder(_ body: (TileStore) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("farthing-log-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(TileStore(folder: folder + "/log"))
    }

    /// A journal of batches with three entries each, whose last one says `note`.
    private static func batches(
        _ count: Int,
        origin: String = Sample.origin,
        note: String = ""
    ) throws -> [StoredBatch] {
        var seal = try JournalSeal(origin: origin, signer: Sample.key())
        return try (0..<count).map { number in
            let first = seal.nextSequence
            var lines: [UInt8] = []
            for entry in 0..<3 {
                let text = number == count - 1 ? note : ""
                let decision = #"{"kind":"n\#(entry)","note":"\#(text)"}"#
                try seal.append(decision: Sample.canonical(decision), to: &lines)
            }
            let note = try seal.seal(atMs: Int64(number))
            return StoredBatch(firstSequence: first, count: 3, lines: lines, seal: note)
        }
    }

    @discardableResult
    private static func publish(
        _ batches: [StoredBatch],
        to store: TileStore,
        remakes: Bool = false,
        _ signatures: [NoteSignature] = []
    ) throws -> SignedNote {
        let seal = try #require(batches.last?.seal)
        var tiles = try LogTiles(store: store, seal: seal, remakes: remakes)
        for batch in batches where batch.firstSequence >= tiles.next { try tiles.take(batch.lines) }
        return try tiles.publish(signatures)
    }

    @Test("the vectors' journal is published as the vectors' log, byte for byte")
    func vectors() throws {
        try Self.withFolder { store in
            let witness = try SigningKey((0x21...0x40).map { UInt8($0) })
            let batches = try Sample.batches()
            let seal = try #require(batches.last?.seal)
            let note = try #require(SignedNote(seal))
            let line = try Cosignature.sign(
                note.text,
                name: "witness.example/w1",
                by: witness,
                timestampS: 1_785_312_060
            )
            try Self.publish(batches, to: store)
            try LogTiles.add([line], to: note, in: store)
            for name in ["checkpoint", "tile/0/000.p/7", "tile/entries/000.p/7"] {
                let made = FileManager.default.contents(atPath: store.folder + "/" + name)
                #expect(try made.map { [UInt8]($0) } == Vectors.bytes("log/\(name)"))
            }
            let checkpoint = try #require(try store.checkpoint().flatMap { SignedCheckpoint($0) })
            var reader = try TileReader(
                store: store,
                size: 7,
                root: checkpoint.checkpoint.root
            )
            let hashes = try InclusionProof(of: 1, size: 7, from: &reader).hashes
            let stored = batches[0].lines.split(separator: UInt8(ascii: "\n"))
            for (name, extra) in [("receipt", [UInt8](stored[1])), ("hash", nil)] {
                let proof = TlogProof(
                    extra: extra,
                    index: 1,
                    hashes: hashes,
                    checkpoint: checkpoint
                )
                #expect(try proof.bytes == Vectors.bytes("log/\(name).tlog-proof"))
            }
        }
    }

    @Test("a log goes on from what was published, batch by batch, and keeps cosignatures")
    func goesOn() throws {
        try Self.withFolder { store in
            let batches = try Self.batches(200)
            for end in [1, 2, 90, 91, 200] {
                let note = try Self.publish(Array(batches[..<end]), to: store)
                #expect(note.bytes == batches[end - 1].seal)
                let foreign = NoteSignature(name: "w", keyID: 1, bytes: [1, 2, 3])
                try LogTiles.add([foreign, foreign], to: note, in: store)
                // The same once more: nothing is taken in, and nothing is lost.
                let again = try LogTiles(store: store, seal: batches[end - 1].seal)
                #expect(again.isPublished && again.next == again.size)
                let published = try Self.publish(Array(batches[..<end]), to: store)
                #expect(published.signatures.count == 2)
                // What comes late for an older checkpoint is dropped.
                if end > 1, let older = SignedNote(batches[0].seal) {
                    try LogTiles.add([foreign], to: older, in: store)
                }
                #expect(try store.checkpoint() == published.bytes)
            }
        }
    }

    @Test("signatures besides the seal's are published with it")
    func rootSignature() throws {
        try Self.withFolder { store in
            let batches = try Self.batches(2)
            let root = NoteSignature(name: Sample.origin, keyID: 7, bytes: [9])
            let note = try Self.publish(batches, to: store, [root])
            #expect(note.signatures.count == 2 && note.signatures[1] == root)
            #expect(try store.checkpoint() == note.bytes)
        }
    }

    @Test("a journal that is shorter than, or another than, what was published is refused")
    func forks() throws {
        try Self.withFolder { store in
            let batches = try Self.batches(100)
            try Self.publish(batches, to: store)
            let before = try store.checkpoint()
            #expect(throws: LogError.self) { try Self.publish(Array(batches[..<99]), to: store) }
            let other = try Self.batches(100, note: "another")
            #expect(throws: LogError.self) { try Self.publish(other, to: store) }
            #expect(throws: LogError.self) { try Self.publish(other, to: store, remakes: true) }
            // One that was restored and has grown longer since.
            var longer = try Self.batches(110, note: "x")
            longer = try Self.grown(from: Array(other[..<99]), like: longer)
            #expect(throws: LogError.self) { try Self.publish(longer, to: store) }
            try FileManager.default.removeItem(atPath: store.folder + "/tile/0/000")
            #expect(throws: LogError.self) { try Self.publish(longer, to: store, remakes: true) }
            #expect(try store.checkpoint() == before)
            // The published one goes on.
            try Self.publish(batches, to: store, remakes: true)
            #expect(try store.checkpoint() == before)
        }
    }

    private static func grown(
        from batches: [StoredBatch],
        like more: [StoredBatch]
    ) throws -> [StoredBatch] {
        var seal = try JournalSeal(origin: Sample.origin, signer: Sample.key())
        var all: [StoredBatch] = []
        for batch in batches {
            try seal.replay(lines: batch.lines, seal: batch.seal)
            all.append(batch)
        }
        while all.count < more.count {
            let first = seal.nextSequence
            var lines: [UInt8] = []
            try seal.append(decision: Sample.canonical(#"{"kind":"later"}"#), to: &lines)
            let note = try seal.seal(atMs: 1)
            all.append(StoredBatch(firstSequence: first, count: 1, lines: lines, seal: note))
        }
        return all
    }

    @Test("a log with another name starts anew, and the older one is kept beside it")
    func renamed() throws {
        try Self.withFolder { store in
            try Self.publish(try Self.batches(100), to: store)
            let before = try store.checkpoint()
            try Self.publish(try Self.batches(5, origin: "farthing/new"), to: store)
            #expect(try store.checkpoint() != before)
            #expect(try TileStore(folder: store.folder + "-300").checkpoint() == before)
            #expect(!FileManager.default.fileExists(atPath: store.folder + "/tile/0/000"))
            try Self.publish(try Self.batches(100), to: store)
            try Self.publish(try Self.batches(6, origin: "farthing/third"), to: store)
            #expect(try TileStore(folder: store.folder + "-300.1").checkpoint() == before)
        }
    }

    @Test("damaged lines, and others than the seal covers, are not published")
    func damaged() throws {
        try Self.withFolder { store in
            let batches = try Self.batches(3)
            let seal = batches[2].seal
            #expect(throws: LogError.self) {
                var tiles = try LogTiles(store: store, seal: seal)
                try tiles.take(batches[0].lines)
                try tiles.take(batches[2].lines)
            }
            #expect(throws: LogError.self) {
                var tiles = try LogTiles(store: store, seal: seal)
                try tiles.take(batches[0].lines)
                _ = try tiles.publish()
            }
            for index in stride(from: 0, to: batches[0].lines.count, by: 7) {
                var lines = batches[0].lines
                lines[index] ^= 1
                #expect(throws: LogError.self) {
                    var tiles = try LogTiles(store: store, seal: seal)
                    try tiles.take(lines)
                    for batch in batches[1...] { try tiles.take(batch.lines) }
                    _ = try tiles.publish()
                }
            }
            #expect(try store.checkpoint() == nil)
        }
    }

    @Test("a receipt alone is read, and every changed byte of it is found")
    func receipts() throws {
        for signsEach in [false, true] {
            let lines = try Sample.batches(signsEach: signsEach)[1].lines
            let line = [UInt8](lines.split(separator: UInt8(ascii: "\n"))[1])
            let receipt = try StoredReceipt(line: line)
            #expect(receipt.sequence == 3)
            #expect(try StoredReceipt(line: line + [10]) == receipt)
            let hashed = line.count - (signsEach ? 350 : 0)
            for index in line.indices {
                var changed = line
                changed[index] ^= 1
                let read = try? StoredReceipt(line: changed)
                // A signature is not looked at.
                #expect(read == nil || index > hashed && read == receipt)
            }
            for bad in [[], [10], Array("{}".utf8), line + [10, 10], Array(line.dropLast())] {
                #expect(throws: LogError.self) { try StoredReceipt(line: bad) }
            }
        }
    }
}
