import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where in the journal a closed hold or a client's key was last written.
///
/// New fingerprints gather in memory and go into a sorted file with each snapshot of the book, so
/// that random keys cost sequential writes only and memory is bounded; files of like size are merged.
package struct KeyIndex: Sendable {
    /// How many files of like size are merged into one: few enough to look through for each key.
    package static let mergedAt = 8

    private let folder: String
    private var recent: [UInt64: Int64] = [:]
    /// What is being written into a file at the moment.
    private var leaving: [UInt64: Int64] = [:]
    /// Oldest first.
    package private(set) var runs: [KeyRun] = []
    let hash: SipHash

    /// Opens the files in `folder` that cover entries before `sequence`; removes the others.
    package init(folder: String, before sequence: Int64, hash: SipHash) {
        self.folder = folder
        self.hash = hash
        mkdir(folder, 0o700)
        var found: [KeyRun] = []
        for name in FileBytes.names(in: folder) {
            let path = folder + "/" + name
            guard let range = KeyIndex.range(ofName: name), range.upperBound <= sequence,
                let run = KeyRun(path: path, range: range)
            else {
                unlink(path)
                continue
            }
            found.append(run)
        }
        found.sort {
            ($0.range.lowerBound, -$0.range.upperBound) < (
                $1.range.lowerBound, -$1.range.upperBound
            )
        }
        for run in found {
            // A merge that was interrupted leaves what it had merged beside it.
            if let last = runs.last, last.range.upperBound >= run.range.upperBound {
                unlink(run.path)
            } else {
                runs.append(run)
            }
        }
    }

    /// The first entry that no file in `folder` has heard of; nil without files.
    static func end(folder: String) -> Int64? {
        FileBytes.names(in: folder).compactMap { range(ofName: $0)?.upperBound }.max()
    }

    /// Whether the files cover every entry before `sequence` without a gap.
    package func covers(before sequence: Int64) -> Bool {
        var next: Int64 = 0
        for run in runs {
            if run.range.lowerBound != next { return false }
            next = run.range.upperBound
        }
        return next == sequence
    }

    func fingerprint(of id: HoldID) -> UInt64 { hash.hash(id.high, id.low) }

    /// Where the latest totals of an extended hold are.
    func fingerprint(ofExtended id: HoldID) -> UInt64 { hash.hash(~id.high, id.low) }

    /// Where a line of a hold was last moved to another account.
    func fingerprint(ofMoved id: HoldID, line: Int) -> UInt64 {
        hash.hash(~id.high, ~id.low &- UInt64(line))
    }

    func fingerprint(ofKey name: String) -> UInt64 { hash.hash(name.utf8) }

    package mutating func note(_ fingerprint: UInt64, sequence: Int64) {
        recent[fingerprint] = sequence
    }

    /// The entry last noted for a fingerprint.
    package func find(_ fingerprint: UInt64) -> Int64? {
        if let found = recent[fingerprint] ?? leaving[fingerprint] { return found }
        for run in runs.reversed() {
            if let found = run.find(fingerprint) { return found }
        }
        return nil
    }

    /// Hands over what has gathered, to be written as a file; look-ups still find it.
    package mutating func startLeaving() -> [UInt64: Int64] {
        leaving = recent
        recent = [:]
        return leaving
    }

    /// Takes in the files that now stand for what was handed over.
    package mutating func finishLeaving(_ runs: [KeyRun]) {
        self.runs = runs
        leaving = [:]
    }

    /// Takes back what could not be written; returns the first entry that no file covers.
    package mutating func abandonLeaving() -> Int64 {
        recent.merge(leaving) { newer, _ in newer }
        leaving = [:]
        return runs.last?.range.upperBound ?? 0
    }

    /// Writes a file for a range of entries; slow, for a background thread.
    package static func write(
        _ keys: [UInt64: Int64],
        range: Range<Int64>,
        folder: String
    ) throws(FolderError) -> KeyRun {
        var pairs = keys.map { KeyRun.Pair(fingerprint: $0.key, sequence: $0.value) }
        pairs.sort { $0.fingerprint < $1.fingerprint }
        return try make(pairs, range: range, folder: folder)
    }

    /// Merges what has become too many files; slow, for a background thread.
    ///
    /// Only after the snapshot that covers them all: before it, a start would find the merged file
    /// too new and the parts gone.
    package static func merge(_ runs: [KeyRun], folder: String) throws(FolderError) -> [KeyRun] {
        var runs = runs
        while let first = mergeStart(runs), let last = runs.last {
            let parts = Array(runs[first...])
            let run = try make(
                KeyRun.merged(parts),
                range: parts[0].range.lowerBound..<last.range.upperBound,
                folder: folder
            )
            for part in parts { unlink(part.path) }
            runs.removeSubrange(first...)
            runs.append(run)
        }
        return runs
    }

    private static func make(
        _ pairs: [KeyRun.Pair],
        range: Range<Int64>,
        folder: String
    ) throws(FolderError) -> KeyRun {
        let path = "\(folder)/\(range.lowerBound)-\(range.upperBound).run"
        try KeyRun.write(pairs, to: path)
        guard let run = KeyRun(path: path, range: range) else {
            throw FolderError("cannot read \(path) after writing it")
        }
        return run
    }

    /// The first of at least ``mergedAt`` last files of which none is much larger than the last.
    private static func mergeStart(_ runs: [KeyRun]) -> Int? {
        guard runs.count >= mergedAt, let last = runs.last else { return nil }
        let bound = max(1, last.count) * mergedAt
        var first = runs.count
        while first > 0, runs[first - 1].count < bound { first -= 1 }
        return runs.count - first >= mergedAt ? first : nil
    }

    private static func range(ofName name: String) -> Range<Int64>? {
        guard name.hasSuffix(".run") else { return nil }
        let parts = name.dropLast(4).split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 2, let low = Int64(parts[0]), let high = Int64(parts[1]), low <= high
        else { return nil }
        return low..<high
    }
}
