import FarthingCore
import Logging

/// Writes logs to standard error: one line each, the time in UTC, the level, the message, and the
/// metadata as `key=value`.
struct LineLogHandler: LogHandler {
    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?

    init(level: Logger.Level) {
        logLevel = level
    }

    static func logger(level: Logger.Level) -> Logger {
        Logger(label: "farthing") { _ in LineLogHandler(level: level) }
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line: [UInt8] = []
        line.reserveCapacity(256)
        appendTimestamp(systemNowMs(), to: &line)
        line.append(UInt8(ascii: " "))
        line.append(contentsOf: event.level.rawValue.utf8)
        line.append(UInt8(ascii: " "))
        Self.append("\(event.message)", quotesSpaces: false, to: &line)
        let all = metadata.merging(event.metadata ?? [:]) { _, new in new }
        for (key, value) in all.sorted(by: { $0.key < $1.key }) {
            line.append(UInt8(ascii: " "))
            line.append(contentsOf: key.utf8)
            line.append(UInt8(ascii: "="))
            Self.append("\(value)", quotesSpaces: true, to: &line)
        }
        Console.error(String(decoding: line, as: UTF8.self))
    }

    /// Appends text that may come from a stranger: control characters never reach the terminal.
    private static func append(_ text: String, quotesSpaces: Bool, to line: inout [UInt8]) {
        let isQuoted =
            quotesSpaces
            && (text.isEmpty || text.utf8.contains { $0 <= 0x20 || $0 == 0x22 || $0 == 0x3D })
        if isQuoted { line.append(UInt8(ascii: "\"")) }
        for scalar in text.unicodeScalars.prefix(2_048) {
            switch scalar.value {
            case 0x0A: line.append(contentsOf: isQuoted ? Array("\\n".utf8) : [0x20])
            case 0..<0x20, 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
                line.append(UInt8(ascii: "?"))
            case 0x22 where isQuoted, 0x5C where isQuoted:
                line.append(UInt8(ascii: "\\"))
                line.append(UInt8(scalar.value))
            default: line.append(contentsOf: String(scalar).utf8)
            }
        }
        if isQuoted { line.append(UInt8(ascii: "\"")) }
    }
}
