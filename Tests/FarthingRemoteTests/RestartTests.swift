import Farthing
import FarthingCore
import FarthingRemote
import Foundation
import Synchronization
import Testing

/// What happens to settlements while servers come and go.
@Suite("Remote ledger: servers that restart")
struct RestartTests {
    private static func request() -> SpendRequest {
        SpendRequest(tool: "t", cost: .nanos(1_000))
    }

    /// Settlements that a server has refused in the end.
    private final class Failures: Sendable {
        let events = SpendEvents()
        private let count = Mutex(0)
        var all: Int { count.withLock { $0 } }

        func listen() -> Task<Void, Never> {
            let stream = events.stream()
            return Task {
                for await event in stream {
                    if case .settlementFailed = event.kind { count.withLock { $0 += 1 } }
                }
            }
        }
    }

    @Test("a settlement that comes after a restart and its hold's end replaces what was charged")
    func late() async throws {
        let failures = Failures()
        let listener = failures.listen()
        let first = try await Server.start()
        let remote = try first.remote {
            $0.timeoutMs = 2_000
            $0.events = failures.events
        }
        let call = try await Governor(ledger: remote).hold(Self.request()).dispatch()
        await first.stop()
        #expect(try await call.settle(.nanos(700)).sequence == nil)
        // Its time is over before any server hears of it.
        _ = try await first.ledger.apply([.tick], nowMs: SystemClock().nowMs + 200_000)
        #expect(try await first.account() == (1_000, 0))
        let second = try await Server.start(port: first.port, on: first)
        #expect(await remote.flush(withinMs: 30_000))
        #expect(try await second.account() == (700, 0))
        #expect(failures.all == 0)
        listener.cancel()
        await second.stop()
    }

    @Test("a settlement whose answer was lost with the server is told again, and booked once")
    func toldAgain() async throws {
        let failures = Failures()
        let listener = failures.listen()
        let first = try await Server.start()
        let proxy = try await Proxy(to: first.port)
        var options = RemoteLedger.Options()
        options.timeoutMs = 2_000
        options.events = failures.events
        let remote = try RemoteLedger(proxy.address, key: Server.key, options: options)
        let call = try await Governor(ledger: remote).hold(Self.request()).dispatch()
        // Both times the server books it, or finds it booked, and nobody hears so.
        proxy.set(.loses(2))
        #expect(try await call.settle(.nanos(700)).sequence == nil)
        try await until("it is booked") { first.journal.settlements == 1 }
        await first.stop()
        let second = try await Server.start(port: first.port, on: first)
        proxy.set(.passes)
        #expect(await remote.flush(withinMs: 30_000))
        #expect(try await second.account() == (700, 0))
        #expect(second.journal.settlements == 1 && failures.all == 0)
        listener.cancel()
        await proxy.stop()
        await second.stop()
    }

    @Test("a server without the key is no answer to a settlement, which waits for the right one")
    func otherServer() async throws {
        let first = try await Server.start()
        let key = Server.key(trusted: .dataWrite)
        let remote = try first.remote(key: key) { $0.timeoutMs = 2_000 }
        let governor = Governor(ledger: remote)
        let call = try await governor.hold(Self.request()).dispatch()
        await first.stop()
        // At its address one that knows other keys: another data folder.
        let stranger = try await Server.start(port: first.port, keys: [Server.otherKey])
        let error = try await spendError { _ = try await governor.hold(Self.request()) }
        #expect(error.code == .notAuthorized)
        #expect(try await call.settle(.nanos(700)).sequence == nil)
        #expect(await remote.flush(withinMs: 300) == false)
        #expect(remote.unsentCount == 1)
        await stranger.stop()
        let second = try await Server.start(port: first.port, on: first)
        #expect(await remote.flush(withinMs: 30_000))
        #expect(try await second.account() == (700, 0))
        await second.stop()
    }

    @Test("another tenant's server is refused in words, and its own tenant's is taken")
    func tenants() async throws {
        let policy = Policy(id: "p", tenant: "acme", budgets: [Server.money()])
        try await Server.with(policy) { server in
            for (tenant, isTaken) in [("acme", true), ("globex", false)] {
                var options = Governor.Options()
                options.scope[.tenant] = tenant
                let governor = Governor(ledger: try server.remote(), options: options)
                guard !isTaken else {
                    try await governor.spend(Self.request()) { _ in Billed((), .nanos(1)) }
                    continue
                }
                let error = try await spendError { _ = try await governor.hold(Self.request()) }
                #expect(error.code == .notAuthorized)
                #expect(error.message.contains("another tenant") && !error.message.contains("acme"))
            }
            #expect(try await server.account() == (1, 0))
        }
    }

    @Test("a program's clock may be years off: holds end by the server's")
    func clocks() async throws {
        try await Server.with { server in
            for nowMs in [0, 4_000_000_000_000] as [Int64] {
                var options = Governor.Options()
                options.clock = StoppedClock(nowMs: nowMs)
                let governor = Governor(ledger: try server.remote(), options: options)
                try await governor.spend(Self.request()) { _ in Billed((), .nanos(5)) }
            }
            #expect(try await server.account() == (10, 0))
            #expect(server.journal.settlements == 2)
        }
    }

    private struct StoppedClock: SpendClock {
        let nowMs: Int64
        var monotonicNanos: Int64 { 0 }
        func sleep(nanos: Int64) async throws {}
    }

    @Test(
        "an address or a key that cannot be is refused with what to write instead",
        arguments: [
            ("127.0.0.1:8484", "fk_x", "http://"), ("http://u:p@x", "fk_x", "password"),
            ("http://127.0.0.1:8484", "fk_x\n", "farthing keys create"),
            ("http://127.0.0.1:8484", "", "farthing keys create"),
        ]
    )
    func addresses(_ address: String, _ key: String, _ word: String) throws {
        do {
            _ = try RemoteLedger(address, key: key)
            Issue.record("it was taken")
        } catch {
            #expect(error.code == .invalid && error.message.contains(word), "\(error.message)")
            #expect(!error.message.contains("fk_x"))
        }
    }

    @Test("a spend socket that is not there is a server that cannot be reached")
    func noSocket() async throws {
        let path = "/tmp/farthing-none-\(UUID().uuidString.prefix(8)).sock"
        let governor = Governor(ledger: try RemoteLedger(socket: path, key: Server.key))
        let error = try await spendError { _ = try await governor.hold(Self.request()) }
        #expect(error.code == .ledgerUnavailable && error.message.contains("Nothing was held"))
    }
}
