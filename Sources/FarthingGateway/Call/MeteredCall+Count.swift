import FarthingCore
import FarthingProviders
import NIOCore
import NIOHTTP1

/// Count: where the bound of the input does not fit, the provider may say what it really comes to.
extension MeteredCall {
    /// Questions under way at once on one event loop: calls that are refused anyway must not become
    /// a load on the provider.
    static let countsMax = 16

    /// Whether the provider can still be asked; it is asked once a call.
    var canAskCount: Bool { !hasAskedCount && asked.isCountable }

    /// Asks the provider, then for the hold again, whatever the answer: a call that is refused in
    /// the end has its refusal in the journal.
    func askForCount(after refusal: Refusal) {
        hasAskedCount = true
        guard mayFit(refusal), loop.countsRunning < Self.countsMax,
            let question = asked.countRequest(at: route.target)
        else { return askForHold() }
        let sent = UpstreamRequest(
            method: .POST,
            target: question.target,
            fields: request.fields,
            body: question.body,
            dialect: route.dialect,
            contentType: "application/json",
            passesKeys: loop.gateway.options.passesProviderKeys && attempt == 0
        )
        loop.countsRunning += 1
        loop.counters.counts += 1
        UpstreamFetch.start(
            sent,
            pool,
            loop,
            bytesMax: Self.countBytesMax,
            silenceMs: UpstreamFetch.briefMs
        ) { outcome in
            self.loop.countsRunning -= 1
            if case .answered(200, let body) = outcome {
                self.inputCount = question.count(inAnswer: Array(body.readableBytesView))
            }
            self.counted()
        }
    }

    /// Whether the call could fit at all, were there no input.
    private func mayFit(_ refusal: Refusal) -> Bool {
        let output = outputBound.least
        let floor: Int64
        switch refusal.unit {
        case .money:
            let dollars = bounds.cost.outputRate.amountNanos(count: output) ?? Money.maxNanos
            floor = plan.lines.unit(of: refusal).amount(ofDollars: dollars)
        case .tokens: floor = output
        case .calls, .concurrent, .credits, nil: return false
        }
        return Int128(refusal.limit) - Int128(refusal.spent) - Int128(refusal.held) > Int128(floor)
    }

    private func counted() {
        guard !isClientGone else {
            end()
            return
        }
        do throws(RequestRefusal) {
            bounds = try CallBounds(
                asked,
                plan,
                variants: variants,
                exact: bounds.isExact,
                count: inputCount
            )
            askForHold()
        } catch {
            end()
            client?.refuse(error)
        }
    }

    /// A count is one number.
    private static let countBytesMax = 64 << 10
}
