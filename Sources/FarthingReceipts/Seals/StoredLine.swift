internal import FarthingCore

/// The bytes of one stored entry:
/// `{"decision":…,"entryHash":"…","previousHash":"…","sequence":N}` and a line feed.
///
/// The hashed text is the same line without the `entryHash` member, so both are made, and checked,
/// in one buffer: what stands in front of that member, and what stands behind it.
struct StoredLine {
    private static let prefix: StaticString = #"{"decision":"#
    private static let entryHashName: StaticString = #","entryHash":""#
    private static let previousHashName: StaticString = #"","previousHash":""#
    private static let sequenceName: StaticString = #"","sequence":"#
    private static let signatureName: StaticString = #","signature":""#
    private static let fingerprintName: StaticString = #"","signerFingerprint":""#

    // Offsets into `middle`; its hashed part starts with the comma before `previousHash`.
    private static let entryHashOffset = 14
    private static let hashedOffset = 79
    private static let previousHashOffset = 96

    /// From behind the decision to the sequence number. The hashes are overwritten in place.
    private var middle: [UInt8] = []

    /// Makes lines whose `previousHash` is `head`.
    init(head: Hash32) {
        let zeros = [UInt8](repeating: UInt8(ascii: "0"), count: 64)
        middle.append(Self.entryHashName)
        middle += zeros
        middle.append(Self.previousHashName)
        middle += zeros
        middle.append(Self.sequenceName)
        setPreviousHash(head)
    }

    mutating func setPreviousHash(_ hash: Hash32) {
        middle.withUnsafeMutableBytes { text in
            let place = UnsafeMutableRawBufferPointer(rebasing: text[Self.previousHashOffset...])
            hash.withUnsafeBytes { Hex.write($0, over: place) }
        }
    }

    /// Appends the line up to and with the brace that ends it unsigned, and returns its hash.
    func append(decision: [UInt8], sequence: Int64, to lines: inout [UInt8]) -> Hash32 {
        let start = lines.count
        lines.append(Self.prefix)
        lines.append(contentsOf: decision)
        let middleStart = lines.count
        lines.append(contentsOf: middle)
        appendDecimal(sequence, to: &lines)
        lines.append(UInt8(ascii: "}"))
        return lines.withUnsafeMutableBytes { text in
            let readable = UnsafeRawBufferPointer(text)
            let hash = Hash32(
                hashing: readable.slice(start..<middleStart),
                readable.slice(middleStart + Self.hashedOffset..<readable.count)
            )
            let place = text[(middleStart + Self.entryHashOffset)...]
            hash.withUnsafeBytes {
                Hex.write($0, over: UnsafeMutableRawBufferPointer(rebasing: place))
            }
            return hash
        }
    }

    /// Puts a signature into the line that ``append(decision:sequence:to:)`` has just made.
    static func sign(_ signature: [UInt8], fingerprint: String, to lines: inout [UInt8]) {
        lines.removeLast()
        lines.append(signatureName)
        signature.withUnsafeBytes { Hex.append($0, to: &lines) }
        lines.append(fingerprintName)
        lines.append(contentsOf: fingerprint.utf8)
        lines.append(#""}"#)
    }
}

extension StoredLine {
    /// A line taken apart; ranges are offsets into it.
    struct Parts {
        let decision: Range<Int>
        let entryHash: Hash32
        /// Whether the line's hash is what its `entryHash` says.
        let isHashRight: Bool
        /// 128 characters, where the line is signed.
        var signature: Range<Int>?
        /// 16 characters, where the line is signed.
        var fingerprint: Range<Int>?
    }

    /// Takes apart a line that is what ``append(decision:sequence:to:)`` would have made but for
    /// decision, hash and signature; nil for anything else. The line feed is not part of `line`.
    ///
    /// The decision is any bytes: whether they are canonical JSON is not looked at.
    func parts(of line: UnsafeRawBufferPointer, sequence: Int64) -> Parts? {
        var hashed = [UInt8](middle[Self.hashedOffset...])
        appendDecimal(sequence, to: &hashed)
        hashed.append(UInt8(ascii: "}"))
        var signature: Range<Int>?
        var fingerprint: Range<Int>?
        var hashedStart = line.count - hashed.count
        if !line.has(hashed, at: hashedStart) {
            guard let end = Self.unsignedEnd(of: line) else { return nil }
            hashedStart = end - (hashed.count - 1)
            guard line.has([UInt8](hashed.dropLast()), at: hashedStart) else { return nil }
            signature = end + 14..<end + 142
            fingerprint = end + 165..<end + 181
        }
        let decisionStart = Self.prefix.utf8CodeUnitCount
        let decisionEnd = hashedStart - Self.hashedOffset
        let digits = decisionEnd + Self.entryHashOffset..<hashedStart - 1
        guard
            decisionEnd > decisionStart,
            line.has(Self.prefix, at: 0),
            line.has(Self.entryHashName, at: decisionEnd),
            line[hashedStart - 1] == UInt8(ascii: "\""),
            let entryHash = Hash32(hex: line.slice(digits))
        else { return nil }
        let hash = hashed.withUnsafeBytes { Hash32(hashing: line.slice(0..<decisionEnd), $0) }
        return Parts(
            decision: decisionStart..<decisionEnd,
            entryHash: entryHash,
            isHashRight: hash == entryHash,
            signature: signature,
            fingerprint: fingerprint
        )
    }

    /// Where a signed line would end, without its brace, had it not been signed.
    private static func unsignedEnd(of line: UnsafeRawBufferPointer) -> Int? {
        let end = line.count - (14 + 128 + 23 + 16 + 2)
        let isSigned =
            line.has(signatureName, at: end)
            && line.has(fingerprintName, at: end + 142)
            && line.has(#""}"#, at: end + 181)
        return isSigned ? end : nil
    }
}
