import ArgumentParser
import Crypto
import Dispatch
import FarthingCore
import FarthingGateway
import FarthingPolicy
import FarthingReceipts
import FarthingSQLite
import FarthingScripted
import Logging
import NIOPosix

/// Opens the ledger with its seal and key.
enum LedgerOpening {
    static func open(
        _ folder: DataFolder,
        _ command: ServeCommand,
        _ logger: Logger
    ) async throws -> SQLiteLedger {
        try folder.make()
        let key = try KeyFile.signingKey(atOrMadeAt: folder.privateKey).key
        let origin = "farthing/" + key.fingerprint
        let signsEach = command.sign == .each
        return try await SQLiteLedger.open(
            folder,
            isDurable: command.durability == .full,
            makeSeal: {
                try JournalSeal(
                    origin: origin,
                    signer: key,
                    signsEach: signsEach,
                    verifiesSignatures: false
                )
            },
            clockMs: systemNowMs,
            log: { logger.error("\($0)") }
        )
    }
}

/// Reads the policy and tells the ledger of its budgets.
enum PolicyLoading {
    static func load(_ path: String?) throws -> CompiledPolicy {
        guard let path else { throw ValidationError("a policy is needed: --policy FILE") }
        guard let bytes = readFile(path, bytesMax: 1 << 20) else {
            throw ValidationError("cannot read the policy \(path)")
        }
        let policy = try PolicyReader.read(bytes, file: path, zones: zone)
        return try CompiledPolicy(policy)
    }

    static func zone(_ name: String) -> ZoneRules? {
        guard ZoneRules.isName(name),
            let bytes = readFile("/usr/share/zoneinfo/" + name, bytesMax: 65_536)
        else { return nil }
        return try? ZoneRules(name: name, tzif: bytes)
    }

    static func apply(_ policy: CompiledPolicy, to ledger: SQLiteLedger) async throws {
        let policy = policy.policy
        var commands: [Command] = policy.budgets.map { budget in
            var budget = budget
            budget.isEnforced = budget.isEnforced && policy.isEnforced
            return .setBudget(budget, opening: [:])
        }
        let named = Set(policy.budgets.map(\.id))
        for budget in try await ledger.budgets() where !named.contains(budget.id) {
            commands.append(.removeBudget(budget.id))
        }
        for outcome in try await ledger.apply(commands, nowMs: systemNowMs()) {
            if case .refused(let refusal) = outcome {
                throw ValidationError("the ledger refused a budget: \(refusal.code.rawValue)")
            }
        }
    }
}

/// Which provider calls go to.
enum UpstreamChoice {
    static func choose(
        _ command: ServeCommand,
        _ group: MultiThreadedEventLoopGroup
    ) async throws -> (target: UpstreamTarget, scripted: ScriptedProvider?) {
        if let url = command.upstreamOpenai {
            return (try UpstreamTarget(url: url, authorization: nil), nil)
        }
        let scripted = try await ScriptedProvider.start(
            port: 0,
            group: group,
            options: ScriptedOptions()
        )
        let target = UpstreamTarget(
            provider: "openai",
            host: "127.0.0.1",
            port: scripted.port,
            usesTLS: false
        )
        return (target, scripted)
    }
}

extension UpstreamTarget {
    /// Reads an address such as `https://api.openai.com` or `http://127.0.0.1:9000/base`.
    init(url: String, authorization: String?) throws {
        let usesTLS = url.hasPrefix("https://")
        guard usesTLS || url.hasPrefix("http://") else {
            throw ValidationError("\(url) is no address: write http://HOST:PORT or https://HOST")
        }
        let rest = url.dropFirst(usesTLS ? 8 : 7)
        let authority = rest.prefix { $0 != "/" }
        var path = String(rest.dropFirst(authority.count))
        while path.hasSuffix("/") { path.removeLast() }
        if path.hasSuffix("/v1") { path.removeLast(3) }
        let address = try ListenAddress(
            authority.contains(":") ? String(authority) : "\(authority):\(usesTLS ? 443 : 80)"
        )
        self.init(
            provider: "openai",
            host: address.host,
            port: address.port,
            usesTLS: usesTLS,
            pathPrefix: path,
            authorization: authorization
        )
    }
}

/// A host and a port.
struct ListenAddress {
    var host: String
    var port: Int

    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"),
            let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port)
        else { throw ValidationError("\(text) is no address: write HOST:PORT") }
        host = String(text[..<colon])
        self.port = port
    }
}

/// The keys of a ledger, and the first one, made at the first start.
enum FirstKey {
    static func directory(
        of ledger: SQLiteLedger
    ) async throws -> (directory: KeyDirectory, newSecret: String?) {
        let stored = try await ledger.accessKeys()
        let directory = KeyDirectory(stored)
        guard stored.isEmpty else { return (directory, nil) }
        let secret = AccessSecret.make()
        let key = StoredAccessKey(
            id: "key_default",
            secret: secret,
            name: "default",
            scope: Scope(),
            claims: StoredAccessKey.usualClaims,
            nowMs: systemNowMs()
        )
        try await ledger.add(key)
        directory.add(key)
        return (directory, secret)
    }
}

/// A keyed hash of requests, so that a retry with other content is noticed and no prompt is kept.
enum ContentHash {
    static func key(in ledger: SQLiteLedger) async throws -> SymmetricKey {
        if let stored = try await ledger.folderValue("content_key") {
            return SymmetricKey(data: stored)
        }
        let key = SymmetricKey(size: .bits256)
        try await ledger.setFolderValue("content_key", key.withUnsafeBytes { [UInt8]($0) })
        return key
    }

    static func hash(_ bytes: [UInt8], _ key: SymmetricKey) -> String {
        HMAC<SHA256>.authenticationCode(for: bytes, using: key).prefix(16)
            .map { byte in
                let digits = String(byte, radix: 16)
                return digits.utf8.count == 1 ? "0" + digits : digits
            }
            .joined()
    }
}

/// Waits for the signal to stop.
enum StopSignal {
    static func wait() async {
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waiter = Waiter(continuation)
            for number in [SIGTERM, SIGINT] {
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
                source.setEventHandler { waiter.stop() }
                source.resume()
                waiter.sources.append(source)
            }
        }
    }

    private final class Waiter: @unchecked Sendable {
        // `@unchecked`: used on the main queue only, after it is set up.
        private var continuation: CheckedContinuation<Void, Never>?
        var sources: [any DispatchSourceSignal] = []

        init(_ continuation: CheckedContinuation<Void, Never>) {
            self.continuation = continuation
        }

        func stop() {
            continuation?.resume()
            continuation = nil
        }
    }
}
