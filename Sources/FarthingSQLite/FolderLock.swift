#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The exclusive right to write in a data folder, held until it is closed or the process ends.
package final class FolderLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Throws: ``FolderError`` when another process has it, naming what to do.
    package init(_ folder: DataFolder) throws(FolderError) {
        // Kept only once it is locked: where an initialiser throws after the last property is set,
        // `deinit` runs too, and a second close would take some other thread's file.
        let descriptor = open(folder.lock, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw FolderError("cannot open \(folder.lock): \(lastError())")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let isTaken = errno == EWOULDBLOCK
            let reason =
                isTaken
                ? "another farthing server uses it; stop that one or choose another --data"
                : lastError()
            close(descriptor)
            var error = FolderError("the data folder \(folder.path) is locked: \(reason)")
            error.isTaken = isTaken
            throw error
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Takes the lock, trying again for as long as patience lasts where another process has it.
    static func take(
        _ folder: DataFolder,
        _ patience: LockPatience
    ) async throws(FolderError) -> FolderLock {
        let start = ContinuousClock.now
        var pauseMs = LockPatience.pauseMsMin
        var isWaiting = false
        while true {
            do throws(FolderError) {
                return try FolderLock(folder)
            } catch  where error.isTaken {
                let waitedMs = (ContinuousClock.now - start) / .milliseconds(1)
                guard waitedMs < Double(patience.waitMs), !Task.isCancelled else { throw error }
                if !isWaiting { patience.begins() }
                isWaiting = true
                // Cut short only when the process ends, and then it waits no more.
                try? await Task.sleep(for: .milliseconds(pauseMs))
                pauseMs = min(2 * pauseMs, LockPatience.pauseMsMax)
                guard patience.goesOn() else { throw error }
            }
        }
    }
}

/// How long to wait for a data folder that another process uses.
package struct LockPatience: Sendable {
    /// Between the first tries, which find a short command's end soon.
    static let pauseMsMin: Int64 = 20
    /// Between the later ones, each of which opens a file.
    static let pauseMsMax: Int64 = 250

    /// How long in milliseconds; 0 tries once.
    package var waitMs: Int64
    /// Called once, where there is something to wait for.
    package var begins: @Sendable () -> Void
    /// Asked before each further try; false gives up.
    package var goesOn: @Sendable () -> Bool

    package init(
        waitMs: Int64,
        begins: @escaping @Sendable () -> Void = {},
        goesOn: @escaping @Sendable () -> Bool = { true }
    ) {
        self.waitMs = waitMs
        self.begins = begins
        self.goesOn = goesOn
    }

    /// Tries once.
    package static let none = LockPatience(waitMs: 0)
}
