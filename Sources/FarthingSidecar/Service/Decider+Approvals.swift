import Farthing
import FarthingCore

/// Calls that wait for people, and what was answered before.
extension Decider {
    func approval(
        _ id: HoldID,
        _ asked: SidecarAsk,
        _ terms: DecisionTerms
    ) async throws -> Wire.DecisionResponse {
        let decision = memory.decision(ofApproval: id, askedUnder: terms.key)
        memory.note(SidecarMemory.Pending(terms: terms, decision: decision))
        let statement = try? await desk.approval(id)
        return DecisionAnswer.approval(
            id,
            decision: decision,
            asked.matched.isEmpty ? statement.map { desk.ask(of: $0) } ?? asked : asked,
            policyID: desk.policyID,
            group: statement?.terms.group ?? "",
            untilMs: statement?.untilMs
        )
    }

    /// What a resumed approval of the same run, or without one of the same key, holds for the same claims, where
    /// nobody has used it.
    func granted(_ terms: DecisionTerms) async throws -> Wire.DecisionResponse? {
        guard !terms.run.isEmpty || !terms.key.isEmpty, memory.keepsGranted else { return nil }
        let run = terms.rerunMark
        guard memory.keepsGranted(run, key: terms.key) else { return nil }
        // It is another asking: what stands against it by now holds, and is in the journal.
        for index in terms.claims.indices {
            let call = terms.call(index, attempt: 0, expiresInMs: holdMs)
            if await desk.forbids(call) { return nil }
        }
        guard let hold = memory.takeGranted(run, key: terms.key), let answer = memory.answer(hold)
        else { return nil }
        return await isOpen(answer) ? answer : nil
    }

    /// What was answered before under a key whose holds are open: a retry is no step of its run, and rules and
    /// budgets that have changed since have nothing to say of it.
    func standing(_ terms: DecisionTerms) async -> Wire.DecisionResponse? {
        guard !terms.key.isEmpty, let first = memory.first(of: attemptKey(terms)),
            let answer = memory.answer(first)
        else { return nil }
        return await isOpen(answer) ? answer : nil
    }

    /// Whether all holds of an answer are open, and the tenant's that is served.
    func isOpen(_ answer: Wire.DecisionResponse) async -> Bool {
        for id in answer.reservationIds.compactMap({ HoldID($0) }) {
            guard let found = try? await desk.find(id), found.isOpen,
                found.tenant ?? desk.tenant == desk.tenant
            else { return false }
        }
        return true
    }

    /// The claims in the order in which they are asked for, and which of them use up what people have approved:
    /// these come last, when the others have their money, because what is used up is not given back; first of
    /// them what would be refused all the same.
    func order(of calls: [SidecarCall]) async -> ([Int], approved: [Int]) {
        guard calls.count > 1 else { return (Array(calls.indices), []) }
        let marks = calls.compactMap(\.approvalMark)
        let approved = await desk.granted(marks).compactMap { mark in
            calls.firstIndex { $0.approvalMark == mark }
        }
        var forbidden: [Int] = []
        if approved.count > 1 {
            for index in approved where await desk.forbids(calls[index]) { forbidden.append(index) }
        }
        let rest = calls.indices.filter { !approved.contains($0) || forbidden.contains($0) }
        return (rest + approved.filter { !forbidden.contains($0) }, approved)
    }

    /// What the approvals of a decision's claims are found by; none where nobody is asked.
    func marks(_ terms: DecisionTerms) -> [String] {
        desk.asksPeople || approval != nil ? terms.approvalMarks : []
    }
}
