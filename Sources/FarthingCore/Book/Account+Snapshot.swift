extension Account {
    /// Appends the account as an array; the order is fixed by ``init(_:budgets:)``.
    func write(to json: inout JSONWriter) {
        json.beginArray()
        json.string(key.scope)
        for value in [
            Int64(budget), key.windowStartMs, key.generation, windowEndsMs, spent, held,
            expectedBeyondHeld, topUps, overrun, wouldRefuse, Int64(openHolds), warnedBasisPoints,
            isTouched ? 1 : 0, isReopened ? 1 : 0, audit.heldLines, audit.opening, audit.settled,
            audit.corrected, audit.refunded, audit.rolledOut, ring?.lengthMs ?? 0,
        ] { json.int(value) }
        for bucket in ring?.buckets ?? [] {
            json.int(bucket.number)
            json.int(bucket.amount)
        }
        json.endArray()
    }

    init?(_ node: JSONNode, budgets: [BudgetState]) {
        var elements = node.elements.makeIterator()
        guard let scope = elements.next()?.string else { return nil }
        var values: [Int64] = []
        while let element = elements.next() {
            guard let value = element.int64 else { return nil }
            values.append(value)
        }
        guard values.count >= 21, !values.count.isMultiple(of: 2),
            budgets.indices.contains(Int(values[0]))
        else { return nil }
        let state = budgets[Int(values[0])]
        let key = AccountKey(
            budget: state.definition.id,
            scope: scope,
            windowStartMs: values[1],
            generation: values[2]
        )
        self.init(
            key: key,
            budget: Int(values[0]),
            windowEndsMs: values[3],
            rollingMs: nil
        )
        ownLimit = state.ownLimit(of: scope)
        spent = values[4]
        held = values[5]
        expectedBeyondHeld = values[6]
        topUps = values[7]
        overrun = values[8]
        wouldRefuse = values[9]
        openHolds = Int(values[10])
        warnedBasisPoints = values[11]
        isTouched = values[12] == 1
        isReopened = values[13] == 1
        audit = Audit(
            heldLines: values[14],
            opening: values[15],
            settled: values[16],
            corrected: values[17],
            refunded: values[18],
            rolledOut: values[19]
        )
        // An edit may have changed the budget's window since; the account keeps its own.
        guard values[20] > 0 else { return }
        var buckets: [RollingRing.Bucket] = []
        for index in stride(from: 21, to: values.count, by: 2) {
            buckets.append(
                RollingRing.Bucket(number: values[index], amount: values[index + 1])
            )
        }
        ring = RollingRing(lengthMs: values[20], buckets: buckets)
    }
}
