import FarthingCore
import FarthingReceipts

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The signed lines of a file that was verified, one at a time.
final class AgentguardLines {
    private let path: String
    private let key: VerifyingKey
    private let descriptor: Int32
    private var bytes: [UInt8] = []
    private var position = 0
    private var isAtEnd = false

    struct Line {
        var text: [UInt8]
        var entry: ImportedEntry
    }

    static func open(_ path: String, _ key: VerifyingKey) throws(Failure) -> AgentguardLines {
        let descriptor = systemOpen(path)
        guard descriptor >= 0 else {
            throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
        }
        return AgentguardLines(path, key, descriptor)
    }

    private init(_ path: String, _ key: VerifyingKey, _ descriptor: Int32) {
        self.path = path
        self.key = key
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// The next line; nil at the end. Lines that are no entries are left out: a verifier that minds
    /// them was asked before.
    func next() throws(Failure) -> Line? {
        while let text = try nextText() {
            if let entry = ImportedEntry(agentguard: text, by: key) {
                return Line(text: text, entry: entry)
            }
        }
        return nil
    }

    private func nextText() throws(Failure) -> [UInt8]? {
        while true {
            let rest = bytes[position...]
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                position = end + 1
                return Array(rest[..<end])
            }
            if isAtEnd {
                position = bytes.count
                return rest.isEmpty ? nil : Array(rest)
            }
            bytes = Array(rest)
            position = 0
            let chunk = try read()
            isAtEnd = chunk.isEmpty
            bytes += chunk
        }
    }

    private func read() throws(Failure) -> [UInt8] {
        var failed = false
        let descriptor = descriptor
        let chunk = [UInt8](unsafeUninitializedCapacity: 1 << 20) { room, count in
            let got = systemRead(descriptor, UnsafeMutableRawBufferPointer(room))
            failed = got < 0
            count = max(0, got)
        }
        guard !failed else {
            throw Failure(.unreadable, "\(path): cannot be read: \(systemReason())")
        }
        return chunk
    }
}

private func systemOpen(_ path: String) -> Int32 { open(path, O_RDONLY | O_CLOEXEC) }

private func systemRead(_ descriptor: Int32, _ room: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, room.baseAddress, room.count)
}
