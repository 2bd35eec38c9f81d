import Farthing
import FarthingCore
import FarthingLocal
import FarthingReceipts
import FarthingSQLite
import FarthingTesting
import Synchronization
import Testing

@Suite("a program's idempotency keys")
struct KeyPrivacyTests {
    private static let key = "canary-order-of-alice-4711"
    private static let content = "canary-pay-bob-42"

    private static func request(_ content: String = content) -> SpendRequest {
        SpendRequest(
            tool: "pay",
            cost: .usd("0.10"),
            idempotencyKey: key,
            contentHash: content
        )
    }

    /// Every file of a folder in which a text stands, plain or in hexadecimal.
    private static func leaks(_ folder: TestFolder) throws -> [String] {
        let texts = [key, content].flatMap { text in
            [Array(text.utf8), Array(hex(Array(text.utf8)).utf8)]
        }
        var found: [String] = []
        var files = 0
        for inner in ["", "/keys"] {
            for name in names(folder.path + inner) where name != "keys" {
                // A file that is being made may have its last name by now.
                guard let bytes = try? folder.bytes(inner + "/" + name) else { continue }
                files += 1
                for text in texts where contains(bytes, text) { found.append(name) }
            }
        }
        #expect(files >= 4)
        return found
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static func contains(_ bytes: [UInt8], _ text: [UInt8]) -> Bool {
        guard bytes.count >= text.count else { return false }
        return bytes.indices.contains { bytes[$0] == text[0] && bytes[$0...].starts(with: text) }
    }

    /// The refusal of a call with the key, in all its words.
    private static func refusal(_ governor: Governor, _ request: SpendRequest) async -> SpendError?
    {
        do {
            try await governor.spend(request) { _ in Billed((), .usd("0.10")) }
            return nil
        } catch {
            return error as? SpendError
        }
    }

    @Test("no file, event or error has a key or what it is bound to, and it is known again")
    func canary() async throws {
        let folder = try TestFolder()
        let heard = Mutex("")
        var options = folder.options
        options.governor.onDecision = { kind in heard.withLock { $0 += "\(kind)\n" } }
        options.log = { line in heard.withLock { $0 += line + "\n" } }
        let stream = options.governor.events.stream()
        let listener = Task {
            for await event in stream { heard.withLock { $0 += "\(event)\n" } }
        }
        for start in 0..<3 {
            let local = try await FarthingLocal.open(
                dailyLimit: .usd(5),
                folder: folder.path,
                options: options
            )
            if start == 0 {
                let hold = try await local.governor.hold(Self.request())
                let running = await Self.refusal(local.governor, Self.request())
                #expect(running?.code == .duplicate)
                #expect(try Self.leaks(folder) == [])
                _ = try await hold.dispatch().settle(.usd("0.10"))
            }
            for content in [Self.content, Self.content + "0", ""] {
                let refused = await Self.refusal(local.governor, Self.request(content))
                #expect(refused?.code == .duplicate, "\(start)")
                heard.withLock { $0 += "\(refused as Any)\n" }
            }
            #expect(try await local.governor.accounts().first?.spent == 100_000_000)
            await local.close()
            #expect(try Self.leaks(folder) == [])
        }
        listener.cancel()
        #expect(!heard.withLock { $0 }.contains("canary"))
        #expect(try folder.verify().isWhole)
    }

    @Test("its name in the journal is the one that the page of entries says")
    func named() async throws {
        let folder = try TestFolder()
        var options = folder.options
        options.governor.principal = "shop"
        let local = try await FarthingLocal.open(
            dailyLimit: .usd(5),
            folder: folder.path,
            tenant: "acme",
            options: options
        )
        #expect(await Self.refusal(local.governor, Self.request()) == nil)
        await local.close()
        let keys = try folder.entries().compactMap { entry -> IdempotencyKey? in
            if case .hold(let hold) = entry.body { hold.key } else { nil }
        }
        let parts = ["farthing idempotency key/1", "acme", "shop", "hold", "0", Self.key]
        let hash = Hash32(hashing: Array(parts.joined(separator: "\0").utf8))
        #expect(keys.map(\.name) == [String(hash.hex.prefix(32))])
        #expect(keys.allSatisfy { $0.contentHash.utf8.count == 32 })
    }

    @Test("one key is another program's, and another tenant's, by another name")
    func apart() {
        let keys = [("a", "x"), ("b", "x"), ("a", "y")].map { tenant, principal in
            IdempotencyKey(Self.key, tenant: tenant, principal: principal, content: "")
        }
        #expect(Set(keys.map(\.name)).count == 3)
        #expect(keys.allSatisfy { $0.contentHash == "" })
    }

    @Test("the hash of names is SHA-256, whatever the length")
    func hash() {
        for count in 0..<200 {
            let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ count) }
            #expect(
                SHA256Hash.of(message) == Hash32(hashing: message).withUnsafeBytes { Array($0) },
                "\(count)"
            )
        }
    }

    @Test("a key that is none, or too long, is refused before anything is held")
    func bounds() async throws {
        let folder = try TestFolder()
        let local = try await folder.open()
        for key in ["", String(repeating: "k", count: 257)] {
            var request = Self.request()
            request.idempotencyKey = key
            let refused = await Self.refusal(local.governor, request)
            #expect(refused?.code == .invalid)
        }
        #expect(try await local.governor.accounts().first?.held ?? 0 == 0)
        await local.close()
    }
}
