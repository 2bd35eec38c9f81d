import FarthingCore
import FarthingGateway
import FarthingScripted
import FarthingTesting
import NIOCore
import NIOPosix
import Testing

@Suite("Against the scripted provider's own bill")
struct ScriptedTests {
    private static func steered(_ steering: String, isStream: Bool) -> String {
        Chat.request(
            Chat.body(maxTokens: 60, isStream: isStream),
            fields: "x-scripted: \(steering)\r\n"
        )
    }

    @Test("without faults the book and the bill agree to the nano", arguments: HoldMode.allSampled)
    func agrees(_ mode: HoldMode) async throws {
        let provider = try await FarthingScripted.ScriptedProvider.start(
            group: MultiThreadedEventLoopGroup.singleton
        )
        let setup = Setup(limit: 1_000_000_000, mode: mode, upstreamPort: provider.port)
        try await Rig.with(setup) { rig in
            for count in 1...20 {
                let steering = "tokens=\(count * 3);chunk_delay_ms=0"
                let request = Self.steered(steering, isStream: count % 2 == 0)
                #expect(try await rig.ask(request).status == 200)
            }
            try await rig.untilClosed()
            #expect(rig.journal.settlements.allSatisfy { $0.evidence == .reported })
            let usages = rig.journal.settlements.compactMap(\.usage)
            let tokens = usages.reduce(0) { $0 + $1.outputTokens }
            #expect(tokens == (1...20).reduce(0) { $0 + Int64(min($1 * 3, 60)) })
        }
        await provider.shutdown()
    }

    @Test("with every fault: each call is charged or released, nothing stays held, none passes")
    func faults() async throws {
        let provider = try await FarthingScripted.ScriptedProvider.start(
            group: MultiThreadedEventLoopGroup.singleton
        )
        let setup = Setup(limit: 1_000_000_000, mode: .metered, upstreamPort: provider.port)
        try await Rig.with(setup) { rig in
            let faults = [
                "cut", "reset", "no_usage", "zero_usage", "wrong_usage", "malformed", "compressed",
                "429", "500", "502", "503", "529",
            ]
            for fault in faults {
                for isStream in [false, true] {
                    let client = try await rig.client()
                    let steering = "fault=\(fault);tokens=20;chunk_delay_ms=1"
                    client.send(Self.steered(steering, isStream: isStream))
                    try await client.wait("an end: \(fault)") { bytes, isClosed in
                        isClosed || RawAnswer.parse(bytes, isClosed: isClosed) != nil
                    }
                    await client.close()
                }
            }
            try await rig.untilClosed()
            #expect(rig.journal.holds.count == faults.count * 2)
            let open = try await rig.ledger.openHolds(limit: 10)
            #expect(open.isEmpty)
        }
        await provider.shutdown()
    }
}

extension HoldMode {
    static let allSampled: [HoldMode] = [.ceiling, .fitted, .metered]
}
