import FarthingCore
import FarthingReceipts

import class Foundation.Thread

/// A program that keeps the signing key and signs what it is handed.
///
/// The bytes to be signed go to its standard input; its standard output is the Ed25519 signature over
/// exactly these bytes: 64 of them, or 128 hexadecimal digits, or Base 64. It is started anew each
/// time, without a shell, and has ten seconds.
struct SignerCommand: Signer {
    let words: [String]
    let verifyingKey: VerifyingKey

    /// What a device with a button, or a service in another region, needs at most.
    static let timeoutMs: Int32 = 10_000
    /// A signature in any spelling is shorter.
    private static let outputBytesMax = 4_096

    init(words: [String], key: VerifyingKey) {
        self.words = words
        verifyingKey = key
    }

    /// Blocks; not for an event loop.
    func signature(over message: [UInt8]) throws(SealError) -> [UInt8] {
        let place = "the signer command \(words.first ?? "")"
        let output: [UInt8]
        do throws(ChildError) {
            output = try ChildProgram.output(
                of: words,
                input: message,
                timeoutMs: Self.timeoutMs,
                bytesMax: Self.outputBytesMax
            )
        } catch {
            throw SealError("\(place) \(error.reason)", wantsKey: true)
        }
        guard let signature = Self.signature(in: output) else {
            throw SealError(
                """
                \(place) printed \(output.count) bytes that are no signature: 64 bytes are wanted, or \
                128 hexadecimal digits, or Base 64
                """,
                wantsKey: true
            )
        }
        guard verifyingKey.isValid(signature, over: message) else {
            throw SealError(
                "\(place) signed with another key than \(verifyingKey.fingerprint), or other bytes",
                wantsKey: true
            )
        }
        return signature
    }

    /// The same without blocking who waits for it.
    func signed(_ message: [UInt8]) async throws(SealError) -> [UInt8] {
        let result: Result<[UInt8], SealError> = await withCheckedContinuation { waiter in
            Thread.detachNewThread {
                do throws(SealError) {
                    waiter.resume(returning: .success(try signature(over: message)))
                } catch {
                    waiter.resume(returning: .failure(error))
                }
            }
        }
        return try result.get()
    }

    /// The signature in one of its three spellings.
    static func signature(in output: [UInt8]) -> [UInt8]? {
        if output.count == 64 { return output }
        let text = output.filter { $0 != 0x0A && $0 != 0x0D && $0 != 0x20 }
        let bytes = text.count == 128 ? hexBytes(text) : Base64.standard.decode(text)
        return bytes?.count == 64 ? bytes : nil
    }

    private static func hexBytes(_ digits: [UInt8]) -> [UInt8]? {
        let text = String(decoding: digits, as: UTF8.self)
        var bytes: [UInt8] = []
        var rest = text[...]
        while !rest.isEmpty {
            guard let byte = UInt8(rest.prefix(2), radix: 16), rest.first != "+" else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return bytes
    }
}
