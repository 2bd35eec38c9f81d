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
        // The hashed end is made on the stack: this runs for every entry of a journal.
        middle.withUnsafeBytes { middle in
            withUnsafeTemporaryAllocation(
                byteCount: middle.count - Self.hashedOffset + Self.digitsMax + 1,
                alignment: 8
            ) { room in
                room.copyMemory(from: middle.slice(Self.hashedOffset..<middle.count))
                var end = middle.count - Self.hashedOffset
                end += Self.write(sequence, over: room.baseAddress, at: end)
                room[end] = UInt8(ascii: "}")
                return parts(of: line, hashed: UnsafeRawBufferPointer(room).slice(0..<end + 1))
            }
        }
    }

    private func parts(
        of line: UnsafeRawBufferPointer,
        hashed: UnsafeRawBufferPointer
    ) -> Parts? {
        var signature: Range<Int>?
        var fingerprint: Range<Int>?
        var hashedStart = line.count - hashed.count
        if !line.has(hashed, at: hashedStart) {
            guard let end = Self.unsignedEnd(of: line) else { return nil }
            hashedStart = end - (hashed.count - 1)
            guard line.has(hashed.slice(0..<hashed.count - 1), at: hashedStart) else { return nil }
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
            line[hashedStart - 1] == UInt8(ascii: "\"")
        else { return nil }
        let hash = Hash32(hashing: line.slice(0..<decisionEnd), hashed)
        // Writing its digits is quicker than reading those that stand there.
        let isHashRight = withUnsafeTemporaryAllocation(byteCount: 64, alignment: 8) { room in
            hash.withUnsafeBytes { Hex.write($0, over: room) }
            return line.has(UnsafeRawBufferPointer(room), at: digits.lowerBound)
        }
        guard let entryHash = isHashRight ? hash : Hash32(hex: line.slice(digits)) else {
            return nil
        }
        return Parts(
            decision: decisionStart..<decisionEnd,
            entryHash: entryHash,
            isHashRight: isHashRight,
            signature: signature,
            fingerprint: fingerprint
        )
    }

    /// Digits of the largest number, and a sign.
    private static let digitsMax = 20

    /// Writes a number that is not negative in decimal, and returns how many digits it has.
    private static func write(
        _ number: Int64,
        over text: UnsafeMutableRawPointer?,
        at start: Int
    ) -> Int {
        guard let text, number >= 0 else { return 0 }
        var count = 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        rest = number
        for place in stride(from: start + count - 1, through: start, by: -1) {
            text.storeBytes(
                of: UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10),
                toByteOffset: place,
                as: UInt8.self
            )
            rest /= 10
        }
        return count
    }

    /// Where a signed line would end, without its brace, had it not been signed.
    private static func unsignedEnd(of line: UnsafeRawBufferPointer) -> Int? {
        let end = line.count - (14 + 128 + 23 + 16 + 2)
        let isSigned =
            line.has(signatureName, at: end)
            && line.has(fingerprintName, at: end + 142)
            && line.has(#""}"#, at: end + 181)
        guard isSigned, isPlain(line.slice(end + 14..<end + 142)),
            isPlain(line.slice(end + 165..<end + 181))
        else { return nil }
        return end
    }

    /// Whether a text in quotes is as it stands there: printable ASCII without escapes.
    private static func isPlain(_ text: UnsafeRawBufferPointer) -> Bool {
        text.allSatisfy { byte in
            (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
        }
    }
}
