import FarthingCore
import FarthingProviders
import NIOCore
import Synchronization

/// A call that the provider goes on with: its hold is kept, under the provider's name for it.
extension MeteredCall {
    /// Keeps the hold of what the provider has begun and goes on with; false where the answer does
    /// not say so. The client has its answer once the ledger knows the job's name.
    func keepsHold(_ head: ResponseHead, _ body: ByteBuffer) -> Bool {
        guard let kind = asked.job, 200...299 ~= head.status,
            let id = kind.identifier(inAnswer: Array(body.readableBytesView))
        else { return false }
        let name = JobName(kind, id)
        phase = .job
        job = name
        expiresAtMs = loop.nowMs + kind.lifetimeMs
        answer = body
        isAsking = true
        loop.ledger.ask(
            .extend(
                ExtendRequest(
                    id: self.id,
                    lines: [],
                    output: OutputBound(),
                    expiresAtMs: expiresAtMs,
                    job: name.record(variants)
                )
            ),
            self
        )
        return true
    }

    /// Goes on once the ledger has answered. Where it failed, the hold is charged when it expires,
    /// and what the job came to corrects that.
    func jobKept() {
        guard let job, let head else { return }
        let body = answer ?? ByteBuffer()
        var made = Job(
            job,
            hold: id,
            principal: plan.key.id,
            provider: plan.price.provider,
            model: asked.model,
            variants: variants,
            createdAtMs: loop.nowMs,
            expiresAtMs: expiresAtMs,
            heldNanos: heldNanos,
            calls: bounds.calls,
            units: plan.lines.map(\.lineUnit)
        )
        made.runTicket = runTicket
        let now = loop.nowMs
        let pollMs = loop.gateway.options.jobPollMs
        loop.gateway.jobs.withLock { [made] in $0.add(made, nowMs: now, pollMs: pollMs) }
        end()
        client?.respond(status: head.status, body: body) { buffer in
            head.appendFields(to: &buffer)
            self.writeHoldFields(&buffer)
        }
    }
}
