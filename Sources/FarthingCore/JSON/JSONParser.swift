/// Writes the tape. No recursion: an open container's entry points at its parent.
///
/// Works on bare pointers because it runs on every call and on journal replay; every read is
/// guarded by `index < end`, every write by `append`'s capacity check.
struct JSONParser {
    let text: UnsafePointer<UInt8>
    let end: Int
    var index = 0

    private(set) var entries: UnsafeMutablePointer<JSONEntry>
    private(set) var count = 0
    private var capacity: Int
    private let nodesMax: Int
    /// Whether the entries are memory of our own; else they are the caller's.
    private var ownsEntries: Bool

    private var open = JSONParser.none
    private var depth = 0
    private let depthMax: Int
    private let bytesMax: Int
    let refusesDuplicates: Bool

    /// No container: no tape is that long.
    private static let none = UInt32.max

    /// Members above which duplicates are looked for by hash when the object closes.
    private static let scannedMembersMax: UInt32 = 16

    /// - Parameter scratch: memory for the tape as long as it suffices, the caller's own. Without
    ///   it the tape is allocated, and belongs to whoever takes it.
    init(
        text: UnsafeBufferPointer<UInt8>,
        limits: JSONLimits,
        scratch: UnsafeMutableBufferPointer<JSONEntry>? = nil
    ) {
        // An empty buffer may have no address; nothing is read through this one.
        let empty = UnsafePointer<UInt8>(bitPattern: 1).unsafelyUnwrapped
        self.text = text.baseAddress ?? empty
        end = text.count
        nodesMax = max(1, min(limits.nodesMax, 1 << 28 - 1))
        depthMax = limits.depthMax
        bytesMax = min(limits.bytesMax, Int(Int32.max))
        refusesDuplicates = limits.refusesDuplicates
        if let scratch, let start = scratch.baseAddress, !scratch.isEmpty {
            ownsEntries = false
            capacity = min(scratch.count, nodesMax)
            entries = start
        } else {
            // Typical texts have a value or name per ten bytes; others grow.
            ownsEntries = true
            capacity = end > bytesMax ? 1 : max(1, min(end / 8 + 16, nodesMax))
            entries = .allocate(capacity: capacity)
        }
    }

    /// Frees a tape that nobody has taken.
    func discard() {
        if ownsEntries { entries.deallocate() }
    }

    /// What is said of a text that was refused.
    func error(
        _ fault: JSONFault,
        in text: UnsafeBufferPointer<UInt8>,
        limits: JSONLimits
    ) -> JSONError {
        let name = fault.code == .duplicateMember ? name(at: fault.offset) : nil
        return JSONError(fault, in: text, limits: limits, memberName: name)
    }

    mutating func run() throws(JSONFault) {
        guard end <= bytesMax else { throw JSONFault(code: .tooLong, offset: bytesMax) }
        if end >= 3, text[0] == 0xEF, text[1] == 0xBB, text[2] == 0xBF {
            throw fault(.byteOrderMark)
        }
        skipSpace()
        try readValue()
        while open != Self.none {
            if entries[Int(open)].isObject {
                try stepObject()
            } else {
                try stepArray()
            }
        }
        skipSpace()
        guard index == end else { throw fault(.trailingBytes) }
    }

    func fault(_ code: JSONError.Code) -> JSONFault { JSONFault(code: code, offset: index) }

    mutating func append(_ entry: JSONEntry) throws(JSONFault) {
        if count == capacity { try grow() }
        (entries + count).initialize(to: entry)
        count += 1
    }

    private mutating func grow() throws(JSONFault) {
        guard count < nodesMax else { throw fault(.tooManyValues) }
        let wider = min(capacity * 2, nodesMax)
        let moved = UnsafeMutablePointer<JSONEntry>.allocate(capacity: wider)
        moved.moveInitialize(from: entries, count: count)
        discard()
        ownsEntries = true
        entries = moved
        capacity = wider
    }

    // MARK: Containers

