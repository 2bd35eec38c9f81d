import FarthingCore
import FarthingReceipts
import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes a folder's journal to a file, piece by piece.
struct ReceiptExport {
    let folder: DataFolder
    let form: Exporter.Form

    /// - Returns: how many entries were written.
    func write(to path: String?) throws -> Int64 {
        let descriptor = try path.map(Self.create) ?? 1
        defer { if path != nil { close(descriptor) } }
        var exporter = Exporter(form)
        var bytes: [UInt8] = []
        exporter.begin(&bytes)
        try JournalReader(folder).forEach { batch in
            try exporter.add(StoredBatch(batch), to: &bytes)
            guard bytes.count >= 1 << 20 else { return }
            try Self.write(bytes, to: descriptor, path)
            bytes.removeAll(keepingCapacity: true)
        }
        try Self.write(bytes, to: descriptor, path)
        return exporter.nextSequence
    }

    private static func create(_ path: String) throws(Failure) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(.cannotCreate, "\(path): cannot be written: \(systemReason())")
        }
        return descriptor
    }

    private static func write(
        _ bytes: [UInt8],
        to descriptor: Int32,
        _ path: String?
    ) throws(Failure) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { systemWrite(descriptor, $0) }
            guard count > 0 else {
                let place = path ?? "standard output"
                throw Failure(.cannotCreate, "\(place): cannot be written: \(systemReason())")
            }
            rest = rest.dropFirst(count)
        }
    }
}

private func systemWrite(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
    write(descriptor, bytes.baseAddress, bytes.count)
}

extension StoredBatch {
    init(_ batch: JournalReader.Batch) {
        self.init(
            firstSequence: batch.firstSequence,
            count: batch.count,
            atMs: batch.atMs,
            lines: batch.lines,
            seal: batch.seal
        )
    }
}
