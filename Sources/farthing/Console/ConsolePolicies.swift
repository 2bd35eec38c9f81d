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
        return try PolicyFile.read(
            text.bytes,
            "console/version-\(version.number)/\(text.fileName)",
            format: text.readerFormat,
            prices: prices
        )
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

    /// Apart from ``inForce(_:)``: Swift 6.3.1 cannot compile the two in one with optimisation.
    private static func standing(
        _ shelf: PolicyShelf
    ) async throws -> (number: Int64, version: PolicyVersion?, text: PolicyText?)? {
        let inForce = try await shelf.inForce()
        guard let number = inForce?.policy.number else { return nil }
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
