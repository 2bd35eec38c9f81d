import FarthingCore

/// Books how calls ended, each event once: another event of the same hold adds to what is booked.
struct TraceBooking: Sendable {
    /// How often a trace is tried that others change the hold under.
    private static let triesMax = 64
    /// Events of one hold that are told apart.
    private static let notesMax = 1_024

    let gateway: GatewayState

    /// What has become of a trace.
    struct End: Sendable {
        enum What: Sendable {
            case settled(nanos: Int64, Evidence, overrunNanos: Int64)
            case released
            /// It was booked before.
            case repeated
        }

        var what: What
        /// The entry that says so.
        var sequence: Int64
    }

    typealias Ended = Result<End, RequestRefusal>

    private var recalling: (any RecallingLedger)? { gateway.ledger as? any RecallingLedger }

    /// The price of the model that a hold was made for; nil where that is not known any more.
    func price(of id: HoldID) async -> ModelPrice? {
        guard let hold = (try? await gateway.ledger.openHold(id)) ?? nil else { return nil }
        return gateway.prices.listed(
            provider: hold.provider,
            model: hold.model,
            atMs: gateway.clockMs()
        )
    }

    // MARK: Release

    /// Gives a hold back; what was booked for it stays.
    func release(_ id: HoldID) async -> Ended {
        do throws(LedgerError) {
            let outcome = try await apply(.release(id, why: "provider_error"))
            switch outcome {
            case .released(let sequence):
                return .success(End(what: .released, sequence: sequence))
            case .refused(let refusal) where refusal.code == .unknownHold:
                return .failure(.unknownReservation)
            case .refused:
                guard let record = try await recalling?.closedHold(id), record.isSettled else {
                    return .failure(.overAlready)
                }
                return .success(End(what: .repeated, sequence: record.closedSequence))
            default: return .failure(.overAlready)
            }
        } catch {
            return .failure(.ledgerDown(error))
        }
    }

    // MARK: Settlement

    /// Books what a call has cost.
    func settle(_ id: HoldID, _ booked: TraceCost.Booked, _ mark: TraceMark) async -> Ended {
        do throws(LedgerError) {
            for _ in 0..<Self.triesMax {
                if let ended = try await tried(id, booked, mark) { return ended }
            }
            return .failure(.contended)
        } catch {
            return .failure(.ledgerDown(error))
        }
    }

    /// One try; nil where something has changed the hold meanwhile.
    private func tried(
        _ id: HoldID,
        _ booked: TraceCost.Booked,
        _ mark: TraceMark
    ) async throws(LedgerError) -> Ended? {
        let open = try await gateway.ledger.openHold(id)
        if open == nil, let record = try await recalling?.closedHold(id) {
            switch record.state {
            case .settled: return try await added(record, booked, mark)
            case .released: return .failure(.overAlready)
            case .expired: break
            }
        }
        let outcome = try await apply(
            .settle(
                SettleRequest(
                    id: id,
                    amounts: booked.amounts,
                    evidence: booked.evidence,
                    note: mark.note
                )
            )
        )
        switch outcome {
        case .settled(let settled):
            guard settled.isRepeated else { return .success(end(settled, booked)) }
            // Settled meanwhile, by the same amounts: whether by this event, its note says.
            guard let record = try await recalling?.closedHold(id) else {
                return .success(End(what: .repeated, sequence: settled.sequence))
            }
            return try await added(record, booked, mark)
        case .refused(let refusal) where refusal.code == .unknownHold:
            return .failure(.unknownReservation)
        case .refused(let refusal)
        where refusal.code == .alreadySettled || refusal.code == .conflict:
            return recalling == nil ? .failure(.overAlready) : nil
        default: return .failure(.overAlready)
        }
    }

    /// Books the sum of what was charged and this event, against the entry that was the last.
    private func added(
        _ record: HoldRecord,
        _ booked: TraceCost.Booked,
        _ mark: TraceMark
    ) async throws(LedgerError) -> Ended? {
        let notes = try await recalling?.settlementNotes(of: record.id, limit: Self.notesMax)
        let isBooked = notes?.contains(mark.note) ?? (record.lines.map(\.charged) == booked.amounts)
        if isBooked {
            return .success(End(what: .repeated, sequence: record.closedSequence))
        }
        guard let notes, !notes.contains(where: mark.isOf) else { return .failure(.otherAmount) }
        let sums = sums(record, booked.amounts)
        if sums == record.lines.map(\.charged) {
            return .success(End(what: .repeated, sequence: record.closedSequence))
        }
        let request = SettleRequest(
            id: record.id,
            amounts: sums,
            evidence: booked.evidence,
            corrects: record.closedSequence
        )
        let outcome = try await apply(.correct(request, note: mark.note))
        switch outcome {
        // Another event may have come to the same sum meanwhile: it is not this one.
        case .settled(let settled):
            return settled.isRepeated ? nil : .success(end(settled, booked))
        case .refused(let refusal) where refusal.code == .conflict: return nil
        default: return .failure(.overAlready)
        }
    }

    /// A call counts once, however many events it has.
    private func sums(_ record: HoldRecord, _ amounts: [Int64]) -> [Int64] {
        let policy = gateway.policy.policy.policy
        return zip(record.lines, amounts).map { line, amount in
            let unit = policy.budgets.first { $0.id == line.account.budget }?.unit
            if unit == .calls { return max(line.charged, amount) }
            let (sum, overflows) = line.charged.addingReportingOverflow(amount)
            return overflows ? Money.maxNanos : min(sum, Money.maxNanos)
        }
    }

    private func end(_ settled: Settled, _ booked: TraceCost.Booked) -> End {
        End(
            what: .settled(
                nanos: booked.nanos,
                booked.evidence,
                overrunNanos: settled.overrunNanos
            ),
            sequence: settled.sequence
        )
    }

    private func apply(_ command: Command) async throws(LedgerError) -> Outcome {
        let outcomes = try await gateway.ledger.apply([command], nowMs: gateway.clockMs())
        guard let outcome = outcomes.first else {
            throw LedgerError(.outcomeUnknown, "the ledger has not answered")
        }
        return outcome
    }
}

extension HoldRecord {
    fileprivate var isSettled: Bool {
        if case .settled = state { return true }
        return false
    }
}

extension RequestRefusal {
    fileprivate static let overAlready = RequestRefusal(
        409,
        "conflict",
        type: "conflict_error",
        "The reservation was given back; what its call has cost is not booked.",
        param: "reservation_id"
    )
    fileprivate static let otherAmount = RequestRefusal(
        409,
        "conflict",
        type: "conflict_error",
        "This event was booked with another amount; one of another provider_event_id adds to it.",
        param: "provider_event_id"
    )
    fileprivate static let contended = RequestRefusal(
        503,
        "conflict",
        type: "server_error",
        "Others report this reservation's call just now; try again."
    )

    fileprivate static func ledgerDown(_ error: LedgerError) -> RequestRefusal {
        RequestRefusal(
            503,
            error.clientCode,
            type: "server_error",
            "The ledger cannot be used: \(error.message). Report the same again."
        )
    }
}
