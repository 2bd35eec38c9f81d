import FarthingCore

/// What every part of one reading shares: the file, the zones, and the errors found so far.
final class ReadContext {
    let file: String
    let zones: (String) -> ZoneRules?
    private let bytes: [UInt8]
    private var found: [(place: PolicyNode.Place, key: String, message: String)] = []
    private var isTruncated = false
    /// Where each key's value stands, for checks that come after reading.
    private var places: [String: PolicyNode.Place] = [:]
    /// By list, the places in the file of its elements that could be read, where some could not.
    private var readElements: [String: [Int]] = [:]

    init(file: String, bytes: [UInt8], zones: @escaping (String) -> ZoneRules?) {
        self.file = file
        self.bytes = bytes
        self.zones = zones
    }

    /// Whether as many errors have been found as are reported: no more need be looked for.
    var isFull: Bool { found.count >= PolicyFileErrors.errorsMax }

    /// Whether nothing has been found wrong.
    var isClean: Bool { found.isEmpty }

    /// Notes something wrong; what comes after the first 50 is dropped.
    func report(
        _ place: PolicyNode.Place,
        _ key: @autoclosure () -> String,
        _ message: @autoclosure () -> String
    ) {
        guard !isFull else {
            isTruncated = true
            return
        }
        found.append((place, key(), message()))
    }

    /// Remembers where a key's value stands.
    func remember(_ place: PolicyNode.Place, of key: String) {
        places[key] = place
    }

    /// Remembers which elements of a list could be read: later checks count only those.
    func remember(read indices: [Int], of list: String) {
        if indices != Array(indices.indices) { readElements[list] = indices }
    }

    /// Notes what the policy's own check found, at the nearest place that the file has.
    func report(_ error: PolicyError) {
        let path = written(error.path)
        report(nearestPlace(to: path), path, error.message)
    }

    /// A path that counts the elements that were read, as one that counts those of the file.
    private func written(_ path: String) -> String {
        guard !readElements.isEmpty else { return path }
        var parts = path.split(separator: "[", omittingEmptySubsequences: false).map(String.init)
        var list = parts.removeFirst()
        for part in parts {
            let digits = part.prefix { $0 != "]" }
            let index = Int(digits).map { index in
                let known = readElements[list] ?? []
                return known.indices.contains(index) ? known[index] : index
            }
            list += "[" + (index.map(String.init) ?? String(digits)) + part.dropFirst(digits.count)
        }
        return list
    }

    /// Line and column of a key's value, or of the nearest around it that the file has.
    func position(of path: String) -> (line: Int, column: Int) {
        position(nearestPlace(to: path))
    }

    private func nearestPlace(to path: String) -> PolicyNode.Place {
        var key = path[...]
        while places[String(key)] == nil, let end = key.lastIndex(where: { $0 == "." || $0 == "[" })
        {
            key = key[..<end]
        }
        return places[String(key)] ?? places[""] ?? .mark(line: 1, column: 1)
    }

    /// The errors with their lines and columns, in the order of the file.
    func errors() -> PolicyFileErrors {
        let errors = found.map { finding in
            let (line, column) = position(finding.place)
            return PolicyFileError(
                file: file,
                line: line,
                column: column,
                key: finding.key,
                message: finding.message
            )
        }
        let sorted = errors.enumerated().sorted { left, right in
            (left.element.line, left.element.column, left.offset)
                < (right.element.line, right.element.column, right.offset)
        }
        return PolicyFileErrors(sorted.map(\.element), isTruncated: isTruncated)
    }

    private func position(_ place: PolicyNode.Place) -> (line: Int, column: Int) {
        switch place {
        case .mark(let line, let column): return (line, column)
        case .offset(let offset):
            var line = 1
            var column = 1
            for byte in bytes.prefix(offset) {
                if byte == UInt8(ascii: "\n") {
                    line += 1
                    column = 1
                } else if byte & 0xC0 != 0x80 {
                    column += 1
                }
            }
            return (line, column)
        }
    }
}
