internal import CFarthingData

/// A byte-pair vocabulary, read in place from the executable: nothing is parsed or copied, so a
/// process that counts no tokens never even loads its pages. `Scripts/data/vocabularies.py` makes
/// it and describes its form.
///
/// Unchecked: the pointers lead to constant data of the executable, which nobody can change or free.
struct Vocabulary: @unchecked Sendable {
    /// The length of the longest token in bytes.
    let longest: Int
    private let shift: UInt64
    private let offsets: UnsafeRawPointer
    private let rows: UnsafeRawPointer

    init(_ encoding: Encoding) {
        let data =
            switch encoding {
            case .o200k: farthing_data_o200k()
            case .cl100k: farthing_data_cl100k()
            }
        let start = UnsafeRawPointer(data.start)
        guard let start else { preconditionFailure("the vocabulary is not in the executable") }
        let bits = UInt32(littleEndian: start.loadUnaligned(as: UInt32.self))
        longest = Int(UInt32(littleEndian: start.loadUnaligned(fromByteOffset: 8, as: UInt32.self)))
        shift = UInt64(64 - bits)
        offsets = start + 12
        rows = offsets + ((1 << Int(bits)) + 1) * 4
    }

    /// The rank of a token, which is also its place in the order of merges; nil where these bytes
    /// are no token.
    func rank(_ start: UnsafeRawPointer, _ count: Int) -> UInt32? {
        guard count <= longest else { return nil }
        let bucket = Int(truncatingIfNeeded: Self.mix(start, count) &>> shift)
        var row = rows + Int(offset(bucket))
        let end = rows + Int(offset(bucket + 1))
        while row < end {
            let header = UInt32(littleEndian: row.loadUnaligned(as: UInt32.self))
            let length = Int(header & 0xFF)
            row += 4
            if length == count, Self.areEqual(row, start, count) { return header >> 8 }
            row += length
        }
        return nil
    }

    @inline(__always)
    private func offset(_ bucket: Int) -> UInt32 {
        let offset = offsets.loadUnaligned(fromByteOffset: bucket &* 4, as: UInt32.self)
        return UInt32(littleEndian: offset)
    }

    /// The hash of the generator: multiply and shift over little-endian words.
    @inline(__always)
    private static func mix(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        var state = UInt64(truncatingIfNeeded: count)
        var index = 0
        while index < count {
            let word = word(start + index, min(8, count &- index))
            state = (state ^ word) &* 0x9E37_79B9_7F4A_7C15
            state ^= state &>> 32
            index &+= 8
        }
        return state &* 0x9E37_79B9_7F4A_7C15
    }

    private static func areEqual(
        _ left: UnsafeRawPointer,
        _ right: UnsafeRawPointer,
        _ count: Int
    ) -> Bool {
        var index = 0
        while index < count {
            let size = min(8, count &- index)
            if word(left + index, size) != word(right + index, size) { return false }
            index &+= 8
        }
        return true
    }

    /// Up to eight bytes as a little-endian word, reading none beyond them.
    @inline(__always)
    private static func word(_ start: UnsafeRawPointer, _ count: Int) -> UInt64 {
        if count == 8 { return UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) }
        if count >= 4 {
            // Two overlapping halves; what lies in both is the same bits.
            let low = UInt32(littleEndian: start.loadUnaligned(as: UInt32.self))
            let high = (start + (count &- 4)).loadUnaligned(as: UInt32.self)
            let place = UInt64(truncatingIfNeeded: (count &- 4) &* 8)
            return UInt64(low) | UInt64(UInt32(littleEndian: high)) &<< place
        }
        var word: UInt64 = 0
        var index = count
        while index > 0 {
            index &-= 1
            word = word &<< 8 | UInt64(start.load(fromByteOffset: index, as: UInt8.self))
        }
        return word
    }
}
