import AsyncHTTPClient
import Farthing
import FarthingProviders
import NIOCore

/// Reads one stream, in one task.
final class StreamReader {
    private var source: StreamSource
    private let live: LiveCall
    private let drainMs: Int64
    private let clock: any SpendClock
    private var isOver = false
    /// What is thrown once all that came before it was taken.
    private var failure: (any Error)?

    init(
        _ body: HTTPClientResponse.Body,
        _ live: LiveCall,
        drainMs: Int64,
        _ clock: any SpendClock
    ) {
        source = StreamSource(body, live.call.asked.makeMeter(live.call.counter))
        self.live = live
        self.drainMs = drainMs
        self.clock = clock
    }

    deinit {
        if !isOver { leave() }
    }

    /// Leaves the stream to be heard out. Nothing here touches its source from then on.
    private func leave() {
        isOver = true
        Drain.begin(source, live, ms: drainMs, clock)
    }

    /// Whole events; nil at the end.
    func next() async throws -> [UInt8]? {
        while !isOver {
            // What has come and was not taken would be lost with a connection that is cut.
            guard !Task.isCancelled else {
                leave()
                throw CancellationError()
            }
            await live.renewIfDue()
            guard !live.isLost else {
                isOver = true
                let isTold = source.meter.usage != nil
                let bill = await live.close(isTold ? source.charge(live) : .held)
                throw ProviderError.expired(bill)
            }
            switch await pull() {
            case .failure(let error):
                isOver = true
                live.keep(source.meter.usage)
                let bill = await live.close(source.charge(live))
                // All of it was there: what was missing is the end of a connection.
                if source.meter.hasEnded { return nil }
                throw ProviderError.make(Self.afterHead(error), bill)
            case .success(.events(let bytes)):
                if !bytes.isEmpty { return bytes }
            case .success(.end(let rest)):
                isOver = true
                live.keep(source.meter.usage)
                let bill = await live.close(source.charge(live))
                if !source.meter.hasEnded, !source.meter.sawError {
                    failure = ProviderError.make(.broken, bill)
                }
                if !rest.isEmpty { return rest }
            }
        }
        if let failure {
            self.failure = nil
            throw failure
        }
        return nil
    }

    /// Waits for the provider while the hold is kept alive.
    private func pull() async -> Result<StreamSource.Piece, WireError> {
        // Cancelled, and waited for, before this returns: nobody renews what is closed then.
        let live = live
        async let _: Void = live.keepAlive()
        return await source.next()
    }

    /// A stream that has begun was sent, whatever the connection says.
    private static func afterHead(_ error: WireError) -> WireError {
        if case .unreachable = error { return .broken }
        return error
    }
}

/// What a stream brings, metered.
struct StreamSource {
    enum Piece {
        /// Whole events.
        case events([UInt8])
        /// The end, and what stood before it.
        case end([UInt8])
    }

    private var body: HTTPClientResponse.Body.AsyncIterator
    private(set) var meter: any StreamMeter
    /// Why the connection has failed; nil while it has not.
    private var failure: WireError?

    init(_ body: HTTPClientResponse.Body, _ meter: any StreamMeter) {
        self.body = body.makeAsyncIterator()
        self.meter = meter
    }

    /// The next events, which are copied out of the connection's own memory.
    mutating func next() async -> Result<Piece, WireError> {
        switch await step() {
        case .failure(let failure): .failure(failure)
        case .success(.whole(let piece)): .success(.events(Self.copy(piece)))
        case .success(.part(let bytes)): .success(.events(bytes))
        case .success(.end(let rest)): .success(.end(rest))
        }
    }

    /// Meters the next piece and drops it; false at the end, however that came.
    mutating func skip() async -> Bool {
        switch await step() {
        case .failure, .success(.end): false
        case .success(.whole), .success(.part): true
        }
    }

    private enum Step {
        /// All of a piece.
        case whole(ByteBuffer)
        /// Some of a piece, and what was left of those before it.
        case part([UInt8])
        case end([UInt8])
    }

    private mutating func step() async -> Result<Step, WireError> {
        do {
            guard let piece = try await body.next(isolation: #isolation) else {
                return .success(.end(meter.finish()))
            }
            switch piece.withUnsafeReadableBytes({ meter.feed($0) }) {
            case .piece: return .success(.whole(piece))
            case .bytes(let bytes): return .success(.part(bytes))
            }
        } catch {
            let failure = WireError(error)
            self.failure = failure
            return .failure(failure)
        }
    }

    /// Never inlined: where a caller drops the array, the optimiser of Swift 6.3 frees it before it
    /// is filled, and what is written then is somebody else's memory.
    @inline(never)
    private static func copy(_ piece: ByteBuffer) -> [UInt8] { Array(piece.readableBytesView) }

    /// What the stream costs, should nothing more come: as held where the connection has failed
    /// before its end or its usage was seen, since the HTTP client throws away what it had received
    /// and not handed out, which may be more than the lead. Who cancels has waited for the next
    /// bytes, so that nothing was kept back.
    func charge(_ live: LiveCall) -> Charge {
        switch failure {
        case .cancelled, nil: break
        default: if !meter.hasEnded, meter.usage == nil { return .held }
        }
        return live.call.charge(meter, granted: live.grantedTokens)
    }
}