    private mutating func stepArray() throws(JSONFault) {
        skipSpace()
        let byte = try peek()
        if byte == UInt8(ascii: "]") { return close() }
        if entries[Int(open)].upper > 0 {
            guard byte == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
            index += 1
            skipSpace()
        }
        entries[Int(open)].tag &+= JSONEntry.countStep
        try readValue()
    }

    private mutating func stepObject() throws(JSONFault) {
        skipSpace()
        var byte = try peek()
        let object = Int(open)
        if byte == UInt8(ascii: "}") {
            if refusesDuplicates, entries[object].upper > Self.scannedMembersMax {
                try refuseDuplicates(inLargeObject: object)
            }
            return close()
        }
        if entries[object].upper > 0 {
            guard byte == UInt8(ascii: ",") else { throw fault(.unexpectedByte) }
            index += 1
            skipSpace()
            byte = try peek()
        }
        guard byte == UInt8(ascii: "\"") else { throw fault(.unexpectedByte) }
        let name = count
        try readString()
        if refusesDuplicates, entries[object].upper < Self.scannedMembersMax {
            try refuseDuplicate(of: name, inSmallObject: object)
        }
        entries[object].tag &+= JSONEntry.countStep
        skipSpace()
        guard try peek() == UInt8(ascii: ":") else { throw fault(.unexpectedByte) }
        index += 1
        skipSpace()
        try readValue()
    }

    private mutating func openContainer(_ kind: JSONNode.Kind) throws(JSONFault) {
        guard depth < depthMax else { throw fault(.tooDeep) }
        depth += 1
        let parent = open
        open = UInt32(truncatingIfNeeded: count)
        try append(JSONEntry(kind: kind, start: index, end: 0, extra: parent))
        index += 1
    }

    private mutating func close() {
        index += 1
        depth -= 1
        let container = entries + Int(open)
        open = container.pointee.extra
        container.pointee.extra = UInt32(truncatingIfNeeded: count)
        container.pointee.end = UInt32(truncatingIfNeeded: index)
    }

    // MARK: Values

    private mutating func readValue() throws(JSONFault) {
        switch try peek() {
        case UInt8(ascii: "\""): try readString()
        case UInt8(ascii: "{"): try openContainer(.object)
        case UInt8(ascii: "["): try openContainer(.array)
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): try readNumber()
        case UInt8(ascii: "t"): try readWord("true", .bool)
        case UInt8(ascii: "f"): try readWord("false", .bool)
        case UInt8(ascii: "n"): try readWord("null", .null)
        default: throw fault(.unexpectedByte)
        }
    }

    private mutating func readWord(
        _ word: StaticString,
        _ kind: JSONNode.Kind
    ) throws(JSONFault) {
        let start = index
        for position in 0..<word.utf8CodeUnitCount {
            guard index < end else { throw fault(.truncated) }
            guard text[index] == word.utf8Start[position] else { throw fault(.badLiteral) }
            index += 1
        }
        try append(JSONEntry(kind: kind, start: start, end: index))
    }

    private mutating func readNumber() throws(JSONFault) {
        let start = index
        if text[index] == UInt8(ascii: "-") { index += 1 }
        let first = index
        try readDigits()
        if text[first] == UInt8(ascii: "0"), index - first > 1 {
            throw JSONFault(code: .badNumber, offset: first)
        }
        if index < end, text[index] == UInt8(ascii: ".") {
            index += 1
            try readDigits()
        }
        if index < end, text[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            if index < end, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-") {
                index += 1
            }
            try readDigits()
        }
        try append(JSONEntry(kind: .number, start: start, end: index))
    }

    private mutating func readDigits() throws(JSONFault) {
        let start = index
        while index < end, text[index] &- UInt8(ascii: "0") < 10 { index += 1 }
        if index == start { throw fault(index == end ? .truncated : .badNumber) }
    }

    private func peek() throws(JSONFault) -> UInt8 {
        guard index < end else { throw fault(.truncated) }
        return text[index]
    }

    private mutating func skipSpace() {
        while index < end {
            let byte = text[index]
            if byte > 0x20 { return }
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index += 1
        }
    }
}
