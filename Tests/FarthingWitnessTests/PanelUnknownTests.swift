import FarthingReceipts
import FarthingWitness
import Synchronization
import Testing

@Suite("A witness that has not been given the log's key")
struct PanelUnknownTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test("is asked again every ten seconds, however often it has refused")
    func refused() async throws {
        let old = try SampleLog()
        let new = try SampleLog(origin: old.origin)
        let witness = try Witness.at(folder, old.list)
        let server = try await TestServer.start(witness)
        let now = Clock()
        let panel = try Self.panel(server, witness, now)
        let signed = try new.signed(50)
        let ask: (Bool) async throws -> Bool = { isUrgent in
            await panel.ask(signed.note, signed.checkpoint, isUrgent: isUrgent) {
                (old) throws(LogError) in try new.proof(old, 50)
            }
            .isComplete
        }
        for attempt in Int64(1)...20 {
            #expect(try await ask(false) == false)
            #expect(panel.figures.failures == attempt)
            now.advance(byMs: 9_999)
            #expect(try await ask(false) == false)
            #expect(panel.figures.failures == attempt)
            now.advance(byMs: 1)
        }
        _ = try await ask(false)
        // Its keeper takes the new key in; whoever says so need not wait.
        witness.take(try new.list)
        #expect(try await ask(false) == false)
        #expect(try await ask(true))
        await panel.stop()
        await server.stop()
    }

    @Test("a checkpoint by another key is offered at once, also to one that was long away")
    func rotated() async throws {
        let old = try SampleLog()
        let new = try SampleLog(origin: old.origin)
        let witness = try Witness.at(folder, new.list)
        let gone = try await TestServer.start(bodyBytesMax: 1 << 20) { _ in
            PublicAnswer(status: 500)
        }
        let now = Clock()
        let panel = try Self.panel(gone, witness, now)
        for attempt in Int64(1)...8 {
            let signed = try old.signed(10)
            _ = await panel.ask(signed.note, signed.checkpoint) { (_) throws(LogError) in
                try old.proof(0, 10)
            }
            #expect(panel.figures.failures == attempt)
            now.advance(byMs: 300_000)
        }
        now.advance(byMs: -299_000)
        for (log, failures) in [(old, Int64(8)), (new, 9), (new, 9)] {
            let signed = try log.signed(20)
            _ = await panel.ask(signed.note, signed.checkpoint) { (_) throws(LogError) in
                try log.proof(0, 20)
            }
            #expect(panel.figures.failures == failures)
        }
        await panel.stop()
        await gone.stop()
    }

    private static func panel(
        _ server: PublicServer,
        _ witness: Witness,
        _ clock: Clock
    ) throws -> WitnessPanel {
        let prefix = "http://127.0.0.1:\(server.port)"
        let key = witness.identity.key
        return WitnessPanel(
            [try WitnessEndpoint(name: "w1", prefix: prefix, key: key)],
            cosignaturesMin: 1,
            timeoutMs: 60_000,
            clockMs: { clock.nowMs },
            logger: .none
        )
    }

    private final class Clock: Sendable {
        private let ms = Mutex<Int64>(1_000_000)

        var nowMs: Int64 { ms.withLock { $0 } }

        func advance(byMs change: Int64) { ms.withLock { $0 += change } }
    }
}
