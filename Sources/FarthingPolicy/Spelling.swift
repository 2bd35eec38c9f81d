/// Text from a file, in quotes, for messages.
func quoted(_ text: String) -> String {
    "\"" + shown(text) + "\""
}

/// Text from a file, bounded and without control characters.
func shown(_ text: String) -> String {
    var shown = String.UnicodeScalarView()
    for scalar in text.unicodeScalars.prefix(64) {
        let isControl = scalar.value < 32 || (127...159).contains(scalar.value)
        shown.append(isControl ? "?" : scalar)
    }
    let isCut = text.unicodeScalars.dropFirst(64).first != nil
    return String(shown) + (isCut ? "…" : "")
}

/// What is said of a key that a map has twice.
func repeatedKey(_ key: String) -> String {
    "the key \(quoted(key)) stands more than once in this map; keep one of them"
}

/// `; did you mean "day"?` for the word nearest to what was written, or the words to choose from.
func hint(for word: String, among words: [String]) -> String {
    if let nearest = nearestWord(to: word, among: words) {
        return "; did you mean \(quoted(nearest))?"
    }
    return "; expected \(choices(words))"
}

/// `a, b or c`.
func choices(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "nothing" }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

/// The word that takes the fewest edits to reach, when a third of its letters or one is enough, or
/// the word that the written one begins with, as `hour` for `hourly`.
func nearestWord(to word: String, among words: [String]) -> String? {
    // No word of the language is longer.
    guard word.utf8.count <= 64 else { return nil }
    let written = Array(word.lowercased().utf8)
    var nearest: (word: String, edits: Int)?
    for candidate in words {
        let edits = editDistance(written, Array(candidate.lowercased().utf8))
        guard edits <= max(1, candidate.utf8.count / 3), edits < nearest?.edits ?? Int.max else {
            continue
        }
        nearest = (candidate, edits)
    }
    if let nearest { return nearest.word }
    return words.first { $0.utf8.count >= 3 && word.lowercased().hasPrefix($0.lowercased()) }
}

/// How many letters must be put in, taken out, replaced or swapped with their neighbour.
private func editDistance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
        var current = [row + 1]
        for column in 0..<right.count {
            let replaced = last[column] + (left[row] == right[column] ? 0 : 1)
            var edits = min(replaced, last[column + 1] + 1, current[column] + 1)
            let isSwap =
                row > 0 && column > 0 && left[row] == right[column - 1]
                && left[row - 1] == right[column]
            if isSwap { edits = min(edits, beforeLast[column - 1] + 1) }
            current.append(edits)
        }
        beforeLast = last
        last = current
    }
    return last[right.count]
}
