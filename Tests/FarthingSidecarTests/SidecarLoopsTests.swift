import FarthingSidecar
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

@Suite("sidecar loops")
struct SidecarLoopsTests {
    @Test("what waits for another thread goes on on its own, again and again")
    func staysOnItsThread() async {
        await withTaskExecutorPreference(SidecarLoops.shared) {
            await withTaskGroup(of: Set<String>.self) { group in
                for _ in 0..<32 {
                    group.addTask { await SidecarLoops.staying { await threadsSeen() } }
                }
                for await threads in group { #expect(threads.count == 1, "\(threads)") }
            }
        }
    }

    @Test("on any other thread it is just done")
    func isDoneElsewhere() async throws {
        struct Refused: Error {}
        #expect(await SidecarLoops.staying { await threadsSeen().isEmpty } == false)
        await #expect(throws: Refused.self) {
            try await SidecarLoops.staying { () async throws(Refused) in throw Refused() }
        }
    }

    @Test("what may take long is done on no thread that has connections")
    func goesAway() async throws {
        let isHere = try await withTaskExecutorPreference(SidecarLoops.shared) {
            await begin()
            return [SidecarLoops.isHere, try await SidecarLoops.away { SidecarLoops.isHere }]
        }
        #expect(isHere == [true, false])
    }

    /// Goes to where its caller's task prefers to be.
    @concurrent private func begin() async {}

    /// The threads that a task runs on while others wake it up.
    private func threadsSeen() async -> Set<String> {
        var seen: Set<String> = [thread]
        for _ in 0..<50 {
            await withCheckedContinuation { continuation in
                Task.detached { continuation.resume() }
            }
            seen.insert(thread)
        }
        return seen
    }

    private var thread: String { "\(pthread_self())" }
}
