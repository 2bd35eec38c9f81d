import FarthingCore

/// Commits: what a reservation's call has cost, booked once for each commit's id.
struct Committer: Sendable {
    /// How often a commit is tried that others change the reservation under.
    private static let triesMax = 16

    /// Why a hold is given back whose run has ended.
    static let runEnd = "run_end"
    /// What is said of a hold whose own client gave it back.
    private static let givenUp: Set<String> = [
        "apply_failed", "provider_error", "client_timeout", "run_aborted", "RUNTIME_ERROR",
        "RUN_ABORTED", "EXPLICIT",
    ]

    let desk: any SidecarDesk
    let memory: SidecarMemory

    /// Books a commit; those of one reservation come one after the other.
    ///
    /// - Throws: ``SidecarRefusal`` where it is not booked.
    func commit(_ terms: CommitTerms) async throws(SidecarRefusal) {
        let id = terms.reservation
        await memory.turns.take(id)
        defer { memory.turns.end(id) }
        let reservation = try await known(id)
        if reservation.hold.kind == .grant {
            throw SidecarRefusal(
                .conflict,
                "reservation_id: \(id) is a grant's; what its calls cost is committed to their "
                    + "reservations."
            )
        }
        let amounts = terms.amounts(reservation.hold, claimed: reservation.claimed)
        // Of what was stated: what it comes to in other units may be known less well after a restart.
        let mark = CommitMark(terms.id, [terms.amount])
        try await add(terms, amounts, mark, to: reservation)
    }

    /// Books a commit of a reservation whose turn is the caller's, once.
    ///
    /// - Throws: ``SidecarRefusal`` where it is not booked.
    func add(
        _ terms: CommitTerms,
        _ amounts: [Int64],
        _ mark: CommitMark,
        to reservation: SidecarMemory.Reservation
    ) async throws(SidecarRefusal) {
        let id = terms.reservation
        if let booked = reservation.commits[mark.id] {
            if booked == mark.amounts { return }
            throw SidecarRefusal(
                .keyConflict,
                "This commit was booked with another amount; one of another provider_event_id adds "
                    + "to it."
            )
        }
        guard reservation.commits.count < SidecarMemory.commitsMax else {
            throw SidecarRefusal(.conflict, "The reservation has had too many commits.")
        }
        do throws(SidecarRefusal) {
            try await book(terms, amounts, mark, reservation)
        } catch {
            // It may have been booked all the same.
            memory.doubt(id)
            throw error
        }
        memory.note(mark, of: id)
    }

    /// A reservation that the caller may close, from memory or, after a restart and after a commit that
    /// has failed, from the ledger.
    func known(_ id: HoldID) async throws(SidecarRefusal) -> SidecarMemory.Reservation {
        guard let found = try await recalled(id), CallerTenants.mayClose(found.hold) else {
            throw SidecarRefusal(
                .unknownHold,
                "There is no reservation \(id), or it has been forgotten."
            )
        }
        return found
    }

    private func recalled(
        _ id: HoldID
    ) async throws(SidecarRefusal) -> SidecarMemory.Reservation? {
        let remembered = memory.reservation(id)
        if let remembered, !remembered.isDoubtful { return remembered }
        guard let hold = try await desk.find(id) else { return nil }
        var found =
            remembered
            ?? SidecarMemory.Reservation(
                hold: hold,
                unit: hold.unit,
                pricing: hold.pricing ?? WirePricing(),
                decision: DecisionID.of(id)
            )
        found.isDoubtful = false
        found.hold.state = hold.state
        if hold.isOpen || remembered == nil {
            found.hasCounted = !hold.lines.contains { $0.unit == .calls && $0.held > 0 }
        }
        if remembered == nil {
            let held = try await desk.opening(of: hold)
            if let held, held.count == hold.lines.count {
                // What was drawn from it since is a part of it.
                for index in held.indices { found.hold.lines[index].held = held[index] }
            } else {
                found.hold.isOpeningUnknown = true
            }
        }
        if case .released = hold.state, remembered == nil {
            found.isEndedByRun = try await desk.closing(of: hold)?.why == Self.runEnd
        }
        if case .settled = hold.state,
            let notes = try await desk.notes(of: id, limit: SidecarMemory.commitsMax)
        {
            found.commits.removeAll()
            for mark in notes.compactMap(CommitMark.init(note:)) {
                found.commits[mark.id] = mark.amounts
                found.drawn = mark.drawn ?? found.drawn
                found.hasCounted = true
            }
        }
        memory.replace(found)
        return found
    }

