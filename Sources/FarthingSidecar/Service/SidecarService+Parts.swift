import FarthingCore

/// What a session has come to, and its parts that its hold cannot be charged any more.
extension SidecarService {
    /// Books a part for which nothing is taken out of the session's hold any more, as a commit of a call is:
    /// it ends an open session, and the rest of what was reserved goes back.
    ///
    /// - Parameter refusal: why it was not taken out of the hold.
    /// - Returns: the number of the entry.
    /// - Throws: ``SidecarRefusal`` where it is not booked.
    func add(
        _ commitID: String,
        _ part: Int64,
        _ unit: WireUnit,
        _ known: SidecarMemory.Reservation,
        after refusal: SidecarRefusal
    ) async throws(SidecarRefusal) -> Int64 {
        let id = known.hold.id
        guard let now = try await desk.find(id) else { throw refusal }
        let reserved = try reserve(known, now, unit, after: refusal)
        if now.isOpen, part == 0 { return now.sequence }
        var mark = CommitMark(Self.deltaMark(commitID, of: id), [part])
        let isNew = known.commits[mark.id] == nil
        if isNew, known.releaseKey != nil {
            throw SidecarRefusal(
                .settled,
                "The session was released; what came after is not booked."
            )
        }
        let committed = try await committed(known, now, unit)
        if isNew, part > Self.room(known, now, unit, reserved: reserved, committed: committed) {
            throw SidecarRefusal(
                .source,
                "The session has less left of what was reserved: this delta is not booked."
            )
        }
        if case .settled = now.state { mark.drawn = known.drawn } else { mark.drawn = committed }
        let terms = CommitTerms(
            reservation: id,
            id: mark.id,
            unit: unit,
            amount: part,
            evidence: .reported,
            tokens: 0
        )
        var amounts = terms.parts(of: known.hold, reserved)
        for index in amounts.indices where known.hold.lines[index].unit == .calls {
            amounts[index] = known.hasCounted ? 0 : 1
        }
        try await committer.add(terms, amounts, mark, to: known)
        let drawn = mark.drawn
        let state = try await desk.find(id)?.state ?? now.state
        memory.changeReservation(id) { reservation in
            reservation.hasCounted = true
            reservation.drawn = drawn
            reservation.hold.state = state
        }
        guard case .settled(let sequence) = state else { return now.sequence }
        return sequence
    }

    /// By which a part is known that is booked as a commit.
    static func deltaMark(_ commitID: String, of session: HoldID) -> String {
        WireText.hexHash(["delta/1", session.description, commitID])
    }

    /// What was reserved for a session of which a part can be booked as a commit.
    ///
    /// - Throws: ``SidecarRefusal`` where it cannot.
    private func reserve(
        _ known: SidecarMemory.Reservation,
        _ now: SidecarHold,
        _ unit: WireUnit,
        after refusal: SidecarRefusal
    ) throws(SidecarRefusal) -> Int64 {
        switch refusal.kind {
        case .paused, .killed, .unknownBudget, .expired, .source: break
        default: throw refusal
        }
        switch now.state {
        case .open:
            // Another unit than it was reserved in: its budget was edited.
            let isEdited = now.lines.map(\.unit) != known.hold.lines.map(\.unit)
            if refusal.kind == .expired || (refusal.kind == .source && !isEdited) { throw refusal }
        case .expired:
            throw SidecarRefusal(
                .expired,
                "The session's time is over: this delta is not booked. Commit what it cost as a call of "
                    + "its own."
            )
        case .settled, .released: break
        }
        guard let reserved = Self.amount(known.hold, unit) else { throw Self.otherUnit }
        return reserved
    }

    /// What is said of a part that nothing of its session's hold can be charged with.
    static let otherUnit = SidecarRefusal(
        .conflict,
        "The session's budget counts another unit by now: this delta is not booked. Commit what it cost as a "
            + "call of its own."
    )

    /// The most that one more part may come to: what others have booked is taken off as well, so that no part
    /// takes a session past its reserve.
    private static func room(
        _ known: SidecarMemory.Reservation,
        _ now: SidecarHold,
        _ unit: WireUnit,
        reserved: Int64,
        committed: Int64?
    ) -> Int64 {
        if now.isOpen, let left = amount(now, unit) { return left }
        if !known.hold.isOpeningUnknown, let committed { return reserved - committed }
        // Nobody knows what was taken out before the end. What was spent is to be booked all the same, and
        // what is booked since the end is never more than the whole.
        guard case .settled = now.state else { return reserved }
        return reserved - (charged(known, now, unit) ?? 0)
    }

    /// What commits have charged a session since it is over; nil where it counts nothing in the unit.
    private static func charged(
        _ known: SidecarMemory.Reservation,
        _ now: SidecarHold,
        _ unit: WireUnit
    ) -> Int64? {
        var charged = known.hold
        for index in charged.lines.indices where now.lines.indices.contains(index) {
            charged.lines[index].held = now.lines[index].charged
        }
        return amount(charged, unit)
    }

    /// What was reserved for a session, in the units of the book; nil where nobody knows.
    private static func reserved(
        _ known: SidecarMemory.Reservation,
        _ unit: WireUnit
    ) -> Int64? {
        known.hold.isOpeningUnknown ? nil : amount(known.hold, unit)
    }

    /// What the parts of a session come to by now, in the units of the book; nil where nobody knows.
    ///
    /// - Parameter now: its hold as it stands.
    func committed(
        _ known: SidecarMemory.Reservation,
        _ now: SidecarHold?,
        _ unit: WireUnit
    ) async throws(SidecarRefusal) -> Int64? {
        guard let now, !known.hold.lines.isEmpty else { return now == nil ? nil : 0 }
        let reserved = Self.reserved(known, unit)
        switch now.state {
        case .open:
            guard let reserved, let left = Self.amount(now, unit) else { return known.drawn }
            return max(0, reserved - left)
        case .settled:
            guard let drawn = known.drawn, let own = Self.charged(known, now, unit) else {
                return nil
            }
            return drawn + own
        case .released, .expired:
            guard let reserved, let left = try await left(now, unit) else { return known.drawn }
            return max(0, reserved - left)
        }
    }

    /// What a session that ends now, or is over, has not used; nil where nobody knows.
    ///
    /// - Parameter committed: what ``committed(_:_:_:)`` says of it.
    static func unused(
        _ known: SidecarMemory.Reservation,
        _ now: SidecarHold?,
        _ unit: WireUnit,
        committed: Int64?
    ) -> Int64? {
        if let now, now.isOpen, let left = amount(now, unit) { return left }
        guard let committed else { return nil }
        if known.hold.lines.isEmpty { return 0 }
        return reserved(known, unit).map { max(0, $0 - committed) }
    }

    /// Before what was left of a session in the entry of its end, which says nothing else of it.
    static let leftMark = "; left "

    /// What a session that is over had left; nil where nobody knows.
    func left(
        _ hold: SidecarHold,
        _ unit: WireUnit
    ) async throws(SidecarRefusal) -> Int64? {
        guard let closing = try await desk.closing(of: hold) else { return nil }
        if let held = closing.held, held.count == hold.lines.count {
            var ended = hold
            for index in held.indices { ended.lines[index].held = held[index] }
            return Self.amount(ended, unit)
        }
        return closing.why.split(separator: Self.leftMark).last.flatMap { Int64($0) }
    }
}
