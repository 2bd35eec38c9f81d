import AsyncHTTPClient
import Farthing
import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1

/// One call: held for, sent, metered, settled.
extension GuardedTransport {
    /// Sets aside what a call may cost; what comes back is to be sent at once.
    func admit(_ call: BoundCall, _ request: ProviderRequest) async throws -> LiveCall {
        var call = call
        let requested = call.asked.model
        let hold = try await governor.hold(spendRequest(call, request)) { error in
            // The bound did not fit; what the provider counts, free of charge, may.
            guard error.mayFit(call), let counted = await counted(call, request) else {
                return nil
            }
            call = counted
            return spendRequest(call, request)
        }
        let permit = hold.permit
        if permit.model != requested {
            guard let price = try? governor.price(dialect.provider, permit.model),
                let other = reader.renamed(call, to: permit.model, price, request),
                other.costNanos(outputTokens: min(permit.outputTokens, other.outputTokens)) ?? .max
                    <= permit.heldNanos
            else {
                try await hold.release(why: "the other model cannot take it")
                throw SpendError(
                    SpendError.Details(
                        code: .downgradeNeeded,
                        message:
                            "The policy wants '\(printable(permit.model))' to take the call, and "
                            + "that model cannot take it as it is.",
                        reasons: permit.reasons,
                        model: permit.model
                    )
                )
            }
            call = other
        }
        // Dropped, the hold is given back.
        guard !Task.isCancelled else { throw CancellationError() }
        let isFitted = permit.outputTokens < call.outputTokens
        return LiveCall(
            try await hold.dispatch(),
            call,
            requested: requested,
            fittedTokens: isFitted ? permit.outputTokens / call.bound.choices : nil,
            governor: governor,
            holdMs: options.holdMs
        )
    }

    private func spendRequest(_ call: BoundCall, _ request: ProviderRequest) -> SpendRequest {
        var spend = SpendRequest(
            provider: dialect.provider,
            model: call.asked.model,
            cost: .call(call.bound, variants: call.variants),
            contentHash: call.contentHash,
            expiresInMs: options.holdMs
        )
        spend.leastOutputTokens = call.leastOutputTokens
        let reader = reader
        spend.otherModel = { model, price in
            reader.renamed(call, to: model, price, request).map { ($0.bound, $0.variants) }
        }
        return spend
    }

    /// The same call with its input as the provider has counted it; nil where it cannot say.
    private func counted(_ call: BoundCall, _ request: ProviderRequest) async -> BoundCall? {
        guard options.asksForCount, call.asked.isCountable, call.counter == nil,
            let question = call.asked.countRequest(at: call.target)
        else { return nil }
        let sent = outgoing(
            request,
            target: question.target,
            question.body,
            contentType: "application/json"
        )
        let timeouts = ClientOptions.Timeouts(
            connectMs: options.timeouts.connectMs,
            silenceMs: min(options.timeouts.silenceMs, Self.countSilenceMs)
        )
        guard let response = try? await Wire.send(sent, timeouts), response.status == .ok,
            let body = try? await response.whole(64 << 10),
            let count = question.count(inAnswer: body)
        else { return nil }
        var counted = call
        counted.bound = count.tighten(call.bound)
        return counted.bound == call.bound ? nil : counted
    }

    /// A count comes within a moment, or is not waited for.
    private static let countSilenceMs: Int64 = 5_000

    /// What goes to the provider for a call that was admitted.
    private func outgoing(_ live: LiveCall, _ request: ProviderRequest, _ limit: Int64?)
        -> ProviderRequest
    {
        let changes = RequestChanges(outputLimit: limit, pinsTier: options.pinsServiceTier)
        let call = live.call
        return outgoing(
            request,
            target: call.target,
            Splice.apply(call.asked.splices(changes), to: call.body),
            contentType: call.asked.contentType
        )
    }

