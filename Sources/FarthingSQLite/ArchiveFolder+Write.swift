#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

extension ArchiveFolder {
    /// Makes the folder, readable by its owner alone, and takes away what a crash left half written.
    package func make() throws(FolderError) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else {
            throw FolderError("cannot make \(path): \(lastError())")
        }
        for name in FileBytes.names(in: path)
        where name.hasPrefix("segment-") && name.hasSuffix(".jsonl.new") {
            unlink(path + "/" + name)
        }
    }

    /// Writes a segment; when this returns, it is on the disk under its name.
    package func write(_ bytes: [UInt8], first: Int64, end: Int64) throws(FolderError) -> Segment {
        let place = path + "/" + Segment.name(first: first, end: end)
        try FileBytes.replace(place, with: bytes)
        return Segment(path: place, first: first, end: end)
    }

    /// Takes away a segment that is not what was written.
    package func remove(_ segment: Segment) { unlink(segment.path) }

    /// A segment's bytes; nil where there is none.
    package static func bytes(of segment: Segment) throws(FolderError) -> [UInt8]? {
        try FileBytes.read(segment.path, bytesMax: 1 << 30)
    }
}
