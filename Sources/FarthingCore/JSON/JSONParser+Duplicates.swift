/// Names are compared as decoded bytes: “é” and “e” with a combining accent are two names.
extension JSONParser {
    /// Compares the name just read with those before it; the object has few members.
    ///
    /// The open object's `end` keeps a bit per name seen, so that most names need no comparison.
    @inline(__always)
    mutating func refuseDuplicate(of name: Int, inSmallObject object: Int) throws(JSONFault) {
        let hash = quickHash(of: name)
        entries[name].tag |= hash << 4
        let bit: UInt32 = 1 &<< hash
        let seen = entries[object].end
        entries[object].end = seen | bit
        if seen & bit != 0 { try refuseSameName(name, hash, in: object) }
    }

    private func refuseSameName(_ name: Int, _ hash: UInt32, in object: Int) throws(JSONFault) {
        var other = object + 1
        while other < name {
            if entries[other].upper == hash, isSameName(other, name) {
                throw JSONFault(code: .duplicateMember, offset: Int(entries[name].start))
            }
            other = after(other + 1)
        }
    }

    /// Looks for duplicates among many members in time linear in the object's length.
    ///
    /// `Hasher` is seeded anew in each process, so that a stranger cannot choose names that
    /// collide; the outcome does not depend on the seed.
    mutating func refuseDuplicates(inLargeObject object: Int) throws(JSONFault) {
        let members = Int(entries[object].upper)
        let slotsMax = 1 << (Int.bitWidth - (members * 2).leadingZeroBitCount)
        var slots = [UInt32](repeating: 0, count: slotsMax)
        var name = object + 1
        for _ in 0..<members {
            let full = withDecodedName(name) { decoded in
                var hasher = Hasher()
                hasher.combine(bytes: UnsafeRawBufferPointer(decoded))
                return hasher.finalize()
            }
            let hash = UInt32(truncatingIfNeeded: full) >> 4
            entries[name].tag = entries[name].tag & 15 | hash << 4
            var slot = full >> 28 & (slotsMax - 1)
            while slots[slot] != 0 {
                let other = Int(slots[slot])
                if entries[other].upper == hash, isSameName(other, name) {
                    throw JSONFault(code: .duplicateMember, offset: Int(entries[name].start))
                }
                slot = (slot + 1) & (slotsMax - 1)
            }
            slots[slot] = UInt32(truncatingIfNeeded: name)
            name = after(name + 1)
        }
    }

    /// The decoded name that starts at `offset`, fit to be shown: at most 64 bytes of it.
    func name(at offset: Int) -> String {
        var entry = 0
        while entry < count, Int(entries[entry].start) != offset { entry += 1 }
        guard entry < count else { return "" }
        return withDecodedName(entry) { decoded in
            var shown = String(decoding: decoded.prefix(64), as: UTF8.self)
            shown.unicodeScalars.removeAll {
                $0.value < 0x20 || $0.value == 0x7F || $0 == "\u{FFFD}"
            }
            return decoded.count > 64 ? shown + "…" : shown
        }
    }

    private func after(_ index: Int) -> Int {
        entries[index].isContainer ? Int(entries[index].extra) : index + 1
    }

    private func isSameName(_ one: Int, _ other: Int) -> Bool {
        guard entries[one].extra == entries[other].extra else { return false }
        return withDecodedName(one) { first in
            withDecodedName(other) { second in first.elementsEqual(second) }
        }
    }

    /// 28 bits of the decoded name's length, first eight and last eight bytes.
    @inline(__always)
    private func quickHash(of name: Int) -> UInt32 {
        let entry = entries[name]
        let start = Int(entry.start) &+ 1
        let length = Int(entry.extra)
        guard !entry.isEscaped, start &+ 8 <= end else {
            return withDecodedName(name) { Self.quickHash($0) }
        }
        let raw = UnsafeRawPointer(text)
        let head = raw.loadUnaligned(fromByteOffset: start, as: UInt64.self).littleEndian
        if length >= 8 {
            let last = start &+ length &- 8
            let tail = raw.loadUnaligned(fromByteOffset: last, as: UInt64.self).littleEndian
            return Self.mix(head, tail, length)
        }
        // What lies behind a short name is not part of it.
        return Self.mix(head & (1 &<< UInt64(length &* 8) &- 1), 0, length)
    }

    /// The same for a name with escapes, or at the very end of the text.
    private static func quickHash(_ name: UnsafeBufferPointer<UInt8>) -> UInt32 {
        var head: UInt64 = 0
        var tail: UInt64 = 0
        for byte in name.prefix(8).reversed() { head = head << 8 | UInt64(byte) }
        if name.count >= 8 {
            for byte in name.suffix(8).reversed() { tail = tail << 8 | UInt64(byte) }
        }
        return mix(head, tail, name.count)
    }

    @inline(__always)
    private static func mix(_ head: UInt64, _ tail: UInt64, _ length: Int) -> UInt32 {
        var hash = head &* 0x9E37_79B9_7F4A_7C15
        hash ^= (tail &+ UInt64(length)) &* 0xC2B2_AE3D_27D4_EB4F
        hash ^= hash &>> 29
        return UInt32(truncatingIfNeeded: (hash &* 0xBF58_476D_1CE4_E5B9) &>> 36)
    }

    /// The inside of a string, escapes and all.
    private func raw(_ string: Int) -> UnsafeBufferPointer<UInt8> {
        let entry = entries[string]
        return UnsafeBufferPointer(
            start: text + Int(entry.start) + 1,
            count: Int(entry.end - entry.start) - 2
        )
    }

    /// Calls `body` with a name's decoded bytes.
    private func withDecodedName<Result>(
        _ name: Int,
        _ body: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        guard entries[name].isEscaped else { return body(raw(name)) }
        var decoded: [UInt8] = []
        JSONEscape.decode(raw(name), into: &decoded)
        return decoded.withUnsafeBufferPointer(body)
    }
}
