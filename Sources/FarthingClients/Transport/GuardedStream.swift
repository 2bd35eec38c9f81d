import AsyncHTTPClient
import Farthing
public import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1
import Synchronization

/// A provider's stream as it arrives, metered on its way.
///
/// It can be read once. Whole events come, never halves of them; a stream that broke off throws.
/// Left before its end, it is heard out for ``ClientOptions/drainMs`` at most and charged by what
/// it has shown, or as held where not all of a model's output is visible. Its hold is renewed
/// whenever the next bytes are waited for: a reader that pauses for longer than
/// ``ClientOptions/holdMs`` finds it expired.
public struct GuardedStream: AsyncSequence, Sendable {
    /// Whole events, as they came.
    public typealias Element = [UInt8]

    /// The HTTP status: 200.
    public let status: Int
    /// The answer's fields.
    public let fields: [ProviderRequest.Field]
    let live: LiveCall
    private let start: StreamStart

    init(
        _ response: HTTPClientResponse,
        _ live: LiveCall,
        _ options: ClientOptions,
        _ clock: any SpendClock
    ) {
        status = Int(response.status.code)
        fields = response.headers.map { ProviderRequest.Field($0.name, $0.value) }
        self.live = live
        start = StreamStart(response.body, live, drainMs: options.drainMs, clock)
    }

    /// What the call has cost; nil while the stream runs, and while one that was left is heard out.
    public var bill: CallBill? { live.bill }

    /// What was used, as the provider has reported it at the end; nil before, and without a report.
    public var usage: Usage? { live.usage }

    /// The value of the first field of that name.
    public func field(_ name: String) -> String? { fields.first(named: name) }

    /// Begins to read. A second reader finds nothing.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: start.take()) }

    /// Reads a stream.
    public struct Iterator: AsyncIteratorProtocol {
        /// Nil where somebody else reads it.
        let reader: StreamReader?

        /// The next bytes; nil at the end of the stream.
        ///
        /// - Throws: ``ProviderError`` where the stream broke off; `CancellationError` where the
        ///   task was cancelled.
        public mutating func next() async throws -> [UInt8]? {
            try await reader?.next()
        }
    }
}

@available(*, unavailable)
extension GuardedStream.Iterator: Sendable {}

/// A stream that nobody has begun to read; where nobody ever does, it is heard out and settled.
private final class StreamStart: Sendable {
    private let body: Mutex<HTTPClientResponse.Body?>
    private let live: LiveCall
    private let drainMs: Int64
    private let clock: any SpendClock

    init(
        _ body: HTTPClientResponse.Body,
        _ live: LiveCall,
        drainMs: Int64,
        _ clock: any SpendClock
    ) {
        self.body = Mutex(body)
        self.live = live
        self.drainMs = drainMs
        self.clock = clock
    }

    deinit { _ = take() }

    /// A reader, which settles the call when it is dropped; nil where there was one.
    func take() -> StreamReader? {
        guard let body = body.withLock({ $0.take() }) else { return nil }
        return StreamReader(body, live, drainMs: drainMs, clock)
    }
}
