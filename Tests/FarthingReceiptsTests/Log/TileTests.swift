import FarthingCore
import FarthingReceipts
import Foundation
import Testing

@Suite("Tiles")
struct TileTests {
    private static let key = SigningKey()
    private static let origin = "farthing/tiles"

    private static func note(_ size: Int64, _ root: Hash32) throws -> [UInt8] {
        let text = Checkpoint(origin: origin, size: size, root: root).text
        let noteKey = try NoteKey(name: origin, kind: .signature, key: key.verifyingKey)
        let signature = NoteSignature(
            name: origin,
            keyID: noteKey.id,
            bytes: try key.signature(over: text)
        )
        return text + [10] + signature.line
    }

    private static func withFolder(_ body: (TileStore) throws -> Void) throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("farthing-tiles-\(UUID().uuidString)").path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(TileStore(folder: folder + "/log"))
    }

    private static func files(_ store: TileStore) -> [String] {
        let names = FileManager.default.enumerator(atPath: store.folder)?.allObjects
        return (names as? [String] ?? []).filter { name in
            var isFolder: ObjCBool = false
            let path = store.folder + "/" + name
            return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
                && !isFolder.boolValue
        }.sorted()
    }

    private static func publish(_ writer: inout TileWriter, to size: Int64) throws {
        while writer.size < size { try writer.append(NaiveTree.entry(writer.size)) }
        try writer.publish(note(size, writer.root))
    }

    @Test("paths are those of the specification, in their one spelling")
    func paths() throws {
        for (path, text) in [
            (TilePath(level: 0, index: 1_234_067), "tile/0/x001/x234/067"),
            (TilePath(level: 1, index: 0, width: 17), "tile/1/000.p/17"),
            (TilePath(level: nil, index: 999, width: 255), "tile/entries/999.p/255"),
            (TilePath(level: nil, index: 1_000), "tile/entries/x001/000"),
        ] {
            #expect(path.text == text)
            #expect(TilePath(text) == path)
        }
        for bad in [
            "", "tile", "tile/0", "tile/0/", "tile/8/000", "tile/00/000", "tile/-1/000",
            "tile/0/0", "tile/0/0000", "tile/0/x000/000", "tile/0/001/000", "tile/0/x001/x002",
            "tile/0/000.p/0", "tile/0/000.p/256", "tile/0/000.p/01", "tile/0/000.p", "tile/0/.p/1",
            "tile/0/000/1", "/tile/0/000", "tile/0/../000", "tile/entries/000.p/1/2", "tile/x/000",
            "tile/0/+12", "tile/0/x999/x999/x999/x999/x999/x999/999",
        ] {
            #expect(TilePath(bad) == nil, "\(bad)")
        }
    }

    @Test("a tree of 70,000 entries has the tiles that the specification counts")
    func counts() throws {
        try Self.withFolder { store in
            var writer = TileWriter(store: store)
            try Self.publish(&writer, to: 70_000)
            let files = Self.files(store)
            func count(_ prefix: String, isPartial: Bool) -> Int {
                files.filter { $0.hasPrefix(prefix) && $0.contains(".p/") == isPartial }.count
            }
            #expect(count("tile/0/", isPartial: false) == 273)
            #expect(count("tile/entries/", isPartial: false) == 273)
            #expect(files.contains("tile/0/273.p/112"))
            #expect(files.contains("tile/entries/273.p/112"))
            #expect(count("tile/1/", isPartial: false) == 1)
            #expect(files.contains("tile/1/001.p/17"))
            #expect(files.contains("tile/2/000.p/1"))
            #expect(files.count == 2 * 274 + 2 + 1 + 1)
            let size = try FileManager.default.attributesOfItem(
                atPath: store.folder + "/tile/entries/000"
            )[.size]
            #expect(size as? Int == 256 * 34)
        }
    }

    @Test("a writer that begins anew at any checkpoint goes on as one that never stopped")
    func resumed() throws {
        var source = MemoryHashes(count: 1_100)
        try Self.withFolder { store in
            var numbers = SeededNumbers(state: 5)
            var size: Int64 = 0
            while size < 1_100 {
                let root = try source.root(size: size)
                var writer = try #require(
                    try size == 0
                        ? TileWriter(store: store)
                        : TileWriter(store: store, size: size, root: root)
                )
                #expect(writer.root == root)
                size = min(1_100, size + Int64.random(in: 1...90, using: &numbers))
                if size % 5 == 0 { size = min(1_100, (size + 255) / 256 * 256) }
                try Self.publish(&writer, to: size)
                #expect(writer.root == (try source.root(size: size)))
                try Self.checkReader(store, size, &source)
            }
            // Partial tiles are gone where the full one stands.
            let partial = Self.files(store).filter { $0.contains(".p/") }
            #expect(partial.allSatisfy { $0.contains("/004.p/") || !$0.contains("tile/0") })
        }
    }

    private static func checkReader(
        _ store: TileStore,
        _ size: Int64,
        _ source: inout MemoryHashes
    ) throws {
        let root = try source.root(size: size)
        var reader = try TileReader(store: store, size: size, root: root)
        for index in stride(from: 0, to: size, by: 37) {
            let proof = try InclusionProof(of: index, size: size, from: &reader)
            #expect(try proof == InclusionProof(of: index, size: size, from: &source))
            let consistency = try ConsistencyProof(from: index, to: size, from: &reader)
            #expect(try consistency == ConsistencyProof(from: index, to: size, from: &source))
        }
    }

    @Test("what was written before a crash is completed, from the old checkpoint")
    func crashed() throws {
        var source = MemoryHashes(count: 600)
        try Self.withFolder { store in
            var writer = TileWriter(store: store)
            try Self.publish(&writer, to: 250)
            // Full tiles are written, and the old partial ones gone, and no checkpoint follows.
            while writer.size < 590 { try writer.append(NaiveTree.entry(writer.size)) }
            let root = try source.root(size: 250)
            _ = try TileReader(store: store, size: 250, root: root)
            var next = try #require(try TileWriter(store: store, size: 250, root: root))
            try Self.publish(&next, to: 600)
            try Self.checkReader(store, 600, &source)
            let checkpoint = try #require(try store.checkpoint().flatMap { SignedCheckpoint($0) })
            #expect(checkpoint.checkpoint.size == 600)
        }
    }

    @Test("every damaged or missing tile is found, never believed, and made anew")
    func damaged() throws {
        var source = MemoryHashes(count: 70_000)
        let root = try source.root(size: 70_000)
        try Self.withFolder { store in
            var writer = TileWriter(store: store)
            try Self.publish(&writer, to: 70_000)
            for name in [
                "tile/0/000", "tile/0/272", "tile/0/273.p/112", "tile/1/000",
                "tile/1/001.p/17", "tile/2/000.p/1", "tile/entries/273.p/112",
            ] {
                let path = store.folder + "/" + name
                let whole = try #require(FileManager.default.contents(atPath: path))
                var flipped = whole
                flipped[whole.count - 1] ^= 1
                for bytes in [flipped, whole.dropLast(), whole + [0], Data()] {
                    try bytes.write(to: URL(fileURLWithPath: path))
                    #expect(throws: LogError.self, "\(name)") {
                        var reader = try TileReader(store: store, size: 70_000, root: root)
                        for index in stride(from: Int64(0), to: 70_000, by: 250) {
                            _ = try InclusionProof(of: index, size: 70_000, from: &reader)
                        }
                    }
                }
                try FileManager.default.removeItem(atPath: path)
                if name.contains("273") {
                    #expect(try TileWriter(store: store, size: 70_000, root: root) == nil)
                }
                try whole.write(to: URL(fileURLWithPath: path))
            }
            try Data([1]).write(to: URL(fileURLWithPath: store.folder + "/tile/0/100"))
            try FileManager.default.removeItem(atPath: store.folder + "/tile/entries/007")
            var again = TileWriter(store: store)
            try Self.publish(&again, to: 70_000)
            try Self.checkReader(store, 70_000, &source)
            #expect(try store.hashes(TilePath(level: nil, index: 7)) != nil)
        }
    }

    @Test("a checkpoint over other entries than those in the tiles is not published")
    func wrongCheckpoint() throws {
        try Self.withFolder { store in
            var writer = TileWriter(store: store)
            for number in 0..<10 { try writer.append(NaiveTree.entry(Int64(number))) }
            #expect(throws: LogError.self) { try writer.publish(Self.note(9, writer.root)) }
            #expect(throws: LogError.self) {
                try writer.publish(Self.note(10, NaiveTree.entry(3)))
            }
            #expect(throws: LogError.self) { try writer.publish([]) }
            #expect(try store.checkpoint() == nil)
        }
    }

    @Test("files can be read by others, as the umask lets them")
    func modes() throws {
        try Self.withFolder { store in
            var writer = TileWriter(store: store)
            try Self.publish(&writer, to: 300)
            for name in ["checkpoint", "tile/0/000", "tile/0/001.p/44"] {
                let mode = try FileManager.default.attributesOfItem(
                    atPath: store.folder + "/" + name
                )[.posixPermissions]
                #expect((mode as? Int).map { $0 & 0o133 } == 0)
                #expect((mode as? Int).map { $0 & 0o600 } == 0o600)
            }
        }
    }
}
