import FarthingReceipts
import FarthingSQLite

/// Which key seals the journal: from the environment, from a file, kept by a program, or made at the
/// first start.
enum SigningKeyChoice {
    static let variable = "FARTHING_SIGNING_KEY"

    /// What signs with the key that others trust.
    ///
    /// - Parameter makesIt: whether a key may be made where there is none.
    static func choose(
        _ settings: Settings,
        _ folder: DataFolder,
        makesIt: Bool
    ) throws(Failure) -> any Signer {
        try source(settings, folder, makesIt: makesIt).signer
    }

    /// Where the key is.
    static func source(
        _ settings: Settings,
        _ folder: DataFolder,
        makesIt: Bool
    ) throws(Failure) -> SigningSource {
        if let named = try named(settings, folder) { return named }
        let path = folder.privateKey
        do throws(KeyError) {
            guard makesIt else { return try file(path, folder) }
            if !SmallFile.exists(path), folder.holdsLedger, SmallFile.exists(folder.publicKey) {
                throw KeyError(
                    """
                    \(path): the key that seals this journal is not here; bring it back, or name \
                    where it is with --signing-key-file or --signer-command
                    """
                )
            }
            _ = try KeyFile.signingKey(atOrMadeAt: path)
            return try file(path, folder)
        } catch {
            throw Failure(.configuration, error.message)
        }
    }

    /// Looks at a key that the settings name, before anything is made; nil where they name none.
    static func named(
        _ settings: Settings,
        _ folder: DataFolder
    ) throws(Failure) -> SigningSource? {
        let path = try settings.text(.signingKeyFile)
        let command = try settings.text(.signerCommand)
        let text = settings.variable(variable)
        guard (path == nil ? 0 : 1) + (command == nil ? 0 : 1) + (text == nil ? 0 : 1) < 2 else {
            throw Failure(
                .configuration,
                "the signing key is named twice: give one of \(variable), --signing-key-file and "
                    + "--signer-command"
            )
        }
        do throws(KeyError) {
            if let text {
                let place = "environment variable \(variable)"
                let key = try SigningKey(Array(text.utf8), place: place)
                try check(key, place, folder)
                return .environment(key)
            }
            if let path { return try file(path, folder) }
        } catch {
            throw Failure(.configuration, error.message)
        }
        guard let command else { return nil }
        return .command(try signerCommand(command, settings, folder))
    }

    private static func file(
        _ path: String,
        _ folder: DataFolder
    ) throws(KeyError) -> SigningSource {
        let key = try KeyFile.signingKey(at: path)
        try check(key, path, folder)
        let nextPath = SigningSource.nextPath(path)
        let next = SmallFile.exists(nextPath) ? try KeyFile.signingKey(at: nextPath) : nil
        return .file(path: path, key, next: next)
    }

    /// Both kinds of key are 32 bytes; the public one that is known here is told apart.
    private static func check(
        _ key: SigningKey,
        _ place: String,
        _ folder: DataFolder
    ) throws(KeyError) {
        guard SmallFile.exists(folder.publicKey),
            let publicKey = try? KeyFile.verifyingKey(at: folder.publicKey),
            key.isMade(of: publicKey)
        else { return }
        throw KeyError("\(place): this is the public key; the private one is wanted here")
    }

    private static func signerCommand(
        _ text: String,
        _ settings: Settings,
        _ folder: DataFolder
    ) throws(Failure) -> SignerCommand {
        let words = try CommandWords.split(text, of: "--signer-command")
        let named = try settings.text(.signerPublicKey)
        do throws(KeyError) {
            if let named {
                let isHex = named.utf8.count == 64 && !SmallFile.exists(named)
                let key =
                    isHex
                    ? try VerifyingKey(Array(named.utf8)) : try KeyFile.verifyingKey(at: named)
                return SignerCommand(words: words, key: key)
            }
            guard SmallFile.exists(folder.publicKey) else {
                throw KeyError(
                    """
                    --signer-command: name the key that it signs with: --signer-public-key, 64 \
                    hexadecimal digits or a file
                    """
                )
            }
            return SignerCommand(words: words, key: try KeyFile.verifyingKey(at: folder.publicKey))
        } catch {
            throw Failure(.configuration, error.message)
        }
    }
}
