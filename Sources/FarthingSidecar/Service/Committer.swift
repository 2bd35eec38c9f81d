import FarthingCore

/// Commits: what a reservation's call has cost, booked once for each commit's id.
struct Committer: Sendable {
    /// How often a commit is tried that others change the reservation under.
    private static let triesMax = 64

    let desk: any SidecarDesk
    let memory: SidecarMemory

    /// Books a commit.
    ///
    /// - Throws: ``SidecarRefusal`` where it is not booked.
    func commit(_ terms: CommitTerms) async throws(SidecarRefusal) {
        let id = terms.reservation
        let reservation = try await known(id)
        let amounts = terms.amounts(reservation.hold)
        let mark = CommitMark(terms.id, amounts)
        switch memory.begin(mark, of: id) {
        case .repeated: return
        case .conflict:
            throw SidecarRefusal(
                .keyConflict,
                "This commit was booked with another amount; one of another provider_event_id adds "
                    + "to it."
            )
        case .tooMany:
            throw SidecarRefusal(.conflict, "The reservation has had too many commits.")
        case .first:
            do throws(SidecarRefusal) {
                try await first(terms, amounts, reservation)
            } catch {
                memory.undo(mark, of: id)
                throw error
            }
        case .further:
            do throws(SidecarRefusal) {
                try await add(terms, amounts)
            } catch {
                memory.undo(mark, of: id)
                throw error
            }
        }
    }

    /// A reservation, from memory or, after a restart, from the ledger.
    func known(_ id: HoldID) async throws(SidecarRefusal) -> SidecarMemory.Reservation {
        if let known = memory.reservation(id) { return known }
        guard let hold = try await desk.find(id) else {
            throw SidecarRefusal(
                .unknownHold,
                "There is no reservation \(id), or it has been forgotten."
            )
        }
        var found = SidecarMemory.Reservation(
            hold: hold,
            unit: nil,
            pricing: WirePricing(),
            decision: DecisionID.of(id)
        )
        if case .settled = hold.state {
            let notes = try await desk.notes(of: id, limit: SidecarMemory.commitsMax) ?? []
            for mark in notes.compactMap(CommitMark.init(note:)) {
                found.commits[mark.id] = mark.amounts
            }
        }
        memory.note(found)
        return memory.reservation(id) ?? found
    }

    private func first(
        _ terms: CommitTerms,
        _ amounts: [Int64],
        _ reservation: SidecarMemory.Reservation
    ) async throws(SidecarRefusal) {
        do throws(SidecarRefusal) {
            _ = try await desk.settle(
                terms.reservation,
                amounts,
                terms.evidence,
                note: CommitMark(terms.id, amounts).note
            )
        } catch  where error.kind == .conflict {
            // Settled before a restart, with another amount: this one adds. Released: it does not.
            try await add(terms, amounts)
        }
    }

    /// Books the sum of what was charged and this commit, against the entry that was the last.
    private func add(_ terms: CommitTerms, _ amounts: [Int64]) async throws(SidecarRefusal) {
        let mark = CommitMark(terms.id, amounts)
        for _ in 0..<Self.triesMax {
            guard let hold = try await desk.find(terms.reservation) else {
                throw SidecarRefusal(.unknownHold, "The reservation has been forgotten.")
            }
            switch hold.state {
            case .released:
                throw SidecarRefusal(
                    .conflict,
                    "The reservation was released; what its call has cost is not booked."
                )
            case .open, .expired:
                // The first commit is on its way.
                try? await Task.sleep(for: .milliseconds(2))
                continue
            case .settled(let sequence):
                // An answer that got lost must not book it a second time.
                let notes = try await desk.notes(of: hold.id, limit: SidecarMemory.commitsMax)
                if notes?.contains(mark.note) ?? false { return }
                do throws(SidecarRefusal) {
                    _ = try await desk.correct(
                        hold.id,
                        sums(hold, amounts),
                        terms.evidence,
                        corrects: sequence,
                        note: mark.note
                    )
                    return
                } catch  where error.kind == .conflict {
                    continue
                }
            }
        }
        throw SidecarRefusal(.unavailable, "Others commit to this reservation; try again.")
    }

    /// A call counts once, however many commits it has.
    private func sums(_ hold: SidecarHold, _ amounts: [Int64]) -> [Int64] {
        zip(hold.lines, amounts).map { line, amount in
            if line.unit == .calls { return max(line.charged, amount) }
            let (sum, overflows) = line.charged.addingReportingOverflow(amount)
            return overflows ? Money.maxNanos : min(sum, Money.maxNanos)
        }
    }
}
