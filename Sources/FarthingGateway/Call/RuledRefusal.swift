import FarthingCore
import FarthingProviders
import Logging

/// A call that the rules refuse, on its way into the journal: its client hears of it once its entry is
/// there, or once it is known that there will be none.
///
/// Used on its event loop alone.
final class RuledRefusal: OutcomeWaiter, ClientWork, @unchecked Sendable {
    // `@unchecked`: the ledger's thread only carries the reference; it is used on its loop.
    private weak var client: ClientConnection?
    private let loop: LoopState
    private let refusal: RequestRefusal
    private let call: RefusedCall

    private init(_ refusal: RequestRefusal, _ call: RefusedCall, _ client: ClientConnection) {
        self.client = client
        loop = client.loop
        self.refusal = refusal
        self.call = call
    }

    /// Asks for the entry; the answer follows it.
    static func start(
        _ refusal: RequestRefusal,
        _ call: RefusedCall,
        _ client: ClientConnection
    ) {
        let waiter = RuledRefusal(refusal, call, client)
        client.setWork(waiter)
        client.loop.ledger.ask(.refuse(call), waiter)
    }

    func clientGone() {}
    func clientWritable(_ isWritable: Bool) {}

    func ledgerAnswered(_ result: Result<Outcome, LedgerError>) {
        loop.counters.refused(refusal.code)
        var metadata = call.context.asked
        metadata["code"] = "\(call.code.rawValue)"
        if let rule = call.rule { metadata["rule"] = "\(rule)" }
        var receipt: Int64?
        switch result {
        case .success(let outcome):
            if case .refused(let recorded) = outcome { receipt = recorded.sequence }
            metadata["receipt"] = "\(receipt ?? -1)"
            loop.gateway.logger.info("call refused", metadata: metadata)
        case .failure(let error):
            // Nothing was admitted: the answer is the same without its entry.
            metadata["detail"] = "\(error.detail)"
            let entry =
                error.code == .outcomeUnknown
                ? "it is not known whether its entry was written"
                : "no entry could be written of it"
            loop.gateway.logger.warning("call refused, and \(entry)", metadata: metadata)
        }
        client?.respond(error(receipt: receipt))
    }

    private func error(receipt: Int64?) -> ClientError {
        var error = refusal.error
        var facts = Headroom(reason: call.code.rawValue)
        facts.rule = call.rule
        if let receipt {
            facts.receipt = String(receipt)
            error.fields.append(Answer.Field("x-farthing-receipt", String(receipt)))
        }
        error.facts.headroom = facts
        return error
    }
}