    private func book(
        _ terms: CommitTerms,
        _ amounts: [Int64],
        _ mark: CommitMark,
        _ reservation: SidecarMemory.Reservation
    ) async throws(SidecarRefusal) {
        // Most are the first of a hold that is open.
        var isFirst = reservation.hold.isOpen && reservation.commits.isEmpty
        for _ in 0..<Self.triesMax {
            var hold = reservation.hold
            if !isFirst {
                guard let found = try await desk.find(hold.id) else {
                    throw SidecarRefusal(.unknownHold, "The reservation has been forgotten.")
                }
                hold = found
            }
            isFirst = false
            do throws(SidecarRefusal) {
                switch hold.state {
                case .open, .expired:
                    let settled = try await desk.settle(
                        hold.id,
                        amounts,
                        terms.evidence,
                        usage: terms.usage(hold, amounts),
                        note: mark.note
                    )
                    if !settled.isRepeated { return }
                    // Something of the same amounts was booked before: this very commit, whose
                    // answer got lost, or another one.
                    guard
                        let notes = try await desk.notes(
                            of: hold.id,
                            limit: SidecarMemory.commitsMax
                        ), !notes.contains(where: { CommitMark(note: $0)?.id == mark.id })
                    else { return }
                case .settled(let sequence):
                    // Of a ledger without entries nobody knows what has settled it: the same again is
                    // taken for a repeat.
                    if reservation.commits.isEmpty, hold.lines.map(\.charged) == amounts { return }
                    _ = try await desk.correct(
                        hold.id,
                        sums(hold, amounts, of: terms.unit),
                        terms.evidence,
                        corrects: sequence,
                        note: mark.note
                    )
                    return
                case .released(let sequence):
                    try await checkEndedByOthers(hold)
                    _ = try await desk.correct(
                        hold.id,
                        amounts,
                        terms.evidence,
                        corrects: sequence,
                        note: mark.note
                    )
                    return
                }
            } catch  where error.kind == .conflict {
                // Another entry has changed it meanwhile.
                continue
            }
        }
        throw SidecarRefusal(.unavailable, "Others change this reservation; try again.")
    }

    /// Others than its client may have given a hold back, as the end of its run or a kill switch: its call may
    /// have cost all the same.
    ///
    /// - Throws: ``SidecarRefusal`` where its own client did.
    private func checkEndedByOthers(_ hold: SidecarHold) async throws(SidecarRefusal) {
        if memory.reservation(hold.id)?.isEndedByRun ?? false { return }
        let why = try await desk.closing(of: hold)?.why
        if let why, !Self.givenUp.contains(why), !why.hasPrefix("session: "),
            !why.hasPrefix("grant revoked")
        {
            return
        }
        throw SidecarRefusal(
            .settled,
            "The reservation was released; what its call has cost is not booked."
        )
    }

    /// A call counts once, however many commits it has that do not count calls themselves.
    private func sums(_ hold: SidecarHold, _ amounts: [Int64], of unit: WireUnit?) -> [Int64] {
        zip(hold.lines, amounts).map { line, amount in
            if line.unit == .calls, unit?.kind != .calls { return max(line.charged, amount) }
            let (sum, overflows) = line.charged.addingReportingOverflow(amount)
            return overflows ? Money.maxNanos : min(sum, Money.maxNanos)
        }
    }
}