    /// Sends a call for a plain answer, and settles it.
    func exchange(_ live: LiveCall, _ request: ProviderRequest) async throws -> GuardedAnswer {
        let sent = outgoing(live, request, live.fittedTokens)
        let limit = options.answerBytesMax
        let timeouts = options.timeouts
        let outcome = await live.run { () async throws(WireError) -> WholeResponse in
            let response = try await Wire.send(sent, timeouts)
            return WholeResponse(head: response, body: try await response.gathered(limit))
        }
        guard let outcome else { throw ProviderError.expired(await live.close(.held)) }
        switch outcome {
        case .success(let whole):
            let response = whole.head
            guard let body = whole.body else {
                throw ProviderError(
                    .tooLarge,
                    "The provider's answer is longer than \(limit) bytes. The call was charged.",
                    bill: await live.close(.held)
                )
            }
            let answer = live.call.asked.readAnswer(body)
            let status = Int(response.status.code)
            let bill = await live.close(live.call.charge(status: status, answer))
            return GuardedAnswer(response, body, bill, answer.usage)
        case .failure(let error):
            throw await failed(live, error)
        }
    }

    /// Sends a call for a stream; an answer that is none is settled.
    func begin(_ live: LiveCall, _ request: ProviderRequest) async throws -> GuardedStream {
        let sent = outgoing(live, request, live.fittedTokens)
        let timeouts = options.timeouts
        let outcome = await live.run { () async throws(WireError) -> HTTPClientResponse in
            try await Wire.send(sent, timeouts)
        }
        guard let outcome else { throw ProviderError.expired(await live.close(.held)) }
        let response: HTTPClientResponse
        switch outcome {
        case .success(let answered): response = answered
        case .failure(let error): throw await failed(live, error)
        }
        if response.status == .ok, response.isEventStream {
            return GuardedStream(response, live, options, governor.options.clock)
        }
        let body: [UInt8]?
        do throws(WireError) {
            body = try await response.gathered(options.answerBytesMax)
        } catch {
            throw await failed(live, error)
        }
        let answer = live.call.asked.readAnswer(body ?? [])
        let charge = live.call.charge(status: Int(response.status.code), answer)
        let bill = await live.close(charge)
        throw error(GuardedAnswer(response, body ?? [], bill), request)
    }

    private func failed(_ live: LiveCall, _ error: WireError) async -> any Error {
        if case .unreachable = error {
            await live.close(.nothing)
            return ProviderError.make(error, nil)
        }
        return ProviderError.make(error, await live.close(.held))
    }

    /// What an answer says that is an error, or none that was asked for.
    func error(_ answer: GuardedAnswer, _ request: ProviderRequest) -> ProviderError {
        ProviderError(answer, secrets: Secret.all(in: options.fields + request.fields))
    }
}

extension SpendError {
    /// Whether the call could fit at all, were there no input.
    fileprivate func mayFit(_ call: BoundCall) -> Bool {
        guard isOverLimit else { return false }
        var rest = call
        rest.bound.inputTokensMax = 0
        rest.bound.imageTokensMax = 0
        rest.bound.audioTokensMax = 0
        let tokens = min(call.outputTokens, call.leastOutputTokens * call.bound.choices)
        let nanos = rest.costNanos(outputTokens: tokens) ?? Int64.max
        if let refusal {
            switch refusal.unit {
            case .money("USD"): return refusal.free > nanos
            case .money: return true
            case .tokens: return refusal.free > tokens
            case .calls, .concurrent, .credits, nil: return false
            }
        }
        guard let poolRefusal else { return false }
        let free = poolRefusal.limit - poolRefusal.spent - poolRefusal.held
        return free > (poolRefusal.unit == .tokens ? tokens : nanos)
    }
}

/// An answer, whole.
private struct WholeResponse: Sendable {
    let head: HTTPClientResponse
    /// Nil where it is longer than is taken.
    let body: [UInt8]?
}

extension BoundCall {
    /// What tells the request from others of its run.
    var contentHash: String {
        let hash = ArgumentHash(digest: body)
        return String(hash.high, radix: 16) + String(hash.low, radix: 16)
    }
}

extension LiveCall {
    /// Runs `body` while the hold is kept alive; nil where the hold was lost first.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(WireError) -> Value
    ) async -> Result<Value, WireError>? {
        await withTaskGroup(of: Result<Value, WireError>?.self) { group in
            group.addTask {
                do throws(WireError) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
            group.addTask {
                await self.keepAlive()
                return nil
            }
            var outcome: Result<Value, WireError>?
            while let first = await group.next() {
                // Whoever keeps it alive also ends when the task is cancelled: then the body says
                // so.
                guard first != nil || isLost else { continue }
                outcome = first
                break
            }
            group.cancelAll()
            return outcome
        }
    }
}
