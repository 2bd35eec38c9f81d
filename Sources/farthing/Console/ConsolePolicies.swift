import FarthingConsole
import FarthingCore
import FarthingPolicy
import FarthingSQLite

/// The policies that people have uploaded to the console: the version that they have put in force
/// stands for the policy's file.
enum ConsolePolicies {
    /// The policy that is to be in force: a version of the console's, else the file's.
    ///
    /// - Throws: ``Failure`` where it cannot be read, or something is wrong with it.
    static func read(
        _ file: PolicyFile,
        prices: PriceBook,
        of ledger: SQLiteLedger
    ) async throws(Failure) -> LoadedPolicy {
        guard let (version, text) = try await inForce(ledger) else {
            return try file.read(prices: prices)
        }
        var loaded = try PolicyFile.read(
            text.bytes,
            "console/version-\(version.number)/\(text.fileName)",
            format: text.readerFormat,
            prices: prices
        )
        loaded.consoleVersion = version.number
        return loaded
    }

    /// The version that is in force, with its text; nil where the file is.
    private static func inForce(
        _ ledger: SQLiteLedger
    ) async throws(Failure) -> (version: PolicyVersion, text: PolicyText)? {
        let shelf = PolicyShelf { collection, id async throws(LedgerError) in
            try await ledger.registryItem(collection, id)
        }
        let standing: (number: Int64, version: PolicyVersion?, text: PolicyText?)?
        do {
            standing = try await Self.standing(shelf)
        } catch {
            throw Failure(describing: error)
        }
        guard let standing else { return nil }
        guard let version = standing.version, let text = standing.text else {
            throw Failure(
                .configuration,
                "version \(standing.number) of the console's policies is in force and cannot be read by "
                    + "this program; use the one that wrote it"
            )
        }
        return (version: version, text: text)
    }

    /// The number of the version that is in force; nil where the file is.
    static func versionInForce(in ledger: SQLiteLedger) async throws(Failure) -> Int64? {
        try await standing(in: ledger)?.policy.version
    }

    /// What was put in force last, a version or the file, with the registry's version of that; nil where
    /// nothing ever was, so that the file is.
    private static func standing(
        in ledger: SQLiteLedger
    ) async throws(Failure) -> (policy: PolicyInForce, version: Int64)? {
        let shelf = PolicyShelf { collection, id async throws(LedgerError) in
            try await ledger.registryItem(collection, id)
        }
        do {
            return try await shelf.inForce()
        } catch {
            throw Failure(describing: error)
        }
    }

    /// Whether a version stands for the file in a folder that is not open yet; false where that cannot
    /// be read.
    static func isVersionInForce(in folder: DataFolder) -> Bool {
        let item = try? JournalReader(folder).registryItem(
            PolicyInForce.collection,
            PolicyInForce.id
        )
        return item.flatMap { PolicyInForce($0) }?.version != nil
    }

    /// Has the file be in force from the next reading on, as an operator asks for it who has the folder.
    ///
    /// - Returns: puts back what was before; nil where the file was in force already.
    @discardableResult
    static func putFileInForce(
        in ledger: SQLiteLedger
    ) async throws(Failure) -> (@Sendable () async throws(Failure) -> Void)? {
        guard let was = try await standing(in: ledger), was.policy.version != nil else {
            return nil
        }
        let version = try await register(
            was.policy.replaced(by: PolicyInForce.file),
            expects: was.version,
            note: "the policy's file, by an operator's command",
            in: ledger
        )
        return { () async throws(Failure) in
            _ = try await register(
                was.policy,
                expects: version,
                note: "undone: it could not be put in force",
                in: ledger
            )
        }
    }

    /// - Returns: the registry's version of it.
    private static func register(
        _ policy: PolicyInForce,
        expects: Int64,
        note: String,
        in ledger: SQLiteLedger
    ) async throws(Failure) -> Int64 {
        let edit = RegistryEdit(
            collection: PolicyInForce.collection,
            id: PolicyInForce.id,
            document: policy.document,
            expects: .version(expects)
        )
        let outcome: RegistryOutcome
        do {
            outcome = try await ledger.register([edit], by: "server", note: note)
        } catch {
            throw Failure(describing: error)
        }
        guard case .done(let items, _) = outcome, let version = items.first?.version else {
            throw Failure(
                .unavailable,
                "another version was put in force in the console meanwhile; look at it, and try again"
            )
        }
        return version
    }

    /// Apart from ``inForce(_:)``: Swift 6.3.1 cannot compile the two in one with optimisation.
    private static func standing(
        _ shelf: PolicyShelf
    ) async throws -> (number: Int64, version: PolicyVersion?, text: PolicyText?)? {
        let inForce = try await shelf.inForce()
        guard let number = inForce?.policy.version else { return nil }
        let version = try await shelf.find(number)?.policy
        guard let version else { return (number: number, version: nil, text: nil) }
        let text = try await shelf.text(of: version)
        return (number: number, version: version, text: text)
    }
}

extension PolicyText {
    /// How the language's reader calls the format.
    var readerFormat: PolicyReader.Format {
        switch format {
        case .yaml: .yaml
        case .json: .json
        }
    }

    /// What its file would be called; a policy without an id is called so.
    var fileName: String { "policy." + format.rawValue }
}
