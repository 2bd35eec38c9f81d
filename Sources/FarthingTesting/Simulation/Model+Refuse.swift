import FarthingCore

/// Refusals, and which of them the journal has.
extension Model {
    /// A call that a rule refuses: nothing but its entry.
    mutating func refuse(_ call: RefusedCall) -> Outcome {
        guard [.rule, .unmatched].contains(call.code), call.rule?.utf8.count ?? 0 <= 128 else {
            return .refused(Refusal(.invalid))
        }
        refusedCount += 1
        var refusal = Refusal(call.code)
        refusal.rule = call.rule
        return .refused(refusal)
    }

    /// A refusal with what follows from it.
    mutating func refusedForGood(_ refusal: Refusal, _ request: HoldRequest) -> Refusal {
        if isFinal(refusal, of: request) {
            refusedCount += 1
            if refusal.code == .overLimit {
                for reached in refusal.reached where reached.passedBasisPoints > 0 {
                    let line = request.lines[reached.line]
                    guard let candidate = candidate(line, request.id, nil) else { continue }
                    judge(candidate, request.output, nil).0.forEach { pauseWhereAsked($0) }
                }
            }
        }
        return refusal
    }

    /// Whether a refusal is the last word, which the journal has: not one that names an earlier call
    /// by its key, nor one after which the caller decides again.
    private func isFinal(_ refusal: Refusal, of request: HoldRequest) -> Bool {
        switch refusal.code {
        case .inFlight, .keyConflict, .alreadySettled: false
        case .allowanceExceeded, .overLimit, .expectedOverLimit, .thresholdReached:
            request.recordsRefusal
                && (request.recordsThreshold
                    || refusal.reached.allSatisfy { $0.basisPoints == nil })
        default: true
        }
    }
}
