import FarthingCore

extension Governor {
    /// Makes room for another number of output tokens in the local limits and at the desk.
    func extend(_ ticket: Ticket, outputTokens: Int64) async throws(SpendError) -> Ticket {
        guard (0...Usage.bucketMax).contains(outputTokens) else {
            throw SpendError(.invalid, "An output is from 0 to a million million tokens long.")
        }
        var extended = ticket
        let bound = ticket.hold.bound
        let needed = PoolAmounts(
            nanos: bound.cost.amountNanos(outputTokens: outputTokens),
            tokens: bound.baseTokens + outputTokens
        )
        if let refusal = ticket.pools.change(from: ticket.poolHeld, to: needed) {
            throw SpendError(refusal)
        }
        extended.poolHeld = needed
        if ticket.isAtDesk, let desk {
            do throws(SpendError) {
                extended.hold = try await desk.extend(ticket.hold, outputTokens: outputTokens)
            } catch {
                _ = ticket.pools.change(from: needed, to: ticket.poolHeld)
                throw error
            }
        } else {
            extended.hold.outputTokens = outputTokens
        }
        extended.permit = permit(extended.hold)
        return extended
    }
}
