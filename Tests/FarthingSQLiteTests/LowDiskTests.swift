import FarthingSQLite
import Synchronization
import Testing

@Suite("A disk that is nearly full")
struct LowDiskTests {
    private final class Disk: Sendable {
        let freeBytes = Mutex<Int64?>(nil)
        func set(_ bytes: Int64?) { freeBytes.withLock { $0 = bytes } }
    }

    @Test("it is told once when there is too little room, and once when there is enough")
    func hysteresis() {
        let disk = Disk()
        var guarding = DiskGuard(freeBytesMin: 800) { disk.freeBytes.withLock { $0 } }
        let steps: [(Int64?, DiskGuard.News?, Bool)] = [
            (nil, nil, false), (800, nil, false), (799, .low(freeBytes: 799), true),
            (10, nil, true), (nil, nil, true), (800, nil, true), (899, nil, true),
            (900, .enough(freeBytes: 900), false), (801, nil, false), (800, nil, false),
            (0, .low(freeBytes: 0), true), (5_000, .enough(freeBytes: 5_000), false),
        ]
        for (freeBytes, news, isLow) in steps {
            disk.set(freeBytes)
            #expect(guarding.look() == news, "\(String(describing: freeBytes))")
            #expect(guarding.isLow == isLow && guarding.freeBytes == freeBytes)
        }
    }

    @Test(
        "nothing is looked at where no room is asked for, and the largest bound does not overflow"
    )
    func bounds() throws {
        var none = DiskGuard(freeBytesMin: 0) { 0 }
        #expect(none.look() == nil && !none.isLow)
        var all = DiskGuard(freeBytesMin: Int64.max) { Int64.max - 1 }
        #expect(all.look() == .low(freeBytes: Int64.max - 1))
        #expect(all.look() == nil && all.isLow)
        let folder = try TestFolder()
        var real = DiskGuard(freeBytesMin: 1, folder: folder.folder)
        #expect(real.look() == nil)
        #expect(try #require(real.freeBytes) > 0)
    }
}
