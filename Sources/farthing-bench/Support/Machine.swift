import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// What a figure must be read with: the machine, its load, the versions, the disk.
enum Machine {
    static func show(folder: String) {
        show()
        let sync = SyncProbe.run(in: folder)
        print(
            """
            durability: synchronous=FULL; fdatasync here \(decimal(sync.growingMicroseconds)) µs \
            when the file grows, \(decimal(sync.overwritingMicroseconds)) µs when it does not \
            (medians of \(SyncProbe.rounds))
            """
        )
    }

    /// The same without a disk.
    static func show() {
        let load = text(of: "/proc/loadavg").split(separator: " ").prefix(3).joined(separator: " ")
        print(
            "machine: \(processor), \(sysconf(Int32(_SC_NPROCESSORS_ONLN))) processors, \(kernel)"
        )
        print("load: \(load) (1, 5 and 15 minutes)")
        print("versions: Swift \(compiler), SQLite \(SQLiteLedger.engineVersion)")
    }

    private static var processor: String {
        for line in text(of: "/proc/cpuinfo").split(separator: "\n")
        where line.hasPrefix("model name") {
            return line.split(separator: ":", maxSplits: 1).last.map { trimmed($0) } ?? "unknown"
        }
        return "unknown processor"
    }

    private static var kernel: String {
        let words = text(of: "/proc/version").split(separator: " ")
        return words.count > 2 ? "\(words[0]) \(words[2])" : "unknown system"
    }

    private static var compiler: String {
        #if compiler(>=6.4)
        "6.4 or later"
        #elseif compiler(>=6.3)
        "6.3"
        #else
        "6.2"
        #endif
    }

    private static func trimmed(_ text: Substring) -> String {
        String(text.drop { $0 == " " })
    }

    /// The memory that a process has now, in bytes.
    static func residentBytes(of process: pid_t) -> Int64 {
        let words = text(of: "/proc/\(process)/statm").split(separator: " ")
        guard words.count > 1, let pages = Int64(words[1]) else { return 0 }
        return pages * Int64(sysconf(Int32(_SC_PAGESIZE)))
    }

    /// A small file as text; empty when there is none.
    static func text(of path: String) -> String { String(decoding: bytes(of: path), as: UTF8.self) }

    /// The first 64 KiB of a file; empty when there is none.
    static func bytes(of path: String) -> [UInt8] {
        guard let file = fopen(path, "r") else { return [] }
        defer { fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
