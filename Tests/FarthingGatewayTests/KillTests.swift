import FarthingCore
import FarthingGateway
import Testing

@Suite("Calls that somebody stops")
struct KillTests {
    /// A stream that has said five words and waits.
    private static let part =
        Chat.streamHead + (0..<5).map { _ in Chat.chunk(Chat.event(" word")) }.joined()

    @Test("a stream is charged as one that is cut, and its client gets a well-formed end")
    func stream() async throws {
        try await Rig.with(script: { _ in [.send(Self.part), .awaitGate] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request(Chat.body(isStream: true)))
            try await rig.until("it flows") { client.received.count > 200 }
            let killed = await rig.state.kill { _ in true }
            #expect(killed.count == 1 && killed == rig.journal.holds.map(\.id))
            let answer = try await client.answer()
            #expect(answer.isFramed && answer.text.contains(Chat.done))
            #expect(answer.text.contains("\"finish_reason\":\"length\""))
            try await rig.untilClosed()
            let settlement = try #require(rig.journal.settlements.first)
            #expect(settlement.evidence == .metered && settlement.usage?.ending == "killed")
            // The input, five words, and the lead of what may have been made unseen.
            #expect(settlement.amounts == [8 * 1_000 + (5 + 64) * 4_000])
            await client.close()
        }
    }

    @Test("a call that was sent is charged, and its client told; no other upstream is tried")
    func sent() async throws {
        try await Rig.with(script: { _ in [.awaitGate] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent") { rig.provider.requests.count == 1 }
            #expect(await rig.state.kill { _ in true }.count == 1)
            let answer = try await client.answer()
            #expect(answer.status == 429 && answer.code == "stopped")
            try await rig.untilClosed()
            #expect(rig.journal.settlements.map(\.evidence) == [.unknown])
            #expect(await rig.state.kill { _ in true }.isEmpty)
            await client.close()
        }
    }

    @Test("calls for others go on")
    func others() async throws {
        try await Rig.with(script: { _ in [.awaitGate, .send(Chat.answer())] }) { rig in
            let client = try await rig.client()
            client.send(Chat.request())
            try await rig.until("it is sent") { rig.provider.requests.count == 1 }
            let killed = await rig.state.kill { $0[.agent] == "another" }
            #expect(killed.isEmpty)
            rig.provider.open()
            #expect(try await client.answer().status == 200)
            await client.close()
        }
    }
}
