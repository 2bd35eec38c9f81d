import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The segments that stand in a data folder's `archive`, read as the batches that they were.
///
/// As with the journal itself, whether they are as they were written is the verifier's matter.
package struct ArchiveFolder: Sendable {
    package let path: String

    /// A file of some entries in a row.
    package struct Segment: Hashable, Sendable {
        package var path: String
        package var first: Int64
        /// The number of the entry after the last.
        package var end: Int64

        package init(path: String, first: Int64, end: Int64) {
            self.path = path
            self.first = first
            self.end = end
        }

        /// Reads `segment-<first>-<last>.jsonl`; nil for other names.
        init?(name: String, in folder: String) {
            guard name.hasPrefix("segment-"), name.hasSuffix(".jsonl") else { return nil }
            let numbers = name.dropFirst(8).dropLast(6).split(
                separator: "-",
                omittingEmptySubsequences: false
            )
            guard numbers.count == 2, let first = Int64(numbers[0]), let last = Int64(numbers[1]),
                first >= 0, last >= first, last < JournalReader.Batch.sequences.upperBound,
                Self.name(first: first, end: last + 1) == name
            else { return nil }
            self.init(path: folder + "/" + name, first: first, end: last + 1)
        }

        /// A file's name.
        package static func name(first: Int64, end: Int64) -> String {
            "segment-\(first)-\(end - 1).jsonl"
        }
    }

    package init(path: String) {
        self.path = path
    }

    /// Its segments, in their order.
    package func segments() -> [Segment] {
        FileBytes.names(in: path).compactMap { Segment(name: $0, in: path) }
            .sorted { ($0.first, $0.end) < ($1.first, $1.end) }
    }

    /// The segments that lead from one entry to another without a gap; nil where there are none.
    package func chain(from first: Int64, to end: Int64) -> [Segment]? {
        var chain: [Segment] = []
        var next = first
        for segment in segments() where segment.end > next && segment.first <= next && next < end {
            // Behind the first each begins where the one before it ends.
            if !chain.isEmpty, segment.first != next { continue }
            chain.append(segment)
            next = segment.end
        }
        return next == end ? chain : nil
    }

    /// The longest row of segments that ends before an entry.
    package func chain(endingAt end: Int64) -> [Segment] {
        let all = segments()
        var chain: [Segment] = []
        var next = end
        while next > 0, let segment = all.first(where: { $0.end == next }) {
            chain.insert(segment, at: 0)
            next = segment.first
        }
        return chain
    }

    /// Calls `body` with every batch from the one that holds `sequence` to the one that ends before
    /// `end`, in order.
    func forEach(
        from sequence: Int64,
        to end: Int64,
        _ body: (JournalReader.Batch) throws -> Void
    ) throws {
        guard let chain = chain(from: sequence, to: end) else {
            throw Self.missing(from: sequence, to: end, in: path)
        }
        for segment in chain {
            try Self.forEach(segment) { batch in
                if batch.firstSequence + batch.count > sequence { try body(batch) }
            }
        }
    }

    /// The batch that holds an entry.
    ///
    /// - Parameter end: the number behind the archived entries, for what is said where it is missing.
    func batch(
        holding sequence: Int64,
        before end: Int64
    ) throws -> JournalReader.Batch {
        struct Found: Error {}
        guard
            let segment = segments().first(where: { $0.first <= sequence && sequence < $0.end })
        else { throw Self.missing(from: sequence, to: end, in: path) }
        var found: JournalReader.Batch?
        do {
            try Self.forEach(segment) { batch in
                guard sequence < batch.firstSequence + batch.count else { return }
                found = batch
                throw Found()
            }
        } catch is Found {}
        guard let found else { throw Self.missing(from: sequence, to: end, in: path) }
        return found
    }

    /// What is said where archived entries are wanted and are not there.
    static func missing(from first: Int64, to end: Int64, in path: String) -> LedgerError {
        LedgerError(
            .unavailable,
            """
            the entries \(first) to \(end - 1) of the journal are archived, and \(path) has not all \
            of them: put their files segment-<first>-<last>.jsonl back there
            """
        )
    }

    private static func forEach(
        _ segment: Segment,
        _ body: (JournalReader.Batch) throws -> Void
    ) throws {
        let damaged = LedgerError(
            .unavailable,
            "\(segment.path) is damaged; run farthing verify, and put the file back"
        )
        var next = segment.first
        var lines: [UInt8] = []
        var count: Int64 = 0
        var isFirstLine = true
        try forEachLine(segment.path) { line in
            if isFirstLine {
                isFirstLine = false
                return
            }
            guard line.starts(with: sealMark) else {
                lines += line
                lines.append(UInt8(ascii: "\n"))
                count += 1
                return
            }
            guard let seal = seal(line), let atMs = SealText.timeMs(seal), count > 0 else {
                throw damaged
            }
            let batch = JournalReader.Batch(
                firstSequence: next,
                count: count,
                atMs: atMs,
                lines: lines,
                seal: seal
            )
            next += count
            count = 0
            lines = []
            try body(batch)
        }
        guard next == segment.end, count == 0 else { throw damaged }
    }

    private static let sealMark = Array("{\"seal\":".utf8)

    private static func seal(_ line: ArraySlice<UInt8>) -> [UInt8]? {
        guard let note = try? JSONDocument([UInt8](line)).root.member("seal"), note.kind == .string
        else { return nil }
        var seal: [UInt8] = []
        note.appendUTF8(to: &seal)
        return seal
    }

    private static func forEachLine(
        _ path: String,
        _ body: (ArraySlice<UInt8>) throws -> Void
    ) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw FolderError("cannot read \(path): \(lastError())") }
        defer { close(descriptor) }
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        var rest: [UInt8] = []
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            guard count >= 0 else { throw FolderError("cannot read \(path): \(lastError())") }
            if count == 0 { break }
            rest += chunk[0..<count]
            var start = 0
            while let end = rest[start...].firstIndex(of: UInt8(ascii: "\n")) {
                try body(rest[start..<end])
                start = end + 1
            }
            rest.removeFirst(start)
        }
        guard rest.isEmpty else { throw FolderError("\(path) ends in half a line") }
    }
}

extension DataFolder {
    /// Where archived segments are looked for.
    package var archive: ArchiveFolder { ArchiveFolder(path: path + "/archive") }
}
