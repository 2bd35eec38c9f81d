import NIOCore
import NIOPosix

/// The threads of all of the process's sidecars: their connections are read and written on them, and
/// their calls run there too.
///
/// On threads of the language's own a call changed between the two some ten times, which took longer than
/// all that a decision does itself.
package final class SidecarLoops: TaskExecutor {
    /// Beyond so many it is the ledger's one thread that is waited for.
    private static let threadsMax = 8

    /// Never ends: the transport still uses it when it has ended.
    package static let shared = SidecarLoops()

    let group: MultiThreadedEventLoopGroup
    private let own: [ObjectIdentifier: SidecarLoop]

    private init() {
        group = MultiThreadedEventLoopGroup(
            numberOfThreads: min(System.coreCount, Self.threadsMax)
        )
        var own: [ObjectIdentifier: SidecarLoop] = [:]
        for loop in group.makeIterator() { own[ObjectIdentifier(loop)] = SidecarLoop(loop) }
        self.own = own
    }

    /// Runs a task on the thread that wakes it up where that is one of these: its connection's.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        group.any().execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }

    /// Whether this is one of the threads.
    package static var isHere: Bool { here != nil }

    private static var here: SidecarLoop? {
        MultiThreadedEventLoopGroup.currentEventLoop.flatMap { shared.own[ObjectIdentifier($0)] }
    }

    /// Does what other threads are waited for in, and stays on this thread all the same.
    package static func staying<Result, Failure: Error>(
        _ work: () async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await withTaskExecutorPreference(here, operation: work)
    }

    /// Does what may take long by itself on another thread: these have all their connections to serve.
    package static func away<Result: Sendable>(
        _ work: @Sendable () throws -> Result
    ) async throws -> Result {
        try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await elsewhere(work)
        }
    }

    /// Only who is concurrent changes threads before it begins.
    @concurrent
    private static func elsewhere<Result: Sendable>(
        _ work: @Sendable () throws -> Result
    ) async throws -> Result {
        try work()
    }
}

/// One of the threads.
private final class SidecarLoop: TaskExecutor {
    private let loop: any EventLoop

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        loop.execute { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}
