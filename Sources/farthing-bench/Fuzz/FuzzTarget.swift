/// Something that reads what strangers send: what it is fed, and what must hold of it.
struct FuzzTarget: Sendable {
    let name: String
    /// Inputs that are right, from which wrong ones are made.
    let seeds: [[UInt8]]
    /// Pieces that mean something to the reader.
    let words: [String]
    /// Reads an input; whether it was taken.
    ///
    /// - Throws: ``FuzzFault`` when something does not hold that must.
    let read: @Sendable (_ input: [UInt8], _ random: inout Random) throws(FuzzFault) -> Bool
}

/// What did not hold of an input.
struct FuzzFault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// Makes wrong inputs from right ones, the same ones for the same random numbers.
struct Mutator {
    let seeds: [[UInt8]]
    let words: [[UInt8]]

    /// The longest input: long enough for every table and nesting, short enough for many runs.
    private static let bytesMax = 65_536
    private static let changesMax = 6

    /// What breaks readers of any kind.
    private static let hostile: [String] = [
        "", "\0", "\u{FEFF}", "\r\n", "\n\n", "\"", "\\", "\\u0000", "\\ud800", "\\udc00",
        "\\uD83D\\uDE00", "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-0", "-1",
        "1e999", "-1e-999", "0.1", "1.0", "01", "9007199254740993", "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
        "1000000000000000000000000000000", "NaN", "Infinity", "é", "\u{1F600}", "\u{202E}",
    ]

    init(_ target: FuzzTarget) {
        seeds = target.seeds
        words = (target.words + Mutator.hostile).map { [UInt8]($0.utf8) }
    }

    func input(using random: inout Random) -> [UInt8] {
        var input = seeds[random.below(seeds.count)]
        // Mostly one change: what is almost right gets furthest.
        let changes = random.chance(60) ? 1 : 1 + random.below(Self.changesMax)
        for _ in 0..<changes { change(&input, &random) }
        if input.count > Self.bytesMax { input.removeLast(input.count - Self.bytesMax) }
        return input
    }

    private func change(_ input: inout [UInt8], _ random: inout Random) {
        let at = random.below(input.count + 1)
        switch random.below(12) {
        case 0:
            if at < input.count { input[at] ^= 1 << UInt8(random.below(8)) }
        case 1:
            if at < input.count { input[at] = UInt8(truncatingIfNeeded: random.next()) }
        case 2: input.insert(UInt8(truncatingIfNeeded: random.next()), at: at)
        case 3: input.removeSubrange(span(of: input, from: at, &random))
        case 4, 5: input.insert(contentsOf: words[random.below(words.count)], at: at)
        case 6:
            input.replaceSubrange(
                token(in: input, near: at),
                with: words[random.below(words.count)]
            )
        case 7:
            let other = seeds[random.below(seeds.count)]
            let start = random.below(other.count + 1)
            input.insert(contentsOf: other[span(of: other, from: start, &random)], at: at)
        case 8: input.insert(contentsOf: input[span(of: input, from: at, &random)], at: at)
        case 9:
            input.replaceSubrange(
                token(in: input, near: at),
                with: input[token(in: input, near: random.below(input.count + 1))]
            )
        case 10: input.insert(contentsOf: input[token(in: input, near: at)], at: at)
        default:
            let word = words[random.below(words.count)]
            let times = 1 + random.below(random.chance(10) ? 2_000 : 8)
            input.insert(contentsOf: (0..<times).flatMap { _ in word }, at: at)
        }
    }

    private func span(of bytes: [UInt8], from start: Int, _ random: inout Random) -> Range<Int> {
        let longest = random.chance(20) ? bytes.count : 40
        return start..<min(bytes.count, start + random.below(longest + 1))
    }

    /// A word, a number, or a quoted text as JSON, YAML and headers have them: what lies between two
    /// marks.
    private func token(in bytes: [UInt8], near at: Int) -> Range<Int> {
        guard !bytes.isEmpty else { return 0..<0 }
        var start = min(at, bytes.count - 1)
        while start > 0, !Self.isMark(bytes[start - 1]) { start -= 1 }
        var end = start
        while end < bytes.count, !Self.isMark(bytes[end]) { end += 1 }
        return start..<end
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "{"), UInt8(ascii: "}"), UInt8(ascii: "["), UInt8(ascii: "]"),
            UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "\n"), UInt8(ascii: " "):
            true
        default: false
        }
    }
}
