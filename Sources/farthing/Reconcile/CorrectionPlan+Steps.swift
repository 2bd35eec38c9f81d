import FarthingCore

extension CorrectionPlan {
    /// The steps as people read them.
    var table: Table {
        var table = Table([
            .text("WINDOW"), .text("MODEL"), .text("CALL"), .text("EVIDENCE"), .number("FROM"),
            .number("TO"),
        ])
        for step in steps {
            table.add([
                step.line.window.text, step.call.model, step.call.id.description,
                "\(step.call.evidence.rawValue) → \(Evidence.invoiced.rawValue)",
                Shown.money(step.call.costNanos), Shown.money(step.costNanos),
            ])
        }
        return table
    }

    /// The steps in requests of one window each, none with too many.
    var batches: [[Step]] {
        var batches: [[Step]] = []
        for step in steps {
            if let last = batches.last, last.count < Correction.perRequestMax,
                last[0].line.window == step.line.window
            {
                batches[batches.count - 1].append(step)
            } else {
                batches.append([step])
            }
        }
        return batches
    }
}

extension CorrectionPlan.Step {
    /// What the ledger is asked.
    var correction: Correction {
        Correction(
            SettleRequest(
                id: call.id,
                amounts: amounts,
                evidence: .invoiced,
                usage: SettledUsage(
                    inputTokens: call.inputTokens,
                    outputTokens: call.outputTokens,
                    costNanos: costNanos,
                    ending: call.ending,
                    priced: call.priced
                )
            )
        )
    }
}
