import FarthingReceipts
import FarthingWitness
import Synchronization
import Testing

@Suite("A log's witnesses")
struct PanelTests {
    private let log: SampleLog
    private let folder: TestFolder

    init() throws {
        log = try SampleLog()
        folder = try TestFolder()
    }

    private func endpoint(_ server: PublicServer, _ key: NoteKey, _ name: String = "w1") throws
        -> WitnessEndpoint
    {
        try WitnessEndpoint(name: name, prefix: "http://127.0.0.1:\(server.port)", key: key)
    }

    private func ask(_ panel: WitnessPanel, _ log: SampleLog, _ size: Int64) async throws
        -> (cosignatures: [NoteSignature], isComplete: Bool)
    {
        let signed = try log.signed(size)
        return await panel.ask(signed.note, signed.checkpoint) { (old) throws(LogError) in
            try log.proof(old, size)
        }
    }

    @Test("checkpoints are cosigned by all witnesses, also by one that joins later")
    func course() async throws {
        let other = try TestFolder()
        let (one, two) = (try Witness.at(folder, log.list), try Witness.at(other, log.list))
        let servers = [try await TestServer.start(one), try await TestServer.start(two)]
        let endpoints = [
            try endpoint(servers[0], one.identity.key),
            try endpoint(servers[1], two.identity.key, "w2"),
        ]
        // The first witness has seen the log before this process was started.
        #expect(one.answer(try log.request(0, 11)).status == 200)
        let panel = WitnessPanel(
            endpoints,
            cosignaturesMin: 2,
            timeoutMs: 60_000,
            clockMs: { 0 },
            logger: .none
        )
        for size in [Int64(20), 33, 33, 90] {
            let answer = try await ask(panel, log, size)
            #expect(answer.isComplete)
            var note = try log.signed(size).note
            note.merge(answer.cosignatures)
            #expect(note.cosignatures(by: endpoints.map(\.key))?.count == 2)
            // What has all cosignatures already is offered to nobody.
            let again = await panel.ask(note, try log.signed(size).checkpoint) {
                (_) throws(LogError) in throw LogError("no proof is needed")
            }
            #expect(again.isComplete && again.cosignatures.isEmpty)
        }
        #expect(panel.figures.witnessedSize == 90)
        #expect(panel.figures.cosigned == 8)
        #expect(panel.figures.failures == 0)
        await panel.stop()
        for server in servers { await server.stop() }
    }

