import FarthingCore
import FarthingTesting

extension FuzzTarget {
    /// Posts journals of which entries are missing, repeated, exchanged or changed, as anybody can
    /// make them who only has to get the hashes right.
    static let posting = FuzzTarget(
        name: "posting",
        seeds: journals,
        words: [
            #""held":-1"#, #""held":9223372036854775807"#, #""held":[]"#, #""amounts":[]"#,
            #""amounts":[-9223372036854775808]"#, #""amount":9223372036854775807"#,
            #""topUp":4000000000000000000"#, #""withinMs":9223372036854775807"#, #""line":63"#,
            #""generation":1"#, #""window":"call""#, #""window":"rolling:1000""#, #""lines":[]"#,
            #""kind":"approvalGrant""#, #""kind":"move""#, #""kind":"correction""#,
        ]
    ) { input, random throws(FuzzFault) in
        var lines = input.split(separator: UInt8(ascii: "\n")).map(Array.init)
        for _ in 0..<random.below(8) { change(&lines, &random) }
        var posted = Posted()
        for line in lines {
            guard let document = try? JSONDocument(line), let entry = Entry(document.root) else {
                continue
            }
            posted.take(entry)
        }
        return posted.objections == 0
    }

    /// A book, and what it needs of holds that have left it.
    private struct Posted {
        var book = Book()
        var records: [HoldID: HoldRecord] = [:]
        var objections = 0

        /// Posts an entry that can follow; one that cannot leaves the book as it was.
        mutating func take(_ entry: Entry) {
            if case .hold(let id) = book.missing(for: entry), let record = records[id] {
                book.recall(record)
            }
            if case .balance(let stated) = entry.body {
                for balance in stated { _ = book.sums(of: balance.account, atMs: entry.atMs) }
            }
            if book.objection(to: entry) == nil {
                book.replay(entry)
            } else {
                objections += 1
            }
            for record in book.takeClosed() { records[record.id] = record }
            book.forgetRecalled()
        }
    }

    private static let journals: [[UInt8]] = (1...40).compactMap { seed in
        SimulationRunner.journal(seed: seed, commands: 90).map { entries in
            Array(entries.prefix(60).joined(separator: [UInt8(ascii: "\n")]))
        }
    }

    private static let numbers = [
        "0", "1", "-1", "63", "64", "4000000000000000000", "900000000000000000",
        "9223372036854775807", "-9223372036854775808", "4611686018427387904",
    ]

    private static func change(_ lines: inout [[UInt8]], _ random: inout Random) {
        guard !lines.isEmpty else { return }
        let (place, other) = (random.below(lines.count), random.below(lines.count))
        switch random.below(7) {
        case 0: lines.remove(at: place)
        case 1: lines.insert(lines[place], at: other)
        case 2: lines.swapAt(place, other)
        case 3: lines.removeSubrange(min(place, other)..<max(place, other))
        case 4: copyID(from: lines[other], to: &lines[place], &random)
        default: changeNumber(&lines[place], &random)
        }
    }

    /// Puts another number, or that of another place, where one stands.
    private static func changeNumber(_ line: inout [UInt8], _ random: inout Random) {
        let places = line.indices.filter { place in
            isDigit(line[place]) && (place == 0 || !isDigit(line[place - 1]))
        }
        guard !places.isEmpty else { return }
        let span = number(in: line, at: places[random.below(places.count)])
        let new =
            random.chance(30)
            ? Array(line[number(in: line, at: places[random.below(places.count)])])
            : Array(numbers[random.below(numbers.count)].utf8)
        line.replaceSubrange(span, with: new)
    }

    private static func number(in line: [UInt8], at start: Int) -> Range<Int> {
        start..<(line[start...].firstIndex { !isDigit($0) } ?? line.count)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// Has an entry name the hold or approval that another names.
    private static func copyID(
        from line: [UInt8],
        to other: inout [UInt8],
        _ random: inout Random
    ) {
        let (mine, theirs) = (ids(in: line), ids(in: other))
        guard !mine.isEmpty, !theirs.isEmpty else { return }
        let id = Array(line[mine[random.below(mine.count)]])
        other.replaceSubrange(theirs[random.below(theirs.count)], with: id)
    }

    /// Where ids stand: 36 characters in quotes with dashes in their places.
    private static func ids(in line: [UInt8]) -> [Range<Int>] {
        guard line.count > 38 else { return [] }
        let (quote, dash) = (UInt8(ascii: "\""), UInt8(ascii: "-"))
        return (0..<line.count - 37).compactMap { start in
            line[start] == quote && line[start + 37] == quote && line[start + 9] == dash
                && line[start + 14] == dash ? start + 1..<start + 37 : nil
        }
    }
}
