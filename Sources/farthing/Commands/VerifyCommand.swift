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
            The public key, 64 hexadecimal digits or a file; may be repeated. (default: public.key \
            of the data folder)
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
            How many entries there must be at least. An end that was cut off shows in no other way.
            """
    )
    var minEntries: Int64?

    @Option(
        help: ArgumentHelp(
            "The head that an earlier verification printed; it must be in the journal.",
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
                isLenient: lenient
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
        do throws(KeyError) {
            if !key.isEmpty {
                var keys: [VerifyingKey] = []
                for text in key { keys.append(try Self.key(text)) }
                return (keys: keys, note: keys.map(\.fingerprint).joined(separator: ", "))
            }
            guard let folder = target.folder else {
                throw KeyError(
                    "\(target.path): an export needs --key, the key that it was made with"
                )
            }
            let own = try KeyFile.verifyingKey(at: folder.publicKey)
            return (
                keys: [own],
                note: "\(own.fingerprint), which the folder names itself (\(folder.publicKey))"
            )
        } catch {
            throw Failure(.unreadable, error.message)
        }
    }

    private static func key(_ text: String) throws(KeyError) -> VerifyingKey {
        let isHex =
            text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit } && !SmallFile.exists(text)
        return isHex ? try VerifyingKey(Array(text.utf8)) : try KeyFile.verifyingKey(at: text)
    }
}
