/// The logs that a witness knows: keys by origin, read from a list of verifier keys.
package struct WitnessLogs: Sendable {
    /// By the origin's bytes: texts that only look the same are different logs.
    private var byOrigin: [[UInt8]: [NoteKey]] = [:]
    /// In the order of the list.
    package private(set) var origins: [String] = []

    /// Longest list that is read, in bytes.
    package static let bytesMax = 4 << 20
    /// Most logs in it; each has one small file.
    package static let logsMax = 10_000
    /// Most keys of a log; each may cost a check of a signature.
    package static let keysMax = 16

    package init() {}

    /// Reads a list: a verifier key on each line; empty lines and those that begin with `#` are
    /// comments.
    ///
    /// - Parameter place: the list's name, for the error.
    package init(_ text: [UInt8], place: String) throws(LogError) {
        guard text.count <= Self.bytesMax else {
            throw LogError("\(place): a list of logs is not \(text.count) bytes long")
        }
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, bytes) in lines.enumerated() {
            let line = Self.trimmed(bytes)
            if line.isEmpty || line.first == UInt8(ascii: "#") { continue }
            do throws(LogError) {
                try add(line)
            } catch {
                throw LogError("\(place), line \(index + 1): \(error.message)")
            }
        }
    }

    private mutating func add(_ line: ArraySlice<UInt8>) throws(LogError) {
        guard let text = String(validating: line, as: UTF8.self) else {
            throw LogError("this is no UTF-8")
        }
        let key: NoteKey
        do {
            key = try NoteKey(text: text)
        } catch {
            throw LogError(error.message)
        }
        guard key.kind == .signature else {
            throw LogError("this is a witness's key (kind 4); a log's is of kind 1")
        }
        let origin = [UInt8](key.name.utf8)
        var keys = byOrigin[origin] ?? []
        if keys.contains(key) { return }
        guard keys.count < Self.keysMax else {
            throw LogError("the log “\(key.name)” has more than \(Self.keysMax) keys")
        }
        if keys.isEmpty {
            guard origins.count < Self.logsMax else {
                throw LogError("there are more than \(Self.logsMax) logs")
            }
            origins.append(key.name)
        }
        keys.append(key)
        byOrigin[origin] = keys
    }

    /// The keys of a log; none where it is unknown.
    package func keys(of origin: String) -> [NoteKey] { byOrigin[[UInt8](origin.utf8)] ?? [] }

    private static func trimmed(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isSpace = { (byte: UInt8) in byte == 0x20 || byte == 0x09 || byte == 0x0D }
        var line = line.drop(while: isSpace)
        while let last = line.last, isSpace(last) { line.removeLast() }
        return line
    }
}
