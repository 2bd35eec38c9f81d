public import Farthing
public import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Budgets that a program keeps itself: a data folder with a signed journal, and a governor over it.
///
/// ```swift
/// let governor = try await FarthingLocal.governor(dailyLimit: .usd(5))
/// ```
///
/// One folder is used by one process at a time; what was spent survives restarts and crashes. The
/// journal is verified with `farthing verify` on the folder. Programs that share budgets ask a
/// running `farthing` instead, through `FarthingRemote`.
public final class FarthingLocal: Sendable {
    /// What can be set of it.
    public struct Options: Sendable {
        /// Those of its governor.
        public var governor = Governor.Options()
        /// False answers without waiting for the disk: a power loss may take the last second of
        /// entries then, a crash of the program none.
        public var isDurable = true
        /// Whether each entry carries a signature of its own, beside the batch's.
        public var signsEachEntry = false
        /// Takes one line for what an operator must know; called from any thread.
        public var log: @Sendable (String) -> Void = { _ in }

        /// The defaults.
        public init() {}
    }

    /// A start soon after the end of the process before it must not fail by chance.
    private static let patienceMs: Int64 = 2_000

    /// Admits calls by the budgets of the folder; keep one for the program.
    public let governor: Governor
    /// Where journal and keys are.
    public let folder: String
    private let ledger: KeptLedger

    private init(_ governor: Governor, _ folder: DataFolder, _ ledger: KeptLedger) {
        self.governor = governor
        self.folder = folder.path
        self.ledger = ledger
    }

    /// Opens a folder, or makes one, and puts a policy in force there.
    ///
    /// Budgets that the folder has under the same id keep what was spent; one that means something
    /// else now counts anew what the journal shows of its window; others are no more.
    ///
    /// - Parameters:
    ///   - folder: where journal and keys are; nil for the program's own: `farthing/NAME` below
    ///     `$XDG_DATA_HOME` or `~/.local/share`, on macOS below `~/Library/Application Support`.
    ///   - policy: budgets and rules.
    ///   - prices: what models cost; nil for the policy's own prices alone.
    /// - Throws: ``LocalError``; nothing runs on then.
    public static func open(
        folder path: String? = nil,
        policy: Policy,
        prices: PriceBook? = nil,
        options: Options = Options()
    ) async throws(LocalError) -> FarthingLocal {
        let compiled = try compile(policy)
        let folder = try LocalFolder.find(path)
        try LocalFolder.make(folder)
        let signing = try LocalSigning(folder)
        let ledger = KeptLedger(try await open(folder, signing, options))
        var prices = (prices ?? .empty).applying(policy.prices)
        prices.rates = prices.rates.applying(policy.rates)
        do throws(LocalError) {
            try await signing.publish(to: ledger.sqlite)
            let inForce = try await putInForce(compiled, prices, ledger.sqlite, folder, options)
            let desk = LocalDesk(
                of: ledger,
                inForce: inForce,
                prices: prices,
                options.governor
            )
            let governor = Governor(desk: desk, prices: prices, options.governor)
            return FarthingLocal(governor, folder, ledger)
        } catch {
            await ledger.close()
            throw error
        }
    }

    /// Takes no more calls, writes what is left to write, and leaves the folder to others. A program
    /// that ends without it loses nothing.
    public func close() async { await ledger.close() }

    private static func compile(_ policy: Policy) throws(LocalError) -> CompiledPolicy {
        guard policy.privacy == Privacy() else {
            throw LocalError(
                .invalid,
                "commitments in the place of values (privacy) are kept by a server; run `farthing "
                    + "serve` with this policy and share its budgets through FarthingRemote"
            )
        }
        do throws(PolicyError) {
            return try CompiledPolicy(policy)
        } catch {
            throw LocalError(error)
        }
    }

    private static func open(
        _ folder: DataFolder,
        _ signing: LocalSigning,
        _ options: Options
    ) async throws(LocalError) -> SQLiteLedger {
        let clock = options.governor.clock
        do throws(LedgerError) {
            return try await SQLiteLedger.open(
                folder,
                isDurable: options.isDurable,
                // A server does not go soon.
                patience: LockPatience(
                    waitMs: patienceMs,
                    goesOn: { !LocalFolder.exists(folder.adminSocket) }
                ),
                makeSeal: signing.makeSeal(signsEach: options.signsEachEntry),
                clockMs: { clock.nowMs },
                log: options.log
            )
        } catch {
            guard !isTaken(folder) else { throw .inUse(folder) }
            throw LocalError(error)
        }
    }

    private static func isTaken(_ folder: DataFolder) -> Bool {
        do throws(FolderError) {
            _ = try FolderLock(folder)
            return false
        } catch {
            return error.isTaken
        }
    }

    /// Makes the ledger's budgets those of the policy; all of it, or nothing.
    private static func putInForce(
        _ compiled: CompiledPolicy,
        _ prices: PriceBook,
        _ ledger: SQLiteLedger,
        _ folder: DataFolder,
        _ options: Options
    ) async throws(LocalError) -> CompiledPolicy {
        let policy = compiled.policy
        let nowMs = options.governor.clock.nowMs
        var budgets = policy.budgets
        var rates: [String: Int64] = [:]
        for index in budgets.indices {
            budgets[index].isEnforced = budgets[index].isEnforced && policy.isEnforced
            guard case .money(let currency) = budgets[index].unit, currency != "USD" else {
                continue
            }
            guard let rate = prices.rates.rate(currency, atMs: nowMs) else {
                throw LocalError(
                    .invalid,
                    "the budget '\(printable(budgets[index].id))' counts \(currency), and no exchange "
                        + "rate of it is known; add one to the policy's rates"
                )
            }
            rates[currency] = rate.rateNanos
        }
        do throws(LedgerError) {
            let change = try await ledger.change(
                to: budgets,
                policy: (id: policy.id, hash: policy.contentHash),
                asking: policy,
                rates: rates,
                reader: try JournalReader(folder),
                done: { _ in }
            )
            var inForce = compiled
            inForce.revision = change.version
            return inForce
        } catch {
            throw LocalError(error)
        }
    }
}
