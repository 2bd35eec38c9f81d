internal import CFarthingData

/// What the pre-tokenizers need to know of a character.
enum CharacterClass: UInt8 {
    case other, upper, lower, letter, mark, number, space, newline

    /// \p{L}; `letter` has no case or is a modifier.
    var isLetter: Bool { rawValue >= Self.upper.rawValue && rawValue <= Self.letter.rawValue }

    /// \s
    var isSpace: Bool { rawValue >= Self.space.rawValue }

    /// [^\s\p{L}\p{N}]
    var isSymbol: Bool { self == .other || self == .mark }

    /// [^\r\n\p{L}\p{N}]
    var mayLead: Bool { isSymbol || self == .space }

    /// [\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]
    var mayBeUpper: Bool { self == .upper || self == .letter || self == .mark }

    /// [\p{Ll}\p{Lm}\p{Lo}\p{M}]
    var mayBeLower: Bool { self == .lower || self == .letter || self == .mark }
}

/// The embedded table of character classes, read in place: a block number for each 256 code points,
/// then the blocks, two code points to a byte.
///
/// Unchecked: the pointer leads to constant data of the executable, which nobody can change or free.
struct CharacterClasses: @unchecked Sendable {
    private let table: UnsafePointer<UInt8>
    private static let blocksOffset = 0x110000 / 256

    init() {
        table = farthing_data_characters().start
    }

    @inline(__always)
    func of(_ codePoint: UInt32) -> CharacterClass {
        let block = Int(table[Int(codePoint >> 8)])
        let pair = table[Self.blocksOffset + block * 128 + Int(codePoint & 0xFF) / 2]
        let value = codePoint & 1 == 0 ? pair & 0xF : pair >> 4
        return CharacterClass(rawValue: value) ?? .other
    }
}
