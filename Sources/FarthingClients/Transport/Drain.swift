import Farthing
import FarthingCore

/// Hears out a stream that its reader has left, so that what was made is billed right.
enum Drain {
    /// A stream that nobody else has any more.
    ///
    /// `@unchecked`: made by the only object that held the source, in its `deinit` or as the last
    /// thing that it does with it.
    private struct Leftover: @unchecked Sendable {
        var source: StreamSource
    }

    /// Reads on for `ms` milliseconds at most, closes the connection, and settles the call.
    ///
    /// The one unstructured task of this room: a stream is left by dropping it, and nobody is there
    /// to wait. It ends by its own time limit, whatever the provider does.
    static func begin(
        _ source: StreamSource,
        _ live: LiveCall,
        ms: Int64,
        _ clock: any SpendClock
    ) {
        let leftover = Leftover(source: source)
        Task.detached {
            let heard = await hear(leftover, ms: min(max(0, ms), 60_000), clock)
            await live.close(heard.source.charge(live))
        }
    }

    private static func hear(
        _ leftover: Leftover,
        ms: Int64,
        _ clock: any SpendClock
    ) async -> Leftover {
        await withTaskGroup(of: Leftover?.self) { group in
            group.addTask {
                var left = leftover
                while await left.source.skip() {}
                return left
            }
            group.addTask {
                try? await clock.sleep(nanos: ms * 1_000_000)
                return nil
            }
            var heard: Leftover?
            // The reader ends when it is cancelled, since its connection is closed then.
            while heard == nil, let next = await group.next() {
                heard = next
                group.cancelAll()
            }
            return heard ?? leftover
        }
    }
}
