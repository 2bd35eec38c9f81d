import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingTesting
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("start in trouble")
struct TroubleTests {
    @Test("a kill loses nothing that was answered, a torn write behind it neither")
    func torn() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd(1))
        #expect(try await local.governor.callsUntilRefused("0.03", most: 20) == 20)
        let killed = try folder.copyAsAfterKill()
        var log = try killed.bytes("/ledger.sqlite-wal")
        log += log.prefix(2_000)
        try killed.write(log, "/ledger.sqlite-wal")
        let again = try await killed.open(.usd(1))
        #expect(try await again.governor.accounts().first?.spent == 600_000_000)
        #expect(try await again.governor.callsUntilRefused("0.03", most: 20) == 13)
        await again.close()
        #expect(try killed.verify().isWhole)
        await local.close()
    }

    @Test("a call that a kill has cut off stays charged")
    func inFlight() async throws {
        let folder = try TestFolder()
        let local = try await folder.open(.usd(1))
        let request = SpendRequest(tool: "search", cost: .usd("0.40"))
        let killed = try await local.governor.spend(request) { _ in
            Billed(try folder.copyAsAfterKill(), .usd("0.01"))
        }
        let again = try await killed.open(.usd(1))
        #expect(try await again.governor.accounts().first?.held == 400_000_000)
        killed.clock.advance(byMs: SpendRequest.expiresInMs)
        #expect(try await again.governor.callsUntilRefused("0.30", most: 9) == 2)
        #expect(try await again.governor.accounts().first?.spent == 1_000_000_000)
        await again.close()
        await local.close()
    }

    @Test("a journal that has lost entries is refused")
    func lost() async throws {
        let folder = try TestFolder()
        let local = try await folder.open()
        _ = try await local.governor.callsUntilRefused("0.03", most: 5)
        await local.close()
        let early = try folder.copyAsAfterKill()
        let later = try await folder.open()
        _ = try await later.governor.callsUntilRefused("0.03", most: 5)
        await later.close()
        try folder.write(try early.bytes("/ledger.sqlite"), "/ledger.sqlite")
        folder.remove("/ledger.sqlite-wal")
        folder.remove("/ledger.sqlite-shm")
        let refused = await folder.refusal()
        #expect(refused?.code == .journal)
        #expect(refused?.message.contains("entries") == true)
    }

    @Test("a journal in which an amount was changed is refused")
    func tampered() async throws {
        let folder = try TestFolder()
        let local = try await folder.open()
        _ = try await local.governor.callsUntilRefused("0.031337", most: 5)
        await local.close()
        // Without a snapshot everything is read again.
        folder.remove("/book.snapshot")
        var bytes = try folder.bytes("/ledger.sqlite")
        let amount = Array("31337000".utf8)
        let places = bytes.indices.filter { bytes[$0...].starts(with: amount) }
        #expect(!places.isEmpty)
        for place in places { bytes[place] = UInt8(ascii: "1") }
        try folder.write(bytes, "/ledger.sqlite")
        let refused = await folder.refusal()
        #expect(refused?.code == .journal)
        #expect(refused?.message.contains("does not verify") == true, "\(refused?.message ?? "")")
    }

    @Test("a signing key that is missing, too open or another's is refused with what to do")
    func keys() async throws {
        let folder = try TestFolder()
        await (try folder.open()).close()
        let key = try folder.bytes("/private.key")

        folder.remove("/private.key")
        let missing = await folder.refusal()
        #expect(missing?.code == .key)
        #expect(missing?.message.contains("private.key") == true)
        #expect(missing?.message.contains("Bring it back") == true)
        #expect(folder.mode("/private.key") == "none")

        try folder.write(key, "/private.key")
        chmod(folder.path + "/private.key", 0o644)
        let open = await folder.refusal()
        #expect(open?.code == .key)
        #expect(open?.message.contains("chmod 600") == true)

        try folder.write([UInt8](repeating: 7, count: 32), "/private.key")
        let other = await folder.refusal()
        #expect(other?.code == .journal)
        #expect(other?.message.contains("sealed by the key") == true)

        try folder.write(key, "/private.key")
        #expect(await folder.refusal() == nil)
    }

    @Test("a folder that cannot be made or written is refused with its name")
    func folders() async throws {
        let folder = try TestFolder()
        mkdir(folder.root + "/deep", 0o700)
        let file = fopen(folder.root + "/deep/er", "w")
        if let file { fclose(file) }
        let blocked = await folder.refusal()
        #expect(blocked?.code == .folder)
        #expect(blocked?.message.contains(folder.root) == true)
        unlink(folder.root + "/deep/er")
        #if os(Linux)
        do throws(LocalError) {
            _ = try await FarthingLocal.governor(dailyLimit: .usd(1), folder: "/proc/farthing")
            Issue.record("it opened")
        } catch {
            #expect(error.code == .folder)
            #expect(error.message.contains("/proc/farthing"))
        }
        #endif
        // The superuser may write anywhere.
        guard getuid() != 0 else { return }
        chmod(folder.root + "/deep", 0o500)
        let unwritable = await folder.refusal()
        #expect(unwritable?.code == .folder)
        chmod(folder.root + "/deep", 0o700)
    }

    @Test("a folder that is in use says by whom it may be, and what to do")
    func inUse() async throws {
        let folder = try TestFolder()
        let local = try await folder.open()
        let refused = await folder.refusal()
        #expect(refused?.code == .inUse)
        #expect(refused?.message.contains("RemoteLedger") == true)
        await local.close()
        #expect(await folder.refusal() == nil)
    }

    @Test("calls after the end are refused as unavailable, and their bodies do not run")
    func closed() async throws {
        let folder = try TestFolder()
        let local = try await folder.open()
        await local.close()
        await local.close()
        do {
            let request = SpendRequest(tool: "search", cost: .usd("0.01"))
            try await local.governor.spend(request) { _ in
                Issue.record("the body ran")
                return Billed((), .nothing)
            }
        } catch let error as SpendError {
            #expect(error.code == .ledgerUnavailable)
        }
    }

    @Test(
        "limits that are none are refused before anything is made",
        arguments: [
            (BudgetLimit.usd("NaN"), nil, nil),
            (.usd(-1), nil, nil),
            (.usd("1e9"), nil, nil),
            (.usd(5), .usd(4), nil),
            (.usd(5), nil, "gpt-5-mini"),
            (.usd(5), .usd(5), "gpt-5-mini"),
            (.usd(5), .tokens(4), "gpt-5-mini"),
            (.usd(5), .usd(0), "gpt-5-mini"),
            (.concurrent(5), nil, nil),
        ] as [(BudgetLimit, BudgetLimit?, String?)]
    )
    func limits(_ limit: BudgetLimit, _ soft: BudgetLimit?, _ model: String?) async throws {
        let folder = try TestFolder()
        do throws(LocalError) {
            let local = try await folder.open(limit, soft: soft, downgradeTo: model)
            await local.close()
            Issue.record("it opened")
        } catch {
            #expect(error.code == .invalid)
            #expect(folder.mode() == "none")
        }
    }

    @Test("a model to downgrade to that has no price is refused")
    func unknownTarget() async throws {
        let folder = try TestFolder()
        let book = ScriptedProvider(prices: [ScriptedPrice("gpt-5", input: "1", output: "10")])
            .priceBook
        await #expect(throws: LocalError.self) {
            try await folder.open(.usd(5), soft: .usd(4), downgradeTo: "gpt-6", prices: book)
        }
    }

    @Test("a time zone that is none is refused with its name")
    func zones() async throws {
        for name in ["Mars/Olympus", "../../etc/passwd", ""] {
            let folder = try TestFolder()
            await #expect(throws: LocalError.self) {
                try await FarthingLocal.governor(
                    dailyLimit: .usd(1),
                    folder: folder.path,
                    timezone: name
                )
            }
        }
    }
}
