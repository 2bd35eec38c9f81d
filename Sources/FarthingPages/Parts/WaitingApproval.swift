/// A call that waits until somebody decides.
package struct WaitingApproval: Sendable, PagePart {
    /// The approval's id.
    package var id: String
    /// Which agent asks.
    package var agent: String
    /// In which run; empty for none.
    package var run: String
    /// What it wants to call: a tool or a model; empty for neither.
    package var target: String
    /// What the call may cost at most.
    package var amount: PageAmount
    /// Whether the money is set aside meanwhile.
    package var isHeld: Bool
    /// Why somebody must decide, as the rule or the threshold says it.
    package var why: String
    /// Whose vote is asked for; empty for anybody who may approve.
    package var group: String
    /// How many votes are needed, and how many there are.
    package var votesNeeded: Int64
    package var votesFor: Int64
    /// When it was asked, and until when it waits, in milliseconds UTC.
    package var askedAtMs: Int64
    package var untilMs: Int64
    /// Whether whoever looks may decide this one.
    package var mayDecide: Bool

    /// Makes an approval that waits for one vote.
    package init(
        id: String,
        agent: String,
        run: String = "",
        target: String,
        amount: PageAmount,
        isHeld: Bool = false,
        why: String,
        group: String = "",
        votesNeeded: Int64 = 1,
        votesFor: Int64 = 0,
        askedAtMs: Int64,
        untilMs: Int64,
        mayDecide: Bool = true
    ) {
        self.id = id
        self.agent = agent
        self.run = run
        self.target = target
        self.amount = amount
        self.isHeld = isHeld
        self.why = why
        self.group = group
        self.votesNeeded = votesNeeded
        self.votesFor = votesFor
        self.askedAtMs = askedAtMs
        self.untilMs = untilMs
        self.mayDecide = mayDecide
    }

    /// The approval in a list, waiting since and left until as of `nowMs`.
    func fields(nowMs: Int64) -> PageFields {
        fields.adding(
            PageFields([
                "waits": PageSpan(nowMs - askedAtMs).text, "left": PageSpan(untilMs - nowMs).text,
            ])
        )
    }

    package var fields: PageFields {
        PageFields([
            "id": id, "agent": agent, "run": run.isEmpty ? nil : run,
            "runHref": PageLink("runs", run).href, "target": target.isEmpty ? nil : target,
            "amount": amount, "isHeld": isHeld, "why": why,
            "group": group.isEmpty ? nil : group,
            "votes": votesNeeded > 1 ? "\(votesFor) of \(votesNeeded) votes" : nil,
            "askedAt": PageTime(askedAtMs), "until": PageTime(untilMs),
            "form": mayDecide ? form : nil,
        ])
    }

    private var form: PageForm {
        var form = PageForm(
            "Decide",
            to: PageLink("approvals", id, "decide"),
            id: "decide-" + id,
            inputs: [.note("Note (kept in the receipt)")]
        )
        form.buttons = [
            PageForm.Button(label: "Approve", name: "decision", value: "approve"),
            PageForm.Button(label: "Deny", name: "decision", value: "deny", style: "bad"),
        ]
        return form
    }
}
