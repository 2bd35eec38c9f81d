#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Standard output and standard error, written at once and without Foundation.
enum Console {
    /// Whether people read standard output, and not a file or another program.
    static var isTerminal: Bool { isatty(1) == 1 }

    /// The terminal's width and height; 80 by 24 where it does not say.
    static var size: (columns: Int, rows: Int) {
        var size = winsize()
        guard ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
            return (80, 24)
        }
        return (Int(size.ws_col), Int(size.ws_row))
    }

    /// Writes a line to standard output.
    static func line(_ text: String) { write(text + "\n", to: 1) }

    /// Writes text as it is to standard output.
    static func text(_ text: String) { write(text, to: 1) }

    /// Writes bytes that end in a line feed, or get one, to standard output.
    static func json(_ bytes: [UInt8]) { line(String(decoding: bytes, as: UTF8.self)) }

    /// Writes a line to standard error.
    static func error(_ text: String) { write(text + "\n", to: 2) }

    /// Writes everything; what cannot be written because nobody reads any more is dropped.
    static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { bytes in
            var rest = UnsafeRawBufferPointer(bytes)
            while let start = rest.baseAddress, rest.count > 0 {
                let count = systemWrite(descriptor, start, rest.count)
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { return }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
        }
    }
}

/// `write` of the system, whose name the console's own hides.
private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
