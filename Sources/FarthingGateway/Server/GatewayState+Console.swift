package import FarthingCore
import NIOCore

/// What a console in the same process needs of the gateway.
extension GatewayState {
    /// The policy in force.
    package var policyNow: CompiledPolicy { policy.policy }

    /// How often the policy or its budgets have changed since the start.
    package var policyEdition: Int { policy.edition }

    /// The prices in force, the policy's own among them.
    package var pricesNow: PriceBook { prices }

    /// Cuts every call that is under way and is for such a scope: one that was sent is charged as a
    /// stream that is cut, one that was not gives its money back, and those that wait for theirs are
    /// refused, where the ledger refuses them by now.
    ///
    /// - Returns: the holds of the calls that were cut.
    package func kill(where fits: @escaping @Sendable (Scope) -> Bool) async -> [HoldID] {
        var killed: [HoldID] = []
        for loop in allLoops {
            let holds = try? await loop.eventLoop.submit { loop.value.kill(where: fits) }.get()
            killed += holds ?? []
        }
        return killed
    }

    /// A claim that a key may not make.
    package enum ClaimFault: Error, Hashable, Sendable {
        case notAllowed(Dimension)
        case tooMany(Dimension)
        case missing(Dimension)
        /// What stands for a subject can be neither read nor stored now.
        case subjectsUnavailable
    }

    /// The scope of a key's call that claims these values beside it, as a request's fields would.
    package func scope(
        of key: AccessKey,
        claiming claims: [(dimension: Dimension, value: String)]
    ) async throws(ClaimFault) -> Scope {
        try await prepare(claims, key)
        var scope = key.scope
        for (dimension, value) in claims {
            let claim = Claim(dimension, value, subjects)
            do throws(RequestRefusal) {
                guard try claim.isAllowed(key, dimension.name) else {
                    throw RequestRefusal.subjectsUnavailable
                }
            } catch {
                throw .notAllowed(dimension)
            }
            guard scope[dimension] != nil || admitsClaim(key, dimension, claim.mark) else {
                throw .tooMany(dimension)
            }
            do throws(RequestRefusal) {
                scope[dimension] = try claim.standing()
            } catch {
                throw .subjectsUnavailable
            }
        }
        for dimension in key.requires where scope[dimension] == nil { throw .missing(dimension) }
        return scope
    }

    /// Has what stands for claimed subjects at hand, where their dimensions are committed to.
    private func prepare(
        _ claims: [(dimension: Dimension, value: String)],
        _ key: AccessKey
    ) async throws(ClaimFault) {
        guard let subjects else { return }
        var known: [Subject] = []
        var new: [Subject] = []
        for (dimension, value) in claims {
            let claim = Claim(dimension, value, subjects)
            guard let subject = claim.subject, claim.commitment == nil, !value.isEmpty,
                value.utf8.count <= Scope.valueBytesMax, !Commitment.isOne(value)
            else { continue }
            if !claim.needsNew(key) {
                known.append(subject)
            } else if admitsClaim(key, dimension, claim.mark) {
                new.append(subject)
            }
        }
        guard !known.isEmpty || !new.isEmpty else { return }
        do throws(LedgerError) {
            try await subjects.prepare(known: known, new: new)
        } catch {
            throw .subjectsUnavailable
        }
    }
}
