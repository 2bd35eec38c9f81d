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

    /// Notes what the policy's own check found, at the nearest place that the file has.
    func report(_ error: PolicyError) {
        report(nearestPlace(to: error.path), error.path, error.message)
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
