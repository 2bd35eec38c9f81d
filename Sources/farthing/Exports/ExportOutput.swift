#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Where an export goes: standard output, a new file, or one that an earlier run has begun.
///
/// An export of the same journal always begins with the same bytes, so that a file is gone on with
/// by making it again: what is there already is compared and not written.
final class ExportOutput {
    private static let pieceBytes = 1 << 20

    private let descriptor: Int32
    private let path: String?
    /// The file; nil where it is standard output.
    private let draft: OutputDraft?
    /// Bytes that an earlier run has left.
    private let existing: Int64
    private var position: Int64 = 0
    private var pending: [UInt8] = []

    /// How many bytes were there already.
    var resumedBytes: Int64 { existing }

    static func open(
        _ path: String?,
        _ file: OutputFile.Existing
    ) throws(Failure) -> ExportOutput {
        guard let path else { return ExportOutput(nil, nil, existing: 0) }
        let draft = try OutputFile.open(
            path,
            file,
            instead: "go on with it with --resume, or write over it with --force"
        )
        let size = file == .continued ? Int64(lseek(draft.descriptor, 0, SEEK_END)) : 0
        guard size >= 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be gone on with: \(systemReason())")
        }
        return ExportOutput(draft, path, existing: size)
    }

    private init(_ draft: OutputDraft?, _ path: String?, existing: Int64) {
        self.draft = draft
        descriptor = draft?.descriptor ?? 1
        self.path = path
        self.existing = existing
    }

    /// Appends whole lines; they are written in large pieces.
    func append(_ lines: some Collection<UInt8>) throws(Failure) {
        pending.append(contentsOf: lines)
        if pending.count >= Self.pieceBytes { try flush() }
    }

    /// Writes what is left; fails where the file has more than the export.
    func finish() throws(Failure) {
        try flush()
        guard position >= existing else { throw mismatch(at: position) }
        try draft?.finish()
    }

    private func flush() throws(Failure) {
        var rest = pending[...]
        if position < existing {
            let count = Int(min(existing - position, Int64(rest.count)))
            try compare(rest.prefix(count))
            rest = rest.dropFirst(count)
        }
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else {
                let place = path ?? "standard output"
                throw Failure(.cannotCreate, "\(place): cannot be written: \(systemReason())")
            }
            rest = rest.dropFirst(count)
            position += Int64(count)
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func compare(_ bytes: ArraySlice<UInt8>) throws(Failure) {
        var rest = bytes
        while !rest.isEmpty {
            let found = [UInt8](unsafeUninitializedCapacity: rest.count) { room, count in
                let place = UnsafeMutableRawBufferPointer(room)
                count = max(0, pread(descriptor, place.baseAddress, place.count, off_t(position)))
            }
            guard !found.isEmpty, rest.starts(with: found) else { throw mismatch(at: position) }
            rest = rest.dropFirst(found.count)
            position += Int64(found.count)
        }
    }

    private func mismatch(at position: Int64) -> Failure {
        Failure(
            .cannotCreate,
            "\(path ?? ""): from byte \(position) on it is not what this export has: it is of "
                + "another journal, form or range; name another file, or leave --resume out"
        )
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}
