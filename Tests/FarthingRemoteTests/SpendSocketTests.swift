import Farthing
import FarthingCore
import FarthingGateway
import FarthingRemote
import Foundation
import Testing

@Suite("Spend socket")
struct SpendSocketTests {
    private static func path() -> String { "/tmp/farthing-\(UUID().uuidString.prefix(8)).sock" }

    @Test("the spend verbs are served on it, and nothing of the providers")
    func verbs() async throws {
        let path = Self.path()
        try await Server.with(socket: path) { server in
            let mode = try FileManager.default.attributesOfItem(atPath: path)
            #expect(mode[.posixPermissions] as? Int == 0o660)
            let remote = try RemoteLedger(socket: path, key: Server.key)
            try await Governor(ledger: remote).spend(SpendRequest(tool: "t", cost: .nanos(9))) {
                _ in
                Billed((), .nanos(8))
            }
            #expect(try await server.account() == (8, 0))
            let wrong = Governor(ledger: try RemoteLedger(socket: path, key: "fk_wrong"))
            let error = try await spendError {
                _ = try await wrong.hold(SpendRequest(tool: "t", cost: .free))
            }
            #expect(error.code == .notAuthorized)
            let target = "/openai/v1/chat/completions"
            #expect(try Self.status("POST \(target)", path) == 404)
            #expect(try Self.status("GET /metrics", path) == 404)
            #expect(try Self.status("GET /healthz", path) == 200)
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("what a dead process left is replaced; what is in use, or no socket, is not")
    func places() async throws {
        let path = Self.path()
        try Self.leaveSocket(path)
        try await Server.with(socket: path) { _ in
            await #expect(throws: SpendSocketFailure.self) {
                _ = try await Server.start(socket: path)
            }
            let remote = try RemoteLedger(socket: path, key: Server.key)
            _ = try await Governor(ledger: remote).hold(SpendRequest(tool: "t", cost: .free))
        }
        try Data("mine".utf8).write(to: URL(fileURLWithPath: path))
        await #expect(throws: SpendSocketFailure.self) { _ = try await Server.start(socket: path) }
        #expect(FileManager.default.contents(atPath: path) == Data("mine".utf8))
        try FileManager.default.removeItem(atPath: path)
        await #expect(throws: SpendSocketFailure.self) {
            _ = try await Server.start(socket: path + ".d/x.sock")
        }
        #expect(SpendSocket(path: "/var/lib/farthing/admin.sock") == nil)
        #expect(SpendSocket(path: "relative.sock") == nil)
        #expect(SpendSocket(path: "/" + String(repeating: "x", count: 103)) == nil)
    }

    /// Binds a socket and closes it, as a process does that dies.
    private static func leaveSocket(_ path: String) throws {
        let descriptor = try connecting(path) { bind($0, $1, $2) }
        close(descriptor)
    }

    private static func status(_ line: String, _ path: String) throws -> Int {
        let descriptor = try connecting(path) { connect($0, $1, $2) }
        defer { close(descriptor) }
        let text =
            "\(line) HTTP/1.1\r\nhost: x\r\nauthorization: Bearer \(Server.key)\r\n"
            + "content-length: 0\r\nconnection: close\r\n\r\n"
        _ = text.withCString { write(descriptor, $0, strlen($0)) }
        var answer = [UInt8](repeating: 0, count: 4_096)
        let count = read(descriptor, &answer, answer.count)
        let head = String(decoding: answer.prefix(max(0, count)), as: UTF8.self)
        return head.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    }

    private static func connecting(
        _ path: String,
        _ body: (CInt, UnsafePointer<sockaddr>, socklen_t) -> CInt
    ) throws -> CInt {
        #if canImport(Glibc)
        let descriptor = socket(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0)
        #else
        let descriptor = socket(AF_UNIX, SOCK_STREAM, 0)
        #endif
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor, $0, size)
            }
        }
        try #require(result == 0, "\(String(cString: strerror(errno)))")
        return descriptor
    }
}
