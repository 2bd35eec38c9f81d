import FarthingReceipts
import FarthingWitness
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A log's files over HTTP")
struct TileServiceTests {
    private let folder: TestFolder
    private let service: TileService
    private let note: [UInt8]

    init() throws {
        folder = try TestFolder()
        let store = TileStore(folder: folder.path + "/log")
        service = TileService(store)
        var writer = TileWriter(store: store)
        for number in 0..<Int64(600) {
            try writer.append(Hash32(hashing: [UInt8]("entry \(number)".utf8)))
        }
        let checkpoint = Checkpoint(origin: "log/a", size: 600, root: writer.root)
        let line = NoteSignature(name: "log/a", keyID: 1, bytes: [1]).line
        note = checkpoint.text + [0x0A] + line
        try writer.publish(note)
    }

    private func get(_ path: String, _ method: String = "GET") async -> PublicAnswer {
        await service.answer(PublicRequest(method: method, path: path))
    }

    @Test("the checkpoint and tiles are served with the types and the caching of the protocol")
    func resources() async throws {
        let checkpoint = await get("/checkpoint")
        #expect(checkpoint.status == 200)
        #expect(checkpoint.body == note)
        #expect(checkpoint.contentType == "text/plain; charset=utf-8")
        #expect(checkpoint.caching == "public, max-age=3")
        let table: [(String, Int)] = [
            ("/tile/0/000", 8_192), ("/tile/0/001", 8_192), ("/tile/0/002.p/88", 88 * 32),
            ("/tile/1/000.p/2", 64), ("/tile/entries/000", 256 * 34),
            ("/tile/entries/002.p/88", 88 * 34),
        ]
        for (path, count) in table {
            let answer = await get(path)
            #expect(answer.status == 200, "\(path)")
            #expect(answer.body.count == count, "\(path)")
            #expect(answer.contentType == "application/octet-stream")
            #expect(answer.caching == "public, max-age=31536000, immutable")
        }
        #expect(await get("/tile/0/000", "HEAD").status == 200)
    }

    @Test("a narrow tile whose full one is there is its beginning")
    func narrow() async {
        let full = await get("/tile/0/000")
        let narrow = await get("/tile/0/000.p/17")
        #expect(narrow.status == 200)
        #expect(narrow.body == [UInt8](full.body.prefix(17 * 32)))
        #expect(await get("/tile/entries/001.p/255").body.count == 255 * 34)
        // There is no full one yet, and no such narrow one.
        #expect(await get("/tile/0/002.p/87").status == 404)
    }

    @Test(
        "what is no path of the protocol, or not there, is 404",
        arguments: [
            "/", "", "/tile", "/tile/0", "/tile/0/0", "/tile/0/00", "/tile/0/0000", "/tile/00/000",
            "/tile/0/003", "/tile/0/x000/000", "/tile/0/x001", "/tile/0/000/", "/tile//0/000",
            "/tile/0/000.p/0", "/tile/0/000.p/256", "/tile/0/000.p/", "/tile/0/000.p/01",
            "/tile/0/000.p", "/tile/-1/000", "/tile/8/000", "/tile/63/000", "/tile/a/000",
            "/tile/data/000", "/tile/0/../0/000", "/tile/0/%30%30%30", "/./checkpoint",
            "//checkpoint", "/checkpoint/", "/checkpoint.new", "/../data/private.key",
            "/tile/../../private.key", "/tile/0/..%2f..%2f..%2fprivate.key", "/checkpoint\u{0}",
            "/tile/0/x999/x999/x999/x999/x999/x999/x999/999", "checkpoint",
        ]
    )
    func strange(path: String) async {
        #expect(await get(path).status == 404)
    }

    @Test("other methods get 405 at what exists")
    func methods() async {
        for method in ["POST", "PUT", "DELETE", "OPTIONS", "get"] {
            let answer = await get("/checkpoint", method)
            #expect(answer.status == 405)
            #expect(answer.allow == "GET, HEAD")
        }
    }

    @Test("no symbolic link leads out, wherever on the way it stands")
    func links() async throws {
        let log = folder.path + "/log"
        let secret = folder.path + "/secret"
        try LogFile.makeFolders(secret)
        try LogFile.replace(
            secret + "/003",
            with: [UInt8](repeating: 0x73, count: 8_192),
            isDurable: false
        )
        try LogFile.makeFolders(log + "/tile/2")
        #expect(symlink(secret + "/003", log + "/tile/0/003") == 0)
        #expect(symlink(secret, log + "/tile/3") == 0)
        #expect(symlink(secret + "/003", log + "/tile/2/003") == 0)
        for path in ["/tile/0/003", "/tile/3/003", "/tile/2/003"] {
            #expect(await get(path).status == 404, "\(path)")
        }
        unlink(log + "/checkpoint")
        #expect(symlink(secret + "/003", log + "/checkpoint") == 0)
        #expect(await get("/checkpoint").status == 404)
        // A pipe hangs nobody.
        unlink(log + "/checkpoint")
        #expect(mkfifo(log + "/checkpoint", 0o644) == 0)
        #expect(await get("/checkpoint").status == 404)
        unlink(log + "/checkpoint")
    }

    @Test("a tile of the wrong length is not served")
    func damaged() async throws {
        let path = folder.path + "/log/tile/0/000"
        for count in [0, 8_191, 8_193] {
            try LogFile.replace(path, with: [UInt8](repeating: 0, count: count), isDurable: false)
            #expect(await get("/tile/0/000").status == 404)
        }
    }

    @Test("over the wire: GET, HEAD, a query, and a folder without a log")
    func wire() async throws {
        let service = service
        let server = try await TestServer.start { await service.answer($0) }
        let get = try await TestServer.ask(server, "GET", "/tile/0/000?x=1")
        #expect(get.status == 200)
        #expect(get.body.count == 8_192)
        let head = try await TestServer.ask(server, "HEAD", "/tile/0/000")
        #expect(head.status == 200)
        #expect(head.body.isEmpty)
        #expect(head.header("content-length") == "8192")
        #expect(head.header("x-content-type-options") == "nosniff")
        await server.stop()
        let nothing = TileService(TileStore(folder: folder.path + "/none"))
        let answer = await nothing.answer(PublicRequest(method: "GET", path: "/checkpoint"))
        #expect(answer.status == 404)
    }
}
