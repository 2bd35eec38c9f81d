internal import FarthingCore

extension LogLineage {
    /// Goes to where an earlier seal was, which an entry names.
    mutating func stand(at size: Int64, _ head: String, _ sequence: Int64) throws(VerificationFault)
    {
        guard let hash = Hash32(hexDigits: [UInt8](head.utf8)) else {
            throw VerificationFault(.keyEntryMalformed, sequence: sequence, "the head is no hash")
        }
        sealedSize = size
        sealedHead = hash
    }

    func key(_ hex: String, _ sequence: Int64) throws(VerificationFault) -> VerifyingKey {
        do throws(KeyError) {
            return try VerifyingKey([UInt8](hex.utf8))
        } catch {
            throw VerificationFault(.keyEntryMalformed, sequence: sequence, error.message)
        }
    }

    func check(_ name: String, _ sequence: Int64) throws(VerificationFault) {
        guard SealNote.isOrigin(name.utf8), origin == nil || origin == name else {
            throw VerificationFault(
                .keyOriginMismatch,
                sequence: sequence,
                "the entry about keys is of another log"
            )
        }
    }

    func check(
        _ signatures: [String],
        by keys: [VerifyingKey],
        over text: [UInt8],
        _ sequence: Int64
    ) throws(VerificationFault) {
        for (signature, key) in zip(signatures, keys) {
            guard let bytes = Hex.bytes(signature.utf8), key.isValid(bytes, over: text) else {
                throw VerificationFault(
                    .keySignatureInvalid,
                    sequence: sequence,
                    "the signature by \(key.fingerprint) is not one over this change of keys"
                )
            }
        }
    }
}
