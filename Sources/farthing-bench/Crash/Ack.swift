import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// One command that the worker was told is durable, as it stands in the file of acknowledgements.
struct Ack: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        case held = 1
        case dispatched
        case settled
        case released
        case refused
    }

    /// Bytes of a record: a kind and seven idle bytes, then the entry's number and the hold's id.
    static let byteCount = 32

    var kind: Kind
    /// The entry that records it.
    var sequence: Int64
    var id: HoldID

    /// What an outcome acknowledges; nil where nothing is recorded.
    init?(_ outcome: Outcome, id: HoldID) {
        self.id = id
        switch outcome {
        case .held(let held):
            kind = .held
            sequence = held.sequence
        case .dispatched(let number):
            kind = .dispatched
            sequence = number
        case .settled(let settled):
            kind = .settled
            sequence = settled.sequence
        case .released(let number):
            kind = .released
            sequence = number
        case .refused(let refusal):
            guard let number = refusal.sequence else { return nil }
            kind = .refused
            sequence = number
        case .applied, .unchanged: return nil
        }
    }

    private init?(_ bytes: ArraySlice<UInt8>) {
        let start = bytes.startIndex
        func word(_ offset: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 | UInt64(bytes[start + offset + $1]) << UInt64(8 * $1) }
        }
        guard let kind = Kind(rawValue: bytes[start]) else { return nil }
        self.kind = kind
        sequence = Int64(bitPattern: word(8))
        id = HoldID(random: word(16), word(24))
    }

    func append(to bytes: inout [UInt8]) {
        for word in [UInt64(kind.rawValue), UInt64(bitPattern: sequence), id.high, id.low] {
            for shift in stride(from: UInt64(0), to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
    }

    /// The records of a file, but for one that a crash left half written.
    static func read(_ path: String) -> [Ack] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: byteCount * 4_096)
        var acks: [Ack] = []
        while true {
            let count = fread(&bytes, 1, bytes.count, file)
            for start in stride(from: 0, to: count / byteCount * byteCount, by: byteCount) {
                if let ack = Ack(bytes[start..<start + byteCount]) { acks.append(ack) }
            }
            if count < bytes.count { return acks }
        }
    }
}
