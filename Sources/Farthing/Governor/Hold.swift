import FarthingCore

/// Money that is set aside for a call that has not been sent.
///
/// Cannot be copied: it is dispatched or given back once. One that is dropped is given back.
public struct Hold: ~Copyable, Sendable {
    private let governor: Governor
    private var ticket: Ticket
    private var isOpen = true

    init(_ governor: Governor, _ ticket: Ticket) {
        self.governor = governor
        self.ticket = ticket
    }

    /// What the call may be.
    public var permit: Permit { ticket.permit }

    /// Says that the call may cost money from now on; to be called right before it is sent.
    ///
    /// - Throws: ``SpendError`` `expired` once the hold's time is over: nothing must be sent then.
    public consuming func dispatch() async throws(SpendError) -> InFlight {
        if ticket.isAtDesk, let desk = governor.desk { try await desk.dispatch(ticket.hold) }
        isOpen = false
        return InFlight(governor, ticket)
    }

    /// Gives the money back, and returns once that is booked.
    public consuming func release(why: String = "not needed") async throws(SpendError) {
        isOpen = false
        _ = try await governor.giveBack(ticket, why: why)
    }

    deinit {
        if isOpen { governor.closeLater(ticket, isSent: false) }
    }
}

/// A call that has been sent, or may have been: it costs money until somebody says how much.
///
/// Cannot be copied: it is settled once. One that is dropped is charged what was held.
public struct InFlight: ~Copyable, Sendable {
    private let governor: Governor
    private var ticket: Ticket
    private var isOpen = true

    init(_ governor: Governor, _ ticket: Ticket) {
        self.governor = governor
        self.ticket = ticket
    }

    /// What the call may be.
    public var permit: Permit { ticket.permit }

    /// Books what the call has cost, and returns once that is booked.
    ///
    /// - Throws: ``SpendError`` `invalid` for a bill out of bounds: what was held is charged then;
    ///   `ledgerUnavailable` where the ledger cannot be reached: the hold's expiry charges it.
    public consuming func settle(_ bill: Bill) async throws(SpendError) -> Receipt {
        isOpen = false
        return try await governor.close(ticket, bill)
    }

    /// The same for whoever cannot wait: books it without an answer.
    package consuming func settleLater(_ bill: Bill) {
        isOpen = false
        governor.closeLater(ticket, bill)
    }

    /// Makes room for so many output tokens in all, over every choice, and renews the hold; a refusal
    /// changes nothing, and the call must end with what it has room for.
    public mutating func extend(outputTokens: Int64) async throws(SpendError) {
        ticket = try await governor.extend(ticket, outputTokens: outputTokens)
    }

    /// Renews the hold for as long again, for a call that takes its time.
    public mutating func renew() async throws(SpendError) {
        ticket = try await governor.extend(ticket, outputTokens: ticket.hold.outputTokens)
    }

    deinit {
        if isOpen { governor.closeLater(ticket, isSent: true) }
    }
}
