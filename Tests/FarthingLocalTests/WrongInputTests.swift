import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingTesting
import Testing

@Suite("start with what is odd")
struct WrongInputTests {
    /// Changes the folder's format where the database has it.
    private static func setFormat(_ folder: TestFolder, from: String, to: String) throws {
        var bytes = try folder.bytes("/ledger.sqlite")
        let text = Array("format\(from)".utf8)
        let places = bytes.indices.filter {
            bytes[$0] == text[0] && bytes[$0...].starts(with: text)
        }
        try #require(places.count == 1)
        bytes[places[0] + text.count - 1] = Array(to.utf8)[0]
        try folder.write(bytes, "/ledger.sqlite")
    }

    @Test("a limit of zero refuses every call that costs, says so, and can be raised")
    func zero() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd(0))
        do {
            try await local.governor.spend(SpendRequest(tool: "t", cost: .nanos(1))) { _ in
                Issue.record("it ran")
                return Billed((), .nothing)
            }
        } catch let error as SpendError {
            #expect(error.code == .overLimit && error.message.contains("daily"))
        }
        try await local.governor.spend(SpendRequest(tool: "t", cost: .free)) { _ in
            Billed((), .nothing)
        }
        await local.close()
        let raised = try await folder.open(.usd("0.01"))
        #expect(try await raised.governor.callsUntilRefused("0.01", most: 5) == 1)
        await raised.close()
    }

    @Test(
        "a path that is none is told for what it is",
        arguments: [("", "empty"), ("/a\0b", "NUL")]
    )
    func paths(_ path: String, _ word: String) async throws {
        do throws(LocalError) {
            _ = try await FarthingLocal.governor(dailyLimit: .usd(1), folder: path)
            Issue.record("it was opened")
        } catch {
            #expect(error.code == .folder && error.message.contains(word))
        }
    }

    @Test("a folder of another version is refused with what to do, and stays as it is")
    func otherVersion() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        try Self.setFormat(folder, from: "1", to: "2")
        let refused = await folder.refusal()
        #expect(refused?.code == .folder || refused?.code == .journal)
        #expect(refused?.message.contains("use the version") == true, "\(refused?.message ?? "")")
        try Self.setFormat(folder, from: "2", to: "1")
        #expect(await folder.refusal() == nil)
    }

    @Test(
        "a clock that goes back opens no day again and is named, and one that comes forward goes on"
    )
    func clock() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd("0.10"))
        #expect(try await local.governor.callsUntilRefused("0.05", most: 9) == 2)
        await local.close()
        folder.clock.set(toMs: folder.clock.nowMs - 86_400_000)
        let earlier = try await folder.open(.usd("0.10"))
        do {
            _ = try await earlier.governor.callsUntilRefused("0.05", most: 9)
            Issue.record("a day was opened again")
        } catch let error as SpendError {
            #expect(error.code == .expired && error.message.contains("clock is behind"))
        }
        folder.clock.set(toMs: folder.clock.nowMs + 2 * 86_400_000)
        #expect(try await earlier.governor.callsUntilRefused("0.05", most: 9) == 2)
        await earlier.close()
        #expect(try folder.verify().isWhole)
    }

    @Test("a call that is settled after its time frees no place that it no longer had")
    func latePlace() async throws {
        let folder = try TestFolder()
        let policy = try Policy("line") {
            try Budget("places", limit: .concurrent(2), window: .total)
            try Budget("money", limit: .usd(5), window: .total)
        }
        let local = try await FarthingLocal.open(
            folder: folder.path,
            policy: policy,
            options: folder.options
        )
        let request = SpendRequest(tool: "t", cost: .usd("0.10"))
        let late = try await local.governor.hold(request).dispatch()
        folder.clock.advance(byMs: SpendRequest.expiresInMs)
        _ = try await local.governor.spend(request) { _ in Billed((), .usd("0.10")) }
        _ = try await late.settle(.usd("0.04"))
        let first = try await local.governor.hold(request)
        let second = try await local.governor.hold(request)
        do {
            _ = try await local.governor.hold(request)
            Issue.record("a third call found a place")
        } catch {
            #expect(error.code == .overLimit)
        }
        let accounts = try await local.governor.accounts()
        #expect(accounts.first { $0.key.budget == "places" }?.spent == 0)
        #expect(accounts.first { $0.key.budget == "money" }?.spent == 140_000_000)
        try await first.release()
        try await second.release()
        await local.close()
        #expect(try folder.verify().isWhole)
    }
}
