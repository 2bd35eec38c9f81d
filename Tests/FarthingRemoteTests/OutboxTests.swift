import Farthing
import FarthingCore
import FarthingRemote
import Foundation
import Testing

@Suite("Remote ledger: lost answers, and the outbox")
struct OutboxTests {
    private static func folder() throws -> String {
        let path = NSTemporaryDirectory() + "farthing-outbox-" + UUID().uuidString
        return path
    }

    private static func records(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).flatMap { name in
            try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
                .split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
                .filter { !$0.isEmpty }
        }
    }

    private static let request = SpendRequest(tool: "t", cost: .nanos(1_000))

    @Test("a lost answer is asked for once more, and nothing is held or charged twice")
    func lostAnswers() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            let remote = try RemoteLedger(proxy.address, key: Server.key)
            let governor = Governor(ledger: remote)
            proxy.set(.loses(1))
            let value = try await governor.spend(Self.request) { _ in
                proxy.set(.loses(1))
                return Billed(1, .nanos(600))
            }
            #expect(value == 1)
            #expect(remote.unsentCount == 0)
            try await until("nothing is held") { try await server.account().held == 0 }
            #expect(try await server.account() == (600, 0))
            await proxy.stop()
        }
    }

    @Test("a call whose answers all are lost is an error of an unknown outcome, and nothing runs")
    func allLost() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            let governor = Governor(ledger: try RemoteLedger(proxy.address, key: Server.key))
            proxy.set(.loses(2))
            let error = try await spendError { _ = try await governor.hold(Self.request) }
            #expect(error.code == .outcomeUnknown)
            await proxy.stop()
        }
    }

    @Test("a deadline bounds each request")
    func deadline() async throws {
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            var options = RemoteLedger.Options()
            options.holdTimeoutMs = 100
            let remote = try RemoteLedger(proxy.address, key: Server.key, options: options)
            proxy.set(.stalls)
            let start = ContinuousClock.now
            let error = try await spendError {
                _ = try await Governor(ledger: remote).hold(Self.request)
            }
            #expect(error.code == .outcomeUnknown)
            // Far below the half minute that a hold may take where nothing is said; tests share the machine.
            #expect(ContinuousClock.now - start < .seconds(25))
            await proxy.stop()
        }
    }

    @Test(
        "a settlement that finds no server waits for it, in memory or in a file",
        arguments: [true, false]
    )
    func serverAway(_ isDurable: Bool) async throws {
        let folder = try Self.folder()
        let first = try await Server.start()
        let remote = try first.remote { options in
            options.outboxFolder = isDurable ? folder : nil
            options.timeoutMs = 300
        }
        let call = try await Governor(ledger: remote).hold(Self.request).dispatch()
        await first.stop()
        let receipt = try await call.settle(.nanos(700))
        #expect(receipt.sequence == nil && receipt.costNanos == 700)
        #expect(remote.unsentCount == 1)
        let second = try await Server.start(port: first.port, on: first)
        #expect(await remote.flush(withinMs: 30_000))
        #expect(try await second.account() == (700, 0))
        #expect(second.journal.settlements == 1)
        if isDurable { #expect(try Self.records(folder).isEmpty) }
        await second.stop()
    }

    @Test("what a process leaves that dies before the server's answer is booked by the next, once")
    func crash() async throws {
        let folder = try Self.folder(), crashed = try Self.folder()
        try await Server.with { server in
            let proxy = try await Proxy(to: server.port)
            var options = RemoteLedger.Options()
            options.outboxFolder = folder
            options.timeoutMs = 60_000
            let remote = try RemoteLedger(proxy.address, key: Server.key, options: options)
            let governor = Governor(ledger: remote)
            let settling = Task {
                try await governor.spend(Self.request) { _ in
                    proxy.set(.stalls)
                    return Billed((), .nanos(700))
                }
            }
            // The record is on the disk while the answer is still awaited: what a kill leaves behind.
            try await until("the record is written") { try Self.records(folder).count == 1 }
            try FileManager.default.copyItem(atPath: folder, toPath: crashed)
            let record = try #require(try Self.records(crashed).first)
            #expect(record.contains("\"settle\"") && !record.contains(Server.key))
            let names = try FileManager.default.contentsOfDirectory(atPath: crashed)
            let mode = try FileManager.default.attributesOfItem(atPath: folder + "/" + names[0])
            #expect(mode[.posixPermissions] as? Int == 0o600)

            // The next process: same server by the same name, same key.
            proxy.set(.passes)
            var next = options
            next.outboxFolder = crashed
            let successor = try RemoteLedger(proxy.address, key: Server.key, options: next)
            #expect(await successor.flush(withinMs: 30_000))
            #expect(try await server.account() == (700, 0))
            #expect(server.journal.settlements == 1)
            #expect(try Self.records(crashed).isEmpty)
            settling.cancel()
            await proxy.stop()
            _ = try? await settling.value
            #expect(try await server.account() == (700, 0))
        }
    }

    @Test("two ledgers of one folder have a file each, and take over what nobody has")
    func twoProcesses() async throws {
        let folder = try Self.folder()
        try await Server.with { server in
            let first = try server.remote { $0.outboxFolder = folder }
            let second = try server.remote { $0.outboxFolder = folder }
            let files = try FileManager.default.contentsOfDirectory(atPath: folder)
            #expect(files.count == 2)
            for remote in [first, second] {
                try await Governor(ledger: remote).spend(Self.request) { _ in
                    Billed((), .nanos(10))
                }
            }
            #expect(try await server.account() == (20, 0))
        }
    }

    @Test("a full outbox refuses holds and loses no settlement")
    func full() async throws {
        try await Server.with { server in
            let remote = try server.remote { $0.openCallsMax = 2 }
            let governor = Governor(ledger: remote)
            let first = try await governor.hold(Self.request)
            let second = try await governor.hold(Self.request).dispatch()
            let error = try await spendError { _ = try await governor.hold(Self.request) }
            #expect(error.code == .ledgerUnavailable && error.message.contains("openCallsMax"))
            try await first.release()
            _ = try await second.settle(.nanos(5))
            try await governor.spend(Self.request) { _ in Billed((), .nanos(5)) }
            #expect(try await server.account() == (10, 0))
        }
    }

    @Test("an outbox that cannot be made is an error at the start")
    func unusable() throws {
        var options = RemoteLedger.Options()
        options.outboxFolder = "/proc/none/outbox"
        #expect(throws: SpendError.self) {
            try RemoteLedger("http://127.0.0.1:1", key: Server.key, options: options)
        }
    }

    @Test("a settlement that is refused in the end is an error, and its place is free again")
    func refused() async throws {
        try await Server.with { server in
            let remote = try server.remote { $0.openCallsMax = 1 }
            let governor = Governor(ledger: remote)
            let error = try await spendError {
                _ = try await governor.hold(Self.request).dispatch().settle(.usd("100"))
            }
            #expect(error.code == .invalid)
            #expect(remote.unsentCount == 0)
            _ = try await governor.hold(Self.request)
        }
    }
}
