import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Where a server's policy and prices come from, and the ledger that is told of them.
struct PolicySource: Sendable {
    /// Where it lies where no version of the console's is in force.
    let file: PolicyFile
    let ledger: SQLiteLedger
    let folder: DataFolder
    /// Whose signature an imported price book has.
    let signing: SigningDesk
    /// What stands in the place of the subjects that the policy names.
    let privacy: PrivacyInForce

    /// Reads both and puts the budgets in force; what is wrong with one changes nothing. A version of
    /// the console's policies that is in force stands for the file.
    ///
    /// - Parameter inForce: called before any call hears of an outcome under the new budgets, on the
    ///   ledger's thread; must be short.
    func putInForce(
        _ inForce: @escaping @Sendable (CompiledPolicy, PriceBook) -> Void = { _, _ in }
    ) async throws(Failure) -> PolicyStanding {
        let keys: [VerifyingKey]
        do {
            keys = try await SigningDesk.roots(of: ledger)
        } catch {
            throw Failure(describing: error)
        }
        let book = try BookShelf(folder: folder).inForce(signedBy: keys)
        let policy = try await ConsolePolicies.read(file, prices: book.book, of: ledger)
        let loaded = try await privacy.take(
            ConsoleBudgets.adding(to: policy, prices: book.book, of: ledger)
        )
        let prices = book.book.applying(loaded.compiled.policy.prices)
        let change = try await PolicyChange.apply(
            loaded,
            to: ledger,
            in: folder,
            rates: prices.rates
        ) { inForce($0, prices) }
        privacy.subjects?.setNamed(loaded.compiled.policy)
        return PolicyStanding(loaded: loaded, change: change, book: book, prices: prices)
    }
}

extension PolicyFile {
    /// What an operator should know who looks at the file while another policy is in force; nil where
    /// the file is.
    func notRead(_ standing: PolicyStanding) -> String? {
        standing.loaded.consoleVersion.map { version in
            "version \(version) of the console's policies is in force, and \(path) is not read; farthing "
                + "policy reload --from-file goes back to it"
        }
    }
}

/// A policy that is in force, with its prices.
struct PolicyStanding: Sendable {
    var loaded: LoadedPolicy
    var change: PolicyChange
    var book: BookFile
    /// The book with the policy's own prices before its.
    var prices: PriceBook

    /// The policy with the version that receipts name.
    var policy: CompiledPolicy { change.policy }
}
