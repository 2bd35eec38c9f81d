import Farthing
import FarthingCore

extension RemoteDesk {
    /// Models that one call is taken through by downgrades.
    private static let modelsMax = 8
    /// The longest that a verb lets a hold last.
    private static let expiresInMsMax: Int64 = 3_600_000

    func hold(_ call: DeskCall) async throws(SpendError) -> DeskHold {
        guard call.expiresInMs <= Self.expiresInMsMax else {
            throw SpendError(
                .invalid,
                "A hold at a server lasts at most \(Self.expiresInMsMax) milliseconds; extend it while "
                    + "the call runs."
            )
        }
        if let key = call.idempotencyKey {
            guard (1...256).contains(key.utf8.count), key.utf8.allSatisfy({ 0x21...0x7E ~= $0 })
            else {
                throw SpendError(
                    .invalid,
                    "An idempotency key at a server has 1 to 256 printable bytes of ASCII and no "
                        + "blanks; hash what is longer."
                )
            }
        }
        let fields = try call.scope.fields()
        let place = try outbox.reserve()
        do throws(HoldFailure) {
            return try await hold(call, fields, place)
        } catch {
            if let request = error.unanswered {
                await withdraw(request, place, expiresInMs: call.expiresInMs)
            } else {
                outbox.free(place)
            }
            let error = error.error
            guard options.whenUnreachable == .allow, error.code == .ledgerUnavailable,
                error.isUnreachable
            else { throw error.told }
            addUnbooked()
            return hold(call, .random(), RemotePlan(place: nil, provider: call.provider))
        }
    }

    private func hold(
        _ call: DeskCall,
        _ fields: [RemoteWire.Field],
        _ place: Int
    ) async throws(HoldFailure) -> DeskHold {
        var call = call
        var models = call.model.map { [$0] } ?? []
        var reasons: [String] = []
        while true {
            do throws(HoldFailure) {
                var hold = try await ask(call, fields, place)
                hold.reasons = reasons
                return hold
            } catch {
                let refusal = error.error
                guard refusal.code == .downgradeNeeded, let model = refusal.model,
                    !models.contains(model), models.count < Self.modelsMax,
                    let bound = bound(for: model, call)
                else { throw error }
                models.append(model)
                reasons.append(refusal.message)
                call.bound = bound
                call.model = model
                call.scope[.model] = model
            }
        }
    }

    private func ask(
        _ call: DeskCall,
        _ fields: [RemoteWire.Field],
        _ place: Int
    ) async throws(HoldFailure) -> DeskHold {
        let plan = RemotePlan(place: place, provider: call.provider, byUsage: call.isPlain)
        let key = call.idempotencyKey ?? HoldID.random().description
        let request = RemoteWire.Request(
            verb: "hold",
            body: RemoteBody.hold(call, byUsage: plan.byUsage),
            fields: fields + [RemoteWire.Field(name: "idempotency-key", value: key)],
            timeoutMs: options.holdTimeoutMs
        )
        let asked = HoldAsked(request: request, isOwnKey: call.idempotencyKey == nil)
        guard !Task.isCancelled else { throw asked.failure(.cancelled, mayBeHeld: false) }
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await wire.send(request)
        } catch .cancelled {
            throw asked.failure(.cancelled, mayBeHeld: true)
        } catch {
            return try await askAgain(asked, call, plan, wasSent: !error.isUnsent)
        }
        return try hold(call, plan, answer, asked)
    }

    /// After a lost answer: the key finds the hold that the first request may have made.
    private func askAgain(
        _ asked: HoldAsked,
        _ call: DeskCall,
        _ plan: RemotePlan,
        wasSent: Bool
    ) async throws(HoldFailure) -> DeskHold {
        let answer: RemoteAnswer
        do throws(WireFailure) {
            answer = try await wire.send(asked.request)
        } catch {
            var failure = asked.failure(error, mayBeHeld: wasSent || !error.isUnsent)
            if error.isUnsent { failure.error = .unreachable(failure.error) }
            throw failure
        }
        // A key of the caller's own may be another process's hold as well.
        guard answer.code == "call_in_flight", call.idempotencyKey == nil, let id = answer.hold
        else {
            return try hold(call, plan, answer, asked)
        }
        var found = hold(call, id, plan)
        // How much output it got is not told again; what it got at the least is.
        found.outputTokens = min(found.outputTokens, call.leastOutputTokens ?? Int64.max)
        return found
    }

    private func hold(
        _ call: DeskCall,
        _ plan: RemotePlan,
        _ answer: RemoteAnswer,
        _ asked: HoldAsked
    ) throws(HoldFailure) -> DeskHold {
        guard answer.isSuccess else { throw asked.failure(answer.error) }
        guard let id = answer.member("id")?.string.flatMap({ HoldID($0) }) else {
            throw asked.failure(
                SpendError(.outcomeUnknown, "The server's answer was none to a hold.")
            )
        }
        var hold = hold(call, id, plan)
        if plan.byUsage, let tokens = answer.int("output_tokens") {
            hold.outputTokens = min(max(0, tokens), hold.outputTokens)
        }
        hold.remainingNanos = answer.int("remaining")
        hold.sequence = answer.receipt
        return hold
    }

    private func hold(_ call: DeskCall, _ id: HoldID, _ plan: RemotePlan) -> DeskHold {
        DeskHold(
            id: id,
            model: call.model ?? "",
            bound: call.bound,
            outputTokens: call.bound.outputTokens,
            expiresInMs: call.expiresInMs,
            plan: plan
        )
    }

    /// What the same call would cost with another model; nil where that cannot take it, or nothing here
    /// says what it costs.
    private func bound(for model: String, _ call: DeskCall) -> CallAmounts? {
        guard case .call(var bound, var variants) = call.cost.kind, let provider = call.provider,
            let price = prices.price(provider: provider, model: model, atMs: clock.nowMs)
        else { return nil }
        if let otherModel = call.otherModel {
            guard let other = otherModel(model, price) else { return nil }
            (bound, variants) = other
        }
        guard bound.outputTokensMax <= price.maxOutputTokens ?? Int64.max else { return nil }
        return try? CallAmounts(bound, price, variants)
    }
}

extension WireFailure {
    fileprivate var isUnsent: Bool { if case .unsent = self { true } else { false } }
}

extension SpendError {
    /// Set apart by its reasons, which whoever called does not see: no server was there to refuse.
    private static let mark = "unreachable"

    fileprivate static func unreachable(_ error: SpendError) -> SpendError {
        SpendError(Details(code: error.code, message: error.message, reasons: [mark]))
    }

    fileprivate var isUnreachable: Bool { reasons == [Self.mark] }

    fileprivate var told: SpendError { isUnreachable ? SpendError(code, message) : self }
}

extension Scope {
    /// What a call says of itself beside its key, as fields.
    func fields() throws(SpendError) -> [RemoteWire.Field] {
        var fields: [RemoteWire.Field] = []
        for (dimension, value) in sorted {
            switch dimension {
            // Stated in the body.
            case .provider, .model, .tool: continue
            default: break
            }
            let name = dimension.name.split(separator: ":", maxSplits: 1).joined(separator: "-")
            let isName = name.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
            let isValue =
                value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
                && value.utf8.first != 0x20 && value.utf8.last != 0x20
            guard isName, isValue else {
                throw SpendError(
                    .invalid,
                    "The scope's '\(printable(dimension.name))' cannot be told to a server: tags are in "
                        + "lower case, and values have no control characters and no blanks at their "
                        + "ends."
                )
            }
            fields.append(RemoteWire.Field(name: "x-farthing-" + name, value: value))
        }
        return fields
    }
}
