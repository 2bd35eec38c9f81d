import FarthingCore

/// Parts of a stored line, which are found without reading it as JSON.
enum EntryText {
    /// The 64 digits of the line's own hash; an entry that was imported has another one inside.
    static func hash(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let start = range(of: hashName, in: line)?.upperBound, line.endIndex - start >= 64
        else { return nil }
        return line[start..<start + 64]
    }

    /// The entry itself: what stands before its hash.
    static func decision(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard let end = range(of: hashName, in: line)?.lowerBound,
            line.count > prefix.count, line.starts(with: prefix)
        else { return nil }
        return line[line.startIndex + prefix.count..<end]
    }

    private static let prefix = Array(#"{"decision":"#.utf8)
    private static let hashName = Array(#","entryHash":""#.utf8)
    /// How far the name is from the line's end at the most.
    private static let tailMax = 512

    /// The last place of a name in the line's end.
    private static func range(of name: [UInt8], in line: ArraySlice<UInt8>) -> Range<Int>? {
        var start = line.endIndex - name.count
        let first = max(line.startIndex, line.endIndex - tailMax)
        while start >= first {
            let end = start + name.count
            if line[start] == name[0], line[start..<end].elementsEqual(name) { return start..<end }
            start -= 1
        }
        return nil
    }
}
