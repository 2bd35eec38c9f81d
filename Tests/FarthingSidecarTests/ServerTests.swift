import FarthingSidecar
import Foundation
import Synchronization
import Testing

@Suite("sidecar socket")
struct ServerTests {
    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(
            path: "sc-\(UInt32.random(in: 0...UInt32.max))"
        )
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        return folder
    }

    @Test("the folder is made, the mode is 0660, a second server is refused, the end removes it")
    func place() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "a/b/adapter.sock").path(percentEncoded: false)
        let place = try SidecarSocket(path)
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions]
        #expect(mode as? NSNumber == 0o660)
        #expect(throws: SidecarError.self) { try SidecarSocket(path) }
        close(place.descriptor)
        place.leave()
        let parent = (path as NSString).deletingLastPathComponent
        #expect(try FileManager.default.contentsOfDirectory(atPath: parent).isEmpty)
        let next = try SidecarSocket(path)
        close(next.descriptor)
        // As after a crash: nobody listens, and the path is there.
        #expect(FileManager.default.fileExists(atPath: path))
        next.leave()
    }

    @Test(
        "of many who come and go at once, one at a time has the path, and the last leaves nothing"
    )
    func turns() async throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s").path(percentEncoded: false)
        let holders = Holders()
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<500 {
                        guard let place = try? SidecarSocket(path) else { continue }
                        #expect(holders.begin() == 1)
                        await Task.yield()
                        holders.end()
                        close(place.descriptor)
                        place.leave()
                    }
                }
            }
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }

    @Test("a stale socket is replaced; a file, a living socket and a long path are not touched")
    func stale() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "s").path(percentEncoded: false)
        let crashed = try SidecarSocket(path)
        close(crashed.descriptor)
        try FileManager.default.moveItem(atPath: path, toPath: path + "-kept")
        crashed.leave()
        try FileManager.default.moveItem(atPath: path + "-kept", toPath: path)
        let next = try SidecarSocket(path)
        close(next.descriptor)
        next.leave()
        try Data("mine".utf8).write(to: URL(filePath: path))
        #expect(throws: SidecarError.self) { try SidecarSocket(path) }
        #expect(try String(contentsOf: URL(filePath: path), encoding: .utf8) == "mine")
        #expect(throws: SidecarError.self) {
            try SidecarSocket("/" + String(repeating: "x", count: 100))
        }
        #expect(throws: SidecarError.self) { try SidecarSocket("") }
    }

    @Test("listeners hear of a drain once, also those who come late")
    func drain() async {
        let drain = Drain()
        let early = drain.listen()
        #expect(!drain.isDraining)
        drain.begin(deadlineMs: 5, trigger: "term")
        drain.begin(deadlineMs: 6, trigger: "again")
        let late = drain.listen()
        for listening in [early, late] {
            var heard: [Drain.Notice] = []
            if let listening {
                for await notice in listening.notices { heard.append(notice) }
            }
            #expect(heard == [Drain.Notice(deadlineMs: 5, trigger: "term")])
        }
        #expect(drain.isDraining)
        #expect(drain.listenerCount == 0)
    }

    @Test("who leaves is not told, and makes room")
    func leaving() async throws {
        let drain = Drain()
        let listening = try #require(drain.listen())
        #expect(drain.listenerCount == 1)
        listening.leave()
        for await _ in listening.notices { Issue.record("told") }
        #expect(drain.listenerCount == 0)
    }

    @Test("what is remembered has a bound")
    func recent() {
        var recent = Recent<Int, Int>(keptMax: 3)
        for key in 0..<10 { recent[key] = key }
        #expect(recent.count == 3)
        #expect(recent[9] == 9)
        #expect(recent[6] == nil)
        recent[8] = nil
        #expect(recent[8] == nil)
    }
}

/// How many have a path.
private final class Holders: Sendable {
    private let count = Mutex(0)

    func begin() -> Int {
        count.withLock { count in
            count += 1
            return count
        }
    }

    func end() { count.withLock { $0 -= 1 } }
}
