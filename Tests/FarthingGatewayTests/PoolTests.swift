import FarthingCore
import FarthingGateway
import FarthingTesting
import NIOCore
import NIOPosix
import Testing

@Suite("Connections to the provider")
struct PoolTests {
    @Test("a call waits for a connection, and one too many is refused and released")
    func waiters() async throws {
        let setup = Setup {
            $0.upstreamConnectionsMax = 1
            $0.upstreamWaitersMax = 1
        }
        try await Rig.with(setup, script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let first = try await rig.client()
            first.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let second = try await rig.client()
            second.send(Chat.request())
            try await rig.until("it waits", { rig.journal.holds.count == 2 })
            let third = try await rig.ask(Chat.request())
            #expect(third.status == 502)
            #expect(third.field("x-should-retry") == "true")
            try await rig.until("it is released", { rig.journal.releases.count == 1 })
            rig.provider.open()
            #expect(try await first.answer().status == 200)
            #expect(try await second.answer().status == 200)
            #expect(rig.provider.connections == 1)
            try await rig.untilClosed()
            #expect(try await rig.account().spent == 2 * Chat.cost())
            await first.close()
            await second.close()
        }
    }

    @Test("who waits too long for a connection is released, and told to try again")
    func waitsTooLong() async throws {
        let setup = Setup {
            $0.upstreamConnectionsMax = 1
            $0.silenceTimeoutMs = 1_000
        }
        try await Rig.with(setup, script: { _ in [] }) { rig in
            let first = try await rig.client()
            first.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let second = try await rig.client()
            second.send(Chat.request())
            try await rig.until("it waits", { rig.journal.holds.count == 2 })
            rig.clock.advance(byMs: 1_001)
            #expect(try await first.answer().code == "upstream_timeout")
            let late = try await second.answer()
            #expect(late.status == 504)
            #expect(late.field("x-should-retry") == "true")
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.evidence) == [.unknown])
            #expect(rig.journal.releases.count == 1)
            #expect(rig.provider.requests.count == 1)
            await first.close()
            await second.close()
        }
    }

    @Test("who hangs up while waiting for a connection is released: nothing was sent")
    func goneWhileWaiting() async throws {
        let setup = Setup { $0.upstreamConnectionsMax = 1 }
        try await Rig.with(setup, script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let first = try await rig.client()
            first.send(Chat.request())
            try await rig.until("it is sent", { rig.provider.requests.count == 1 })
            let second = try await rig.client()
            second.send(Chat.request())
            try await rig.until("it waits", { rig.journal.holds.count == 2 })
            let gone = try await rig.client()
            gone.send(Chat.request())
            try await rig.until("it waits, too", { rig.journal.holds.count == 3 })
            await gone.close()
            try await rig.until("who hung up is released", { rig.journal.releases.count == 1 })
            #expect(rig.journal.settlements.isEmpty)
            #expect(rig.provider.requests.count == 1)
            rig.provider.open()
            #expect(try await second.answer().status == 200)
            await first.close()
            await second.close()
        }
    }

    @Test("where no connection can be had, all who wait are told at once")
    func connectFails() async throws {
        let setup = Setup(upstreamPort: Setup.closedPort) { $0.upstreamConnectionsMax = 1 }
        try await Rig.with(setup) { rig in
            var clients: [RawClient] = []
            for _ in 0..<6 {
                let client = try await rig.client()
                client.send(Chat.request())
                clients.append(client)
            }
            for client in clients {
                #expect(try await client.answer().status == 502)
                await client.close()
            }
            try await rig.until("all are released", { rig.journal.releases.count == 6 })
            #expect(try await rig.account() == (0, 0))
        }
    }

    @Test("a connection is not used again when its answer leaves any doubt")
    func doubt() async throws {
        let answers = [
            Chat.answer(fields: "connection: close\r\n"),
            Chat.answer().replacing("HTTP/1.1", with: "HTTP/1.0"),
            Chat.answer() + "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}",
        ]
        try await Rig.with(script: { [.send(answers[min($0.number, 2)])] }) { rig in
            for _ in 0..<4 {
                let answer = try await rig.ask(Chat.request())
                #expect(answer.status == 200)
            }
            try await rig.untilClosed()
            #expect(rig.provider.requests.map(\.connection) == [0, 1, 2, 3])
            #expect(try await rig.account().spent == 4 * Chat.cost())
        }
    }

    @Test("an answer that comes before the whole request was sent ends its connection")
    func earlyAnswer() async throws {
        var setup = Setup(limit: 1_000_000_000_000)
        setup.earlyAnswer = Chat.answer()
        try await Rig.with(setup) { rig in
            let large = Chat.request(Chat.body(prompt: String(repeating: "word ", count: 4 << 20)))
            for round in 1...2 {
                let answer = try await rig.ask(large)
                #expect(answer.status == 200)
                #expect(rig.provider.connections == round)
            }
            try await rig.untilClosed()
            #expect(try await rig.account().spent == 2 * Chat.cost())
        }
    }
}
