public import Farthing
public import FarthingCore
import Synchronization

/// A provider that answers as a test has written it down, and keeps a bill of its own to compare
/// with what the budgets say.
///
/// ```swift
/// let provider = ScriptedProvider(prices: [ScriptedPrice("gpt-5", input: "1.25", output: "10.00")])
/// provider.script(.answer("Hello", inputTokens: 12, outputTokens: 3), .failure(.status(429)))
/// let answer = try await governor.spend(request) { try await provider.answer($0) }
/// ```
///
/// May be used from any task; steps are taken in the order in which calls come.
public final class ScriptedProvider: Sendable {
    private struct State {
        var steps: ArraySlice<ScriptedStep>
        var calls: [ScriptedCall] = []
    }

    /// What requests call the provider.
    public let name: String
    private let prices: [String: ScriptedPrice]
    private let always: ScriptedStep?
    private let clock: any SpendClock
    private let state: Mutex<State>

    /// A provider with a script.
    ///
    /// - Parameters:
    ///   - name: what requests call it.
    ///   - prices: what its models cost; a model without one costs nothing on its bill.
    ///   - script: what it does, call by call.
    ///   - always: what it does once the script is over; nil fails with ``ScriptedFailure/scriptIsOver``.
    ///   - clock: by which its delays pass, such as a ``ManualClock``.
    public init(
        _ name: String = "openai",
        prices: [ScriptedPrice] = [],
        script: [ScriptedStep] = [],
        always: ScriptedStep? = nil,
        clock: any SpendClock = SystemClock()
    ) {
        self.name = name
        self.prices = Dictionary(prices.map { ($0.model, $0) }, uniquingKeysWith: { $1 })
        self.always = always
        self.clock = clock
        state = Mutex(State(steps: script[...]))
    }

    /// Appends steps to the script.
    public func script(_ steps: ScriptedStep...) {
        state.withLock { $0.steps.append(contentsOf: steps) }
    }

    /// The calls that have come so far, in their order.
    public var calls: [ScriptedCall] { state.withLock { $0.calls } }

    /// How many steps of the script are still to come.
    public var stepsLeft: Int { state.withLock { $0.steps.count } }

    /// What its calls have cost in all by its own bill, in nano-dollars.
    public var billedNanos: Int64 { calls.reduce(0) { $0 + $1.billedNanos } }

    /// Its prices as a governor's price book, so that bounds and usage are priced by the same figures.
    public var priceBook: PriceBook {
        var book = PriceBook.empty
        for price in prices.values { book.set(price.modelPrice(name)) }
        return book
    }

    /// Takes the next step: the body of `governor.spend`.
    ///
    /// - Throws: ``ScriptedFailure`` where something was billed all the same, and so the hold is
    ///   charged; ``Unbilled`` around one where nothing was, and it is given back;
    ///   `CancellationError` where the task is cancelled while an answer is on its way.
    public func answer(_ permit: Permit) async throws -> ScriptedAnswer {
        switch begin(permit) {
        case .answer(let answer):
            try await wait(answer.delayMs)
            return answer
        case .failure(let failure, let delayMs):
            try await wait(delayMs)
            throw failure.isBilled ? failure : Unbilled(failure)
        }
    }

    /// Takes the next step as a stream, a word at a time; the last piece has the usage, where any is
    /// reported.
    ///
    /// - Throws: as ``answer(_:)``, for what fails before the first piece.
    public func stream(_ permit: Permit) async throws -> ScriptedStream {
        ScriptedStream(try await answer(permit))
    }

    /// Books the call when it arrives: what happens to its answer does not change what it costs.
    private func begin(_ permit: Permit) -> ScriptedStep {
        state.withLock { state in
            let step = (state.steps.popFirst() ?? always ?? .failure(.scriptIsOver))
                .within(permit)
            let used = step.usedTokens
            state.calls.append(
                ScriptedCall(
                    model: permit.model,
                    outputTokensMax: permit.outputTokens,
                    step: step,
                    billedNanos: prices[permit.model]?.cost(of: used) ?? 0
                )
            )
            return step
        }
    }

    private func wait(_ delayMs: Int64) async throws {
        guard delayMs > 0 else { return }
        let (nanos, tooLong) = delayMs.multipliedReportingOverflow(by: 1_000_000)
        try await clock.sleep(nanos: tooLong ? Int64.max : nanos)
    }
}

/// One call as a ``ScriptedProvider`` has seen it.
public struct ScriptedCall: Sendable {
    /// The model that it was for.
    public let model: String
    /// How many output tokens it had room for.
    public let outputTokensMax: Int64
    /// What was done.
    public let step: ScriptedStep
    /// What it cost, in nano-dollars.
    public let billedNanos: Int64
}
