package import FarthingReceipts

/// A witness's name and key, in its folder: `witness.key`, which only its owner may read, and
/// `witness.vkey`, which others are given.
package struct WitnessIdentity: Sendable {
    package let key: NoteKey
    private let signingKey: SigningKey

    package var name: String { key.name }

    /// What signs; it is this witness's alone, because a cosignature does not say who made it.
    var signer: any Signer { signingKey }

    /// Makes a key and keeps it.
    ///
    /// Never replaces one. What a crash has left half made is completed.
    package init(making name: String, in folder: String) throws(LogError) {
        do throws(KeyError) {
            // A name that cannot be one is found before anything is written.
            _ = try NoteKey(name: name, kind: .cosignature, key: SigningKey().verifyingKey)
        } catch {
            throw LogError(error.message)
        }
        try LogFile.makeFolders(folder)
        guard !LogFile.exists(Self.nameFile(folder)) else {
            throw LogError(
                """
                there is a witness in \(folder) already; `farthing witness show` prints its key, \
                and another witness needs a folder of its own
                """
            )
        }
        do throws(KeyError) {
            signingKey = try KeyFile.signingKey(atOrMadeAt: Self.keyFile(folder)).key
            key = try NoteKey(name: name, kind: .cosignature, key: signingKey.verifyingKey)
        } catch {
            throw LogError(error.message)
        }
        try LogFile.replaceDurably(Self.nameFile(folder), with: [UInt8]((key.text + "\n").utf8))
    }

    /// Reads what was made.
    package init(in folder: String) throws(LogError) {
        let path = Self.nameFile(folder)
        guard let text = try LogFile.read(path, bytesMax: NoteKey.textBytesMax) else {
            throw LogError(
                "there is no witness in \(folder); make one with `farthing witness new --name NAME`"
            )
        }
        do throws(KeyError) {
            key = try NoteKey(text: String(decoding: text, as: UTF8.self))
            signingKey = try KeyFile.signingKey(at: Self.keyFile(folder))
        } catch {
            throw LogError(error.message.hasPrefix(folder) ? error.message : "\(path): \(error)")
        }
        guard key.kind == .cosignature, key.key == signingKey.verifyingKey else {
            throw LogError("\(path): this is not the key in \(Self.keyFile(folder))")
        }
    }

    /// Whether a folder has a witness.
    package static func exists(in folder: String) -> Bool { LogFile.exists(nameFile(folder)) }

    private static func keyFile(_ folder: String) -> String { folder + "/witness.key" }

    private static func nameFile(_ folder: String) -> String { folder + "/witness.vkey" }
}
