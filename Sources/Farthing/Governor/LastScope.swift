import FarthingCore
import Synchronization

/// The whole scope of a governor's last call.
///
/// Most programs make the same sort of call again. Its scope is then the same value as before, so
/// that neither is it merged and checked anew, nor does finding its plan compare more than two
/// references.
final class LastScope: Sendable {
    private struct State {
        var context = Scope()
        var request = Scope()
        var provider: String?
        var model: String?
        var whole: Scope?
    }

    private let state = Mutex(State())

    /// The scope of a request in a context; made where the last call was another.
    func scope(
        _ context: Scope,
        _ request: SpendRequest,
        make: () throws(SpendError) -> Scope
    ) throws(SpendError) -> Scope {
        let known = state.withLock { last -> Scope? in
            guard last.provider == request.provider, last.model == request.model,
                last.context == context, last.request == request.scope
            else { return nil }
            return last.whole
        }
        if let known { return known }
        let whole = try make()
        state.withLock { last in
            last = State(
                context: context,
                request: request.scope,
                provider: request.provider,
                model: request.model,
                whole: whole
            )
        }
        return whole
    }
}
