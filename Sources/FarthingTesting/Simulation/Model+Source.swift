import FarthingCore

/// Holds that are drawn from others, said plainly.
extension Model {
    /// The open hold with an id.
    func openHold(_ id: HoldID) -> Int? {
        byID[id].flatMap { holds[$0].state == .open ? $0 : nil }
    }

    /// What a drawn line's source has left; nil when that is over.
    func left(_ line: HoldFacts.Line, _ hold: HoldFacts) -> Int64? {
        guard let source = hold.source, let place = line.sourceLine, holds[source].state == .open
        else { return nil }
        return holds[source].lines[place].held
    }

    /// Why a request cannot be drawn from what it names.
    func sourceRefusal(_ request: HoldRequest) -> Refusal? {
        guard let id = request.source else { return nil }
        guard let source = openHold(id) else { return Refusal(.expired, holdID: id) }
        if holds[source].approval != nil { return Refusal(.conflict, holdID: id) }
        let drawn = request.lines.map(\.budget).filter { budget in
            holds[source].lines.contains { $0.account.budget == budget }
        }
        return Set(drawn).count < drawn.count ? Refusal(.invalid) : nil
    }

    /// Takes what a line has grown by out of its source; a negative amount goes back.
    mutating func take(_ amount: Int64, _ line: HoldFacts.Line, of hold: HoldFacts) {
        guard let source = hold.source, let place = line.sourceLine, let left = left(line, hold)
        else { return }
        let expectedMore = holds[source].lines[place].expected - left
        let rest = left - amount < 0 ? 0 : left - amount
        holds[source].lines[place].held = rest
        holds[source].lines[place].expected = rest + expectedMore
    }

    /// What speaks against a line that is bound by what there is left, and how many output tokens
    /// it can have.
    func judge(
        _ line: HoldLine,
        _ key: AccountKey,
        left: Int64,
        source: HoldID?,
        _ output: OutputBound
    ) -> ([Refusal], Int64) {
        var against = standstill(key)
        let least = amount(line, output.least)
        if least > left {
            var refusal = refusal(.allowanceExceeded, key, needed: least)
            refusal.limit = left
            refusal.spent = 0
            refusal.held = 0
            refusal.thresholdBasisPoints = nil
            refusal.holdID = source
            against.append(refusal)
        }
        return (against, most(line, within: left, upTo: output.wanted))
    }

    /// A hold that was drawn from an approval's money stands where that stood.
    mutating func replaceEarmark(_ index: Int) {
        guard let source = holds[index].source, holds[source].state == .open,
            let approval = holds[source].approval
        else { return }
        let earmark = holds[source]
        _ = end(source, state: .released, amounts: nil)
        holds[index].source = earmark.source
        for place in holds[index].lines.indices {
            let line = holds[index].lines[place].sourceLine
            holds[index].lines[place].sourceLine = line.flatMap { earmark.lines[$0].sourceLine }
        }
        let raised = holds[index].lines.map { line -> Int64 in
            let found = approvals[approval].lines.first {
                $0.raised?.0.budget == line.account.budget
            }
            return found?.raised?.1 ?? 0
        }
        if raised.contains(where: { $0 > 0 }) { holds[index].raised = raised }
        approvals[approval].state = .used
        approvals[approval].usedBy = holds[index].id
    }
}
