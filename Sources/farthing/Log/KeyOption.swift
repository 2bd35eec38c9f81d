import FarthingReceipts

/// Public keys as they stand on the command line.
enum KeyOption {
    /// Reads keys, each 64 hexadecimal digits, or the path of a file.
    static func read(_ texts: [String]) throws(Failure) -> [VerifyingKey] {
        var keys: [VerifyingKey] = []
        for text in texts {
            do throws(KeyError) {
                let isHex =
                    text.utf8.count == 64 && text.allSatisfy { $0.isHexDigit }
                    && !SmallFile.exists(text)
                keys.append(
                    try isHex
                        ? VerifyingKey(Array(text.utf8)) : KeyFile.verifyingKey(at: text)
                )
            } catch {
                throw Failure(.unreadable, error.message)
            }
        }
        return keys
    }
}
