import FarthingCore
import FarthingReceipts

/// Public keys as they stand on the command line: 64 hexadecimal digits, a verifier key
/// (`NAME+ID+KEY`, as `farthing keys signing show` prints it), or a file with one of these or with
/// the key's 32 bytes.
enum KeyOption {
    /// A key, and the log that it vouches for.
    struct Given {
        let key: VerifyingKey
        /// The log's name where the key came with one.
        var name: String?
    }

    private static let digitsCount = 2 * VerifyingKey.byteCount

    static func read(_ texts: [String]) throws(Failure) -> [VerifyingKey] {
        try given(texts).map(\.key)
    }

    static func given(_ texts: [String]) throws(Failure) -> [Given] {
        var keys: [Given] = []
        for text in texts {
            keys.append(SmallFile.exists(text) ? try inFile(text) : try inText(text))
        }
        return keys
    }

    /// Whether the bytes are those of a private key whose public key has this fingerprint: the two
    /// cannot be told apart by their form.
    static func isPrivate(_ key: VerifyingKey, of fingerprint: String) -> Bool {
        (try? SigningKey(key.bytes))?.fingerprint == fingerprint
    }

    static func privateKey(_ text: String) -> Failure {
        Failure(
            .unreadable,
            "--key \(text): this is a private key; give the public key, and show nobody this one"
        )
    }

    private static func inText(_ text: String) throws(Failure) -> Given {
        do throws(KeyError) {
            if text.utf8.contains(UInt8(ascii: "+")) { return try named(text) }
            if text.utf8.count == digitsCount {
                return Given(key: try VerifyingKey(Array(text.utf8)))
            }
        } catch {
            throw Failure(.unreadable, "--key \(Shown.safe(text)): \(error.message)")
        }
        let isDigits = !text.isEmpty && text.allSatisfy(\.isHexDigit)
        throw Failure(
            .unreadable,
            "--key \(Shown.safe(text)): "
                + (isDigits
                    ? "a public key has \(digitsCount) hexadecimal digits, not \(text.utf8.count)"
                    : "there is no such file, and it is neither \(digitsCount) hexadecimal digits "
                        + "nor a verifier key, NAME+ID+KEY")
        )
    }

    private static func named(_ text: String) throws(KeyError) -> Given {
        let key = try NoteKey(text: text)
        guard key.kind == .signature else {
            throw KeyError("this is a witness's key; the log's is another, see --witness")
        }
        return Given(key: key.key, name: key.name)
    }

    private static func inFile(_ path: String) throws(Failure) -> Given {
        do throws(KeyError) {
            let key = try KeyFile.verifyingKey(at: path)
            let (folder, name) = place(of: path)
            let beside = try? KeyFile.verifyingKey(at: folder + "public.key")
            let isSecret = beside.map { isPrivate(key, of: $0.fingerprint) } ?? false
            if !isSecret, name != "private.key" { return Given(key: key) }
        } catch {
            let bytes = (try? SmallFile.read(path, bytesMax: NoteKey.textBytesMax, what: "")) ?? []
            let text = String(decoding: bytes, as: UTF8.self)
            if text.hasPrefix("-----BEGIN "), text.contains("PRIVATE KEY-----") {
                throw privateKey(path)
            }
            if let given = try? named(text) { return given }
            throw Failure(.unreadable, error.message)
        }
        throw privateKey(path)
    }

    private static func place(of path: String) -> (folder: String, name: String) {
        guard let slash = path.lastIndex(of: "/") else { return ("", path) }
        return (String(path[...slash]), String(path[path.index(after: slash)...]))
    }
}
