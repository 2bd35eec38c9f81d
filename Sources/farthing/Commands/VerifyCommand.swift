import ArgumentParser
import FarthingCore
import FarthingReceipts
import FarthingSQLite

/// Checks a journal: chain, seals, signatures, and that its balances follow from its entries.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Verify a data folder, an export, or segments of one.",
        discussion: """
            Exits with 0 when everything is whole, 1 when something is not, 2 when it cannot be read. \
            A key that the folder names itself proves nothing to others: give --key from a place \
            that you trust.
            """
    )

    @Argument(
        help: """
            A data folder, or a file made by `farthing receipts export`; several files are read as \
            one journal in their order.
            """
    )
    var paths: [String] = []

    @OptionGroup var folder: DataOptions

    @Option(
        help: """
            The public key: 64 hexadecimal digits, a verifier key NAME+ID+KEY, or a file; may be \
            repeated. (default: public.key of the data folder)
            """
    )
    var key: [String] = []

    @Flag(
        inversion: .prefixedNo,
        help: """
            Post all entries anew and compare with the balances that the journal states. (default: \
            yes where the entries are Farthing's own)
            """
    )
    var balances: Bool?

    @Option(
        help: """
            How many sealed entries there must be at least, from the log's first on; 0 takes a \
            journal without any. An end that was cut off shows in no other way.
            """
    )
    var minEntries: Int64?

    @Option(
        help: ArgumentHelp(
            "The head that an earlier verification printed; a sealed entry must have it.",
            valueName: "hex"
        )
    )
    var expectHead: String?

    @Flag(
        help: """
            Take what agentguard-spend 0.1.9 takes in signed logs: other spellings, unknown \
            members, any first number, and lines that are no JSON.
            """
    )
    var lenient = false

    @Flag(
        help: """
            Take entries behind the last seal, for which nobody vouches; the verdict says how many.
            """
    )
    var allowUnsealed = false

    @OptionGroup var proof: ProofOptions

    @Flag(help: "Print JSON.")
    var json = false

    func validate() throws {
        if let minEntries, minEntries < 0 {
            throw ValidationError("--min-entries \(minEntries): give a number from 0 on")
        }
        if let expectHead, Hash32(hexDigits: Array(expectHead.utf8)) == nil {
            throw ValidationError("--expect-head: give 64 hexadecimal digits in lower case")
        }
        if let path = paths.first, let data = folder.data {
            throw ValidationError(
                "\(path) --data \(data): name what is to be verified once; a data folder comes last, "
                    + "behind its segments"
            )
        }
        if proof.proof != nil, let other = besideProof {
            throw ValidationError("\(other) does not go with --proof, which is checked alone")
        }
    }

    /// What was asked for that says nothing of a proof.
    private var besideProof: String? {
        if let path = paths.first { return path }
        let asked: [(String, Bool)] = [
            ("--balances", balances != nil), ("--min-entries", minEntries != nil),
            ("--expect-head", expectHead != nil), ("--lenient", lenient),
            ("--allow-unsealed", allowUnsealed), ("--data", folder.data != nil),
            ("--config", folder.config != nil),
            ("--signing-key-file", folder.signingKeyFile != nil),
            ("--signer-command", folder.signerCommand != nil),
            ("--signer-public-key", folder.signerPublicKey != nil),
        ]
        return asked.first { $0.1 }?.0
    }

    func run() async throws {
        if let path = proof.proof {
            return try ProofReport.run(path, proof, keys: key, json: json)
        }
        let result: JournalCheck.Result
        do throws(Failure) {
            let usual = try folder.folder().path
            let target = try VerifyTarget(paths.isEmpty ? [usual] : paths)
            let keys = try verifyingKeys(target)
            result = try JournalCheck.run(
                target,
                keys: keys.keys,
                balances: balances,
                known: JournalCheck.Known(
                    entriesMin: minEntries,
                    head: expectHead.flatMap { Hash32(hexDigits: Array($0.utf8)) }
                ),
                isLenient: lenient,
                allowsUnsealed: allowUnsealed
            )
            let report = VerifyReport(result: result, place: target.path, keyNote: keys.note)
            if json { Console.json(report.json) } else { report.lines.forEach(Console.line) }
        } catch {
            let failure = Failure(.unreadable, error.message)
            guard json else { throw failure }
            Console.json(VerifyReport.unreadable(failure.message))
            throw ExitCode(failure.code.rawValue)
        }
        if !result.isWhole { throw ExitCode(Failure.Code.invalid.rawValue) }
    }

    private func verifyingKeys(
        _ target: VerifyTarget
    ) throws(Failure) -> (keys: [VerifyingKey], note: String) {
        if !key.isEmpty {
            let keys = try KeyOption.read(key)
            for (text, key) in zip(self.key, keys) {
                guard let own = try? SigningKey(key.bytes), target.names(own.fingerprint) else {
                    continue
                }
                throw KeyOption.privateKey(text)
            }
            return (keys: keys, note: keys.map(\.fingerprint).joined(separator: ", "))
        }
        guard let folder = target.folder else {
            throw Failure(
                .unreadable,
                "\(target.path): an export needs --key, the key that it was made with"
            )
        }
        do throws(KeyError) {
            let own = try KeyFile.verifyingKey(at: folder.publicKey)
            return (
                keys: [own],
                note: "\(own.fingerprint), which the folder names itself (\(folder.publicKey))"
            )
        } catch {
            throw Failure(.unreadable, error.message)
        }
    }
}
