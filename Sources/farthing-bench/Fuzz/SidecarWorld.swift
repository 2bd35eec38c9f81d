import Dispatch
import Farthing
import FarthingCore
import FarthingSidecar
import FarthingTesting
import GRPCCore
import Synchronization

/// A sidecar over a ledger in memory, for one input.
struct SidecarWorld: Sendable {
    let ledger = MemoryLedger()
    let service: SidecarService
    private let desk: LedgerDesk

    /// The limit of each budget, in nano-dollars.
    private static let limitNanos: Int64 = 1_000_000_000
    private static let policy = policyOfAll()

    private static func policyOfAll() -> CompiledPolicy {
        let budget = Dimension.tag("budget")
        do {
            return try CompiledPolicy(
                Policy("fuzz", tenant: "acme") {
                    try Budget("all", limit: .usd("1.00"), window: .total)
                    try Budget(
                        "each",
                        match: [budget: "*"],
                        limit: .usd("1.00"),
                        per: [budget],
                        window: .total
                    )
                    try Rule("cheaper", do: .downgrade(to: "small")) { When(.model, fits: "big") }
                }
            )
        } catch {
            preconditionFailure("a policy of our own cannot be made: \(error)")
        }
    }

    init() async throws {
        var options = Governor.Options()
        options.principal = "sidecar"
        options.clock = ManualClock()
        let policy = Self.policy
        _ = try await Governor(ledger: ledger, policy: policy.policy, options: options)
        desk = LedgerDesk(ledger, policy, .empty, options, policyHash: [1])
        let desk = desk
        service = SidecarService({ desk }, FuzzSigner(), SidecarOptions(), version: "fuzz")
    }

    /// The same ledger under a service that remembers nothing.
    func restarted() -> SidecarService {
        let desk = desk
        return SidecarService({ desk }, FuzzSigner(), SidecarOptions(), version: "fuzz")
    }

    static var context: ServerContext {
        ServerContext(
            descriptor: MethodDescriptor(fullyQualifiedService: "fuzz", method: "fuzz"),
            remotePeer: "fuzz",
            localPeer: "fuzz",
            cancellation: .init()
        )
    }

    /// What all accounts of the budget "all" have spent and hold, in nano-dollars.
    func sums() async throws -> (spent: Int64, held: Int64) {
        let account = try await ledger.accounts().first { $0.key.budget == "all" }
        return (account?.spent ?? 0, account?.held ?? 0)
    }

    /// Checks that accounts hold what open holds do, and no hold took one past its limit.
    func check() async throws {
        var held: [AccountKey: Int64] = [:]
        for hold in try await ledger.openHolds(limit: .max) {
            for line in hold.lines { held[line.account, default: 0] += line.held }
        }
        for account in try await ledger.accounts() {
            guard account.held == held[account.key] ?? 0 else {
                throw FuzzFault("\(account.key) holds \(account.held), and its holds another sum")
            }
            guard !account.isFrozen, account.spent >= 0 else {
                throw FuzzFault("\(account.key) has a fault")
            }
            if account.overrun == 0, account.held + account.spent > Self.limitNanos {
                throw FuzzFault("\(account.key) is past its limit")
            }
        }
    }

    /// Does what must be waited for; what is thrown that is no fault becomes one.
    static func run(
        _ body: @escaping @Sendable () async throws -> Bool
    ) throws(FuzzFault) -> Bool {
        let done = DispatchSemaphore(value: 0)
        let box = ResultBox()
        Task.detached {
            do {
                box.put(.success(try await body()))
            } catch let fault as FuzzFault {
                box.put(.failure(fault))
            } catch {
                box.put(.failure(FuzzFault("an error of another kind: \(error)")))
            }
            done.signal()
        }
        done.wait()
        return try box.value.get()
    }
}

/// Hands a result from the task that makes it to the thread that waits for it.
private final class ResultBox: Sendable {
    private let result = Mutex(Result<Bool, FuzzFault>.failure(FuzzFault("nothing was done")))

    func put(_ value: Result<Bool, FuzzFault>) { result.withLock { $0 = value } }

    var value: Result<Bool, FuzzFault> { result.withLock { $0 } }
}

/// Keys that are no secret.
private struct FuzzSigner: SidecarSigner {
    let keyID = "fuzz"
    let grantKeyID = "fuzz-grants"

    func sign(_ message: [UInt8]) -> [UInt8] { mac([1] + message) + mac([2] + message) }
    func signGrant(_ message: [UInt8]) -> [UInt8] { mac([3] + message) + mac([4] + message) }
    func verifiesGrant(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        signature == signGrant(message)
    }
    func mac(_ message: [UInt8]) -> [UInt8] { SHA256Hash.of(Array("fuzz".utf8) + message) }
}
