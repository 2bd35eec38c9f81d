/// Keys whose signatures count, with what entries call them.
struct Signers: Sendable {
    let keys: [VerifyingKey]
    let fingerprints: [[UInt8]]

    init(_ keys: [VerifyingKey]) {
        self.keys = keys
        fingerprints = keys.map { [UInt8]($0.fingerprint.utf8) }
    }

    /// Which key a fingerprint names.
    func index(of fingerprint: UnsafeRawBufferPointer) -> Int? {
        fingerprints.firstIndex { fingerprint.count == $0.count && fingerprint.has($0, at: 0) }
    }
}

/// An entry's own signature, to be checked now or with others at once.
struct SignatureCheck: Sendable {
    private let signature: [UInt8]?
    private let hash: Hash32
    private let isLowerCase: Bool
    /// The key that `signerFingerprint` names.
    private let named: Int?
    private let signers: Signers
    private let isLenient: Bool

    init(
        _ digits: UnsafeRawBufferPointer,
        fingerprint: UnsafeRawBufferPointer,
        over hash: Hash32,
        by signers: Signers,
        isLenient: Bool
    ) {
        signature = Self.bytes(of: digits)
        isLowerCase = digits.count == 128 && digits.allSatisfy { Hex.nibble(of: $0) < 16 }
        named = signers.index(of: fingerprint)
        self.hash = hash
        self.signers = signers
        self.isLenient = isLenient
    }

    /// What is wrong with it; nil when nothing is.
    func fault(sequence: Int64) -> VerificationFault? {
        guard let key = signingKey else {
            return VerificationFault(
                .hashOrSignatureInvalid,
                sequence: sequence,
                "the signature is by none of the given keys"
            )
        }
        if isLenient { return nil }
        guard isLowerCase else {
            return VerificationFault(
                .nonCanonicalEncoding,
                sequence: sequence,
                "the signature is not in lower-case hexadecimal"
            )
        }
        guard key == named else {
            return VerificationFault(
                .fingerprintMismatch,
                sequence: sequence,
                "signerFingerprint is not the signing key's"
            )
        }
        return nil
    }

    /// The key that has signed; the one that is named is tried first.
    private var signingKey: Int? {
        guard let signature else { return nil }
        let message = hash.bytes
        if let named, signers.keys[named].isValid(signature, over: message) { return named }
        return signers.keys.indices.first { index in
            index != named && signers.keys[index].isValid(signature, over: message)
        }
    }

    /// Upper case and white space between the bytes are read, and told apart from a wrong
    /// signature, for the reader's sake; agentguard-spend takes both.
    private static func bytes(of digits: UnsafeRawBufferPointer) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(64)
        var high: UInt8?
        for digit in digits {
            if high == nil, digit == 0x20 || (0x09...0x0D).contains(digit) { continue }
            guard let value = Hex.value(ofAnyCase: digit) else { return nil }
            if let half = high {
                bytes.append(half << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? bytes : nil
    }
}
