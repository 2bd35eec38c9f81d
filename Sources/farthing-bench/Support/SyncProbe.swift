#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How long the disk takes to make four KiB durable, in the folder that is measured.
struct SyncProbe: Sendable {
    static let rounds = 200

    var growingMicroseconds = 0.0
    var overwritingMicroseconds = 0.0

    static func run(in folder: String) -> SyncProbe {
        let path = folder + "/sync.probe"
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { return SyncProbe() }
        defer {
            close(file)
            unlink(path)
        }
        var probe = SyncProbe()
        probe.growingMicroseconds = measure(file)
        probe.overwritingMicroseconds = measure(file)
        return probe
    }

    private static func measure(_ file: Int32) -> Double {
        let page = [UInt8](repeating: 0x5A, count: 4_096)
        var times: [Double] = []
        for round in 0..<rounds {
            let start = Instant.now
            _ = pwrite(file, page, page.count, off_t(round * page.count))
            _ = fdatasync(file)
            times.append(Instant.now.seconds(since: start) * 1e6)
        }
        return quantile(times)
    }
}
