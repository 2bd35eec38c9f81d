import Farthing
import FarthingCore
import FarthingRemote
import Foundation
import Testing

@Suite("Remote ledger: a hold whose answer nobody heard is given back")
struct WithdrawalTests {
    private static func folder() -> String {
        NSTemporaryDirectory() + "farthing-withdrawal-" + UUID().uuidString
    }

    private static func records(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).flatMap { name in
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
        }
    }

    private static func request(key: String? = nil) -> SpendRequest {
        var request = SpendRequest(tool: "t", cost: .nanos(1_000))
        request.idempotencyKey = key
        return request
    }

    /// Begins a call whose hold is made and whose answer does not come, and cancels it.
    private static func cancelled(
        _ remote: RemoteLedger,
        _ server: Server,
        _ proxy: Proxy,
        key: String? = nil
    ) async throws -> SpendError {
        proxy.set(.stalls)
        let call = Task {
            try await spendError {
                try await Governor(ledger: remote).spend(request(key: key)) { _ in
                    Issue.record("it ran")
                    return Billed((), .nothing)
                }
            }
        }
        // Once the answer is on its way the server cannot see that nobody hears it.
        try await until("it is answered") { proxy.stalledCount > 0 }
        #expect(try await server.account().held == 1_000)
        call.cancel()
        return try await call.value
    }

    @Test(
        "a call that is cancelled while its hold is asked for costs nothing",
        arguments: [true, false]
    )
    func cancelled(_ isDurable: Bool) async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            var options = RemoteLedger.Options()
            options.timeoutMs = 300
            options.outboxFolder = isDurable ? Self.folder() : nil
            let remote = try RemoteLedger(proxy.address, key: Server.key, options: options)
            let error = try await Self.cancelled(remote, server, proxy)
            #expect(error.code == .outcomeUnknown && error.message.contains("given back"))
            #expect(remote.unsentCount == 1)
            proxy.set(.passes)
            #expect(await remote.flush(withinMs: 30_000))
            #expect(try await server.account() == (0, 0))
            #expect(server.journal.holds == 1 && server.journal.releases == 1)
            if let folder = options.outboxFolder { #expect(try Self.records(folder).isEmpty) }
            await proxy.stop()
        }
    }

    @Test("what a process leaves that dies after the cancellation is given back by the next")
    func crash() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            let crashed = Self.folder()
            var options = RemoteLedger.Options()
            options.timeoutMs = 300
            options.outboxFolder = Self.folder()
            let folder = try #require(options.outboxFolder)
            let remote = try RemoteLedger(proxy.address, key: Server.key, options: options)
            var scope = Scope()
            scope[.user] = "alice \"a\""
            _ = try await withScope(scope) {
                try await Self.cancelled(remote, server, proxy)
            }
            let record = try #require(try Self.records(folder).first)
            #expect(record.contains("\"withdraw\"") && !record.contains(Server.key))
            try FileManager.default.copyItem(atPath: folder, toPath: crashed)
            var next = options
            next.outboxFolder = crashed
            let successor = try RemoteLedger(proxy.address, key: Server.key, options: next)
            #expect(successor.unsentCount == 1)
            proxy.set(.passes)
            #expect(await successor.flush(withinMs: 30_000))
            #expect(try await server.account() == (0, 0))
            #expect(try Self.records(crashed).isEmpty)
            _ = await remote.flush(withinMs: 30_000)
            await proxy.stop()
        }
    }

    @Test("a hold whose answers all are lost is given back")
    func allLost() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            let remote = try RemoteLedger(proxy.address, key: Server.key)
            proxy.set(.loses(2))
            let error = try await spendError {
                _ = try await Governor(ledger: remote).hold(Self.request())
            }
            #expect(error.code == .outcomeUnknown && error.message.contains("given back"))
            #expect(await remote.flush(withinMs: 30_000))
            #expect(try await server.account() == (0, 0))
            await proxy.stop()
        }
    }

    @Test("with a key of the caller's own, which others may have used, the hold stays")
    func ownKey() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            let remote = try RemoteLedger(proxy.address, key: Server.key)
            let error = try await Self.cancelled(remote, server, proxy, key: "order-1")
            #expect(error.code == .outcomeUnknown && !error.message.contains("given back"))
            #expect(remote.unsentCount == 0)
            #expect(try await server.account() == (0, 1_000))
            await proxy.stop()
        }
    }

    @Test("many calls, each cancelled at some moment, leave nothing held and cost nothing")
    func many() async throws {
        try await Server.with { server in
            let remote = try server.remote()
            let governor = Governor(ledger: remote)
            for number in 0..<200 {
                let call = Task {
                    try? await governor.spend(Self.request()) { _ in Billed((), .nothing) }
                }
                try await Task.sleep(for: .microseconds(number % 25 * 250))
                call.cancel()
                _ = await call.value
            }
            #expect(await remote.flush(withinMs: 30_000))
            // What the server gives back by itself may take a moment.
            try await until("nothing is held", timeoutMs: 10_000) {
                try await server.account().held == 0
            }
            #expect(try await server.account() == (0, 0))
            #expect(server.journal.holds == server.journal.releases)
        }
    }

    @Test("a task that is cancelled already asks for nothing")
    func already() async throws {
        try await Server.with { server in
            let remote = try server.remote()
            let call = Task {
                withUnsafeCurrentTask { $0?.cancel() }
                return try await spendError {
                    _ = try await Governor(ledger: remote).hold(Self.request())
                }
            }
            #expect(try await call.value.code == .outcomeUnknown)
            #expect(remote.unsentCount == 0 && server.journal.holds == 0)
        }
    }
}
