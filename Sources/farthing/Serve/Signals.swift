import Dispatch
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The signals that a server minds: SIGTERM and SIGINT end it, SIGHUP reads the policy again.
final class Signals: Sendable {
    enum Event: Sendable {
        case reload, stop
    }

    /// What came, in order; ends never.
    let events: AsyncStream<Event>
    private let sources: Mutex<[any DispatchSourceSignal]>

    init() {
        let (stream, continuation) = AsyncStream<Event>.makeStream(
            bufferingPolicy: .bufferingNewest(16)
        )
        events = stream
        let queue = DispatchQueue(label: "farthing.signals")
        let wanted: [(Int32, Event)] = [(SIGTERM, .stop), (SIGINT, .stop), (SIGHUP, .reload)]
        sources = Mutex(
            wanted.map { number, event in
                signal(number, SIG_IGN)
                let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
                source.setEventHandler { continuation.yield(event) }
                source.resume()
                return source
            }
        )
        // Whoever reads our output or an admin socket may go at any time.
        signal(SIGPIPE, SIG_IGN)
    }
}
