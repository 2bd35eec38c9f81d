import FarthingCore

/// How holds began and ended, from their entries.
extension LedgerDesk {
    package func opening(of hold: SidecarHold) async throws(SidecarRefusal) -> [Int64]? {
        do throws(LedgerError) {
            guard let opening = try await admission(at: hold.sequence), opening.id == hold.id else {
                return nil
            }
            var accounts = try await ledger.openHold(hold.id)?.lines.map(\.account)
            if accounts == nil {
                accounts = try await ledger.closedHold(hold.id)?.lines.map(\.account)
            }
            guard let accounts, accounts.count == opening.lines.count,
                hold.lines.count == opening.lines.count
            else { return nil }
            for (index, line) in opening.lines.enumerated() where accounts[index] != line.account {
                // A budget was edited meanwhile: it held the same before and after, unless they count
                // other units.
                let bound = opening.bound?.amount(
                    in: hold.lines[index].unit,
                    rateNanos: line.rateNanos
                )
                guard accounts[index].budget == line.account.budget, bound == line.held else {
                    return nil
                }
            }
            return opening.lines.map(\.held)
        } catch {
            throw SidecarRefusal(error)
        }
    }

    /// The hold that an entry admitted.
    func admission(at sequence: Int64) async throws(LedgerError) -> Entry.Admission? {
        switch try await ledger.entry(at: sequence)?.body {
        case .hold(let admission)?, .charge(let admission, _)?: admission
        default: nil
        }
    }

    package func time(ofEntry sequence: Int64) async -> Int64? {
        let entry = try? await ledger.entry(at: sequence)
        return entry?.atMs
    }

    package func closing(of hold: SidecarHold) async throws(SidecarRefusal) -> SidecarClosing? {
        let sequence: Int64
        switch hold.state {
        case .released(let at), .expired(let at): sequence = at
        case .open, .settled: return nil
        }
        do throws(LedgerError) {
            switch try await ledger.entry(at: sequence)?.body {
            case .release(let reference, let why)? where reference.id == hold.id:
                return SidecarClosing(why: why, held: nil)
            case .expire(let reference, let held, _)? where reference.id == hold.id:
                return SidecarClosing(why: "", held: held)
            default: return nil
            }
        } catch {
            throw SidecarRefusal(error)
        }
    }
}