    @Test("a log that was put back, or that has another history, is noticed")
    func rollback() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        #expect(witness.answer(try log.request(0, 50)).status == 200)
        let forked = try SampleLog(key: log.signingKey, size: 60, forkedAt: 30)
        for (log, size) in [(log, Int64(40)), (forked, 50), (forked, 60)] {
            let panel = WitnessPanel(
                [try endpoint(server, witness.identity.key)],
                cosignaturesMin: 1,
                timeoutMs: 60_000,
                clockMs: { 0 },
                logger: .none
            )
            let answer = try await ask(panel, log, size)
            #expect(answer.cosignatures.isEmpty)
            #expect(!answer.isComplete)
            #expect(panel.figures.rollbacks == 1, "\(size)")
            await panel.stop()
        }
        #expect(try witness.latest(of: log.origin)?.head == log.head(50))
        await server.stop()
    }

    @Test("a witness that was put back is noticed, and brought up again")
    func forgetful() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        let panel = WitnessPanel(
            [try endpoint(server, witness.identity.key)],
            cosignaturesMin: 1,
            timeoutMs: 60_000,
            clockMs: { 0 },
            logger: .none
        )
        #expect(try await ask(panel, log, 50).isComplete)
        await server.stop()
        // The same key with an older state: as after a backup.
        let older = try TestFolder()
        try copyKey(from: folder, to: older)
        let again = try Witness.at(older, log.list)
        #expect(again.answer(try log.request(0, 20)).status == 200)
        var options = PublicServer.Options(host: "127.0.0.1", port: server.port)
        options.bodyBytesMax = WitnessService.bodyBytesMax
        let service = WitnessService(again)
        let restored = try await PublicServer.start(options, clockMs: { 0 }, logger: .none) {
            await service.answer($0)
        }
        let answer = try await ask(panel, log, 60)
        #expect(answer.isComplete)
        #expect(panel.figures.forgetful == 1)
        #expect(panel.figures.rollbacks == 0)
        await panel.stop()
        await restored.stop()
    }

    @Test("a witness that was put back is noticed after a restart of the log too")
    func memory() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        let kept = folder.path + "/kept"
        func panel(_ server: PublicServer) throws -> WitnessPanel {
            WitnessPanel(
                [try endpoint(server, witness.identity.key)],
                cosignaturesMin: 1,
                memory: kept,
                timeoutMs: 60_000,
                clockMs: { 0 },
                logger: .none
            )
        }
        let first = try panel(server)
        #expect(try await ask(first, log, 50).isComplete)
        await first.stop()
        // What is known is used: no question is asked first.
        let second = try panel(server)
        #expect(try await ask(second, log, 60).isComplete)
        #expect(witness.counts.answers == [200: 2])
        await second.stop()
        await server.stop()
        let name = try #require(TestFolder.names(kept).first)
        let bytes = try #require(try LogFile.read(kept + "/" + name, bytesMax: 1 << 20))
        let note = try #require(SignedCheckpoint(bytes))
        #expect(note.checkpoint.size == 60)
        #expect(note.note.cosignatures(by: [witness.identity.key])?.count == 1)
        #expect(note.note.verdict(keys: [try log.key]) == .valid)

        let older = try TestFolder()
        try copyKey(from: folder, to: older)
        let again = try Witness.at(older, log.list)
        #expect(again.answer(try log.request(0, 20)).status == 200)
        let restored = try await TestServer.start(again)
        let third = try panel(restored)
        #expect(try await ask(third, log, 70).isComplete)
        #expect(third.figures.forgetful == 1)
        await third.stop()
        // Damaged, or of another log: as if nothing were known.
        try LogFile.replaceDurably(kept + "/" + name, with: [0x61])
        let fourth = try panel(restored)
        #expect(try await ask(fourth, log, 80).isComplete)
        #expect(fourth.figures.forgetful == 0)
        await fourth.stop()
        await restored.stop()
    }

    private func copyKey(from: TestFolder, to: TestFolder) throws {
        for name in ["witness.key", "witness.vkey"] {
            let bytes = try LogFile.read(from.path + "/" + name, bytesMax: 4_096)
            if name == "witness.key" {
                try KeyFile.write(SigningKey(try #require(bytes)), to: to.path + "/" + name)
            } else {
                try LogFile.replaceDurably(to.path + "/" + name, with: try #require(bytes))
            }
        }
    }

    @Test(
        "a wrong cosignature is an error and is not published; so is a witness that is a stranger"
    )
    func wrong() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        let stranger = try NoteKey(
            name: witness.identity.name,
            kind: .cosignature,
            key: SigningKey().verifyingKey
        )
        let panel = WitnessPanel(
            [try endpoint(server, stranger)],
            cosignaturesMin: 1,
            timeoutMs: 60_000,
            clockMs: { 0 },
            logger: .none
        )
        let answer = try await ask(panel, log, 10)
        #expect(answer.cosignatures.isEmpty && !answer.isComplete)
        #expect(panel.figures.wrong == 1)
        #expect(panel.figures.witnessedSize == 0)
        await panel.stop()
        await server.stop()
    }

    @Test("a witness that is away is asked again later and later, and the others are not held up")
    func backoff() async throws {
        let witness = try Witness.at(folder, log.list)
        let server = try await TestServer.start(witness)
        let gone = try await TestServer.start { _ in PublicAnswer(status: 200) }
        await gone.stop()
        let now = Mutex<Int64>(1_000_000)
        let panel = WitnessPanel(
            [
                try endpoint(gone, witness.identity.key, "gone"),
                try endpoint(server, witness.identity.key),
            ],
            cosignaturesMin: 1,
            timeoutMs: 60_000,
            clockMs: { now.withLock { $0 } },
            logger: .none
        )
        for size in Int64(1)...10 {
            let answer = try await ask(panel, log, size)
            #expect(answer.cosignatures.count == 1)
            #expect(!answer.isComplete)
        }
        // The clock stood: one attempt.
        #expect(panel.figures.failures == 1)
        for (after, failures) in [(Int64(1_001), Int64(2)), (400, 2), (2_001, 3), (4_001, 4)] {
            now.withLock { $0 += after }
            _ = try await ask(panel, log, 11)
            #expect(panel.figures.failures == failures, "\(after)")
        }
        #expect(panel.figures.cosigned == 14)
        await panel.stop()
        await server.stop()
    }

    @Test("answers that are too long, or redirect, are not followed")
    func hostile() async throws {
        let witness = try Witness.at(folder, log.list)
        let long = PublicAnswer(status: 200, body: [UInt8](repeating: 0x61, count: 1 << 20))
        for answer in [long, PublicAnswer(status: 302), PublicAnswer(status: 500)] {
            let server = try await TestServer.start(bodyBytesMax: 1 << 20) { _ in answer }
            let panel = WitnessPanel(
                [try endpoint(server, witness.identity.key)],
                cosignaturesMin: 1,
                timeoutMs: 60_000,
                clockMs: { 0 },
                logger: .none
            )
            #expect(try await ask(panel, log, 10).cosignatures.isEmpty)
            #expect(panel.figures.failures == 1)
            await panel.stop()
            await server.stop()
        }
    }
}
