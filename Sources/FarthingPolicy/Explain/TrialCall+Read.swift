import FarthingCore

extension TrialCall {
    /// What a written call can say beside its dimensions.
    static let keys =
        ["input", "output", "cost", "costs", "capability", "stream"]
        + RunMeasure.allCases.map(\.rawValue)

    /// Reads a call as people write it; what is wrong is reported, and nil then.
    ///
    /// - Parameter others: keys that stand in the same map and are read elsewhere.
    static func read(_ field: Field, besides others: [String] = []) -> TrialCall? {
        let example = "a call, like { provider: openai, model: gpt-5, input: 1000, output: 500 }"
        guard let members = field.members(example) else { return nil }
        var reading = Reading(others: others)
        for member in members {
            let value = Field(member.value, path: field.path(of: member.key), field.context)
            reading.take(member, value)
        }
        return reading.call
    }

    /// A call that is being read.
    private struct Reading {
        let others: [String]
        private var found = TrialCall(scope: Scope(), outputTokens: nil)
        private var measures: [RunMeasure: Int64] = [:]
        private var isGood = true

        init(others: [String]) { self.others = others }

        /// The call; nil where something in it is wrong.
        var call: TrialCall? {
            guard isGood else { return nil }
            var call = found
            if !measures.isEmpty {
                call.run = RunFacts(
                    steps: measures[.steps] ?? 1,
                    attempts: measures[.attempts] ?? 1,
                    identical: measures[.identical] ?? 1,
                    projectedBasisPoints: measures[.projected]
                )
            }
            return call
        }

        mutating func take(_ member: PolicyNode.Member, _ value: Field) {
            if others.contains(member.key) { return }
            if let measure = RunMeasure(rawValue: member.key) {
                keep(readMeasure(value, measure)) { reading, count in
                    reading.measures[measure] = count
                }
                return
            }
            switch member.key {
            case "input": keep(readTokens(value)) { $0.found.inputTokens = $1 }
            case "output": keep(readTokens(value)) { $0.found.outputTokens = $1 }
            case "cost": keep(readDollars(value)) { $0.found.statedNanos = $1 }
            case "costs": keep(readCosts(value)) { $0.found.otherNanos = $1 }
            case "stream":
                keep(value.choice("answer", ["true": true, "false": false])) {
                    $0.found.isStream = $1
                }
            case "capability": keep(readCapability(value)) { $0.found.capability = $1 }
            default: takeDimension(member, value)
            }
        }

        private mutating func takeDimension(_ member: PolicyNode.Member, _ value: Field) {
            guard let dimension = Dimension(name: member.key) else {
                let names = Dimension.named.map(\.name) + ["tag:NAME"] + TrialCall.keys + others
                let hint = hint(for: member.key, among: names)
                value.context.report(
                    member.place,
                    value.path,
                    "unknown key \(quoted(member.key))\(hint)"
                )
                isGood = false
                return
            }
            guard let text = value.text("a value") else {
                isGood = false
                return
            }
            guard text.utf8.count <= Scope.valueBytesMax else {
                value.report("a value has at most \(Scope.valueBytesMax) bytes")
                isGood = false
                return
            }
            found.scope[dimension] = text
        }

        private mutating func keep<Value>(
            _ value: Value?,
            _ set: (inout Reading, Value) -> Void
        ) {
            if let value { set(&self, value) } else { isGood = false }
        }
    }
}

private func readTokens(_ field: Field) -> Int64? {
    guard let text = field.text("a number of tokens, like 1000 or 12k") else { return nil }
    do throws(Amount.Fault) {
        let tokens = try Amount.tokens(text)
        guard tokens <= Usage.bucketMax else {
            field.report("a call has at most \(Usage.bucketMax) tokens")
            return nil
        }
        return tokens
    } catch {
        field.report(error.message)
        return nil
    }
}

/// Reads an amount in dollars, in which calls are priced.
func readDollars(_ field: Field) -> Int64? {
    guard let amount = readAmount(field) else { return nil }
    guard amount.unit == .money("USD") else {
        field.report("a call's cost is in USD; write an amount like 0.25 USD")
        return nil
    }
    return amount.value
}

/// Reads an amount with its unit.
func readAmount(_ field: Field) -> Amount? {
    guard let text = field.text("an amount like \(Amount.examples)") else { return nil }
    do throws(Amount.Fault) {
        return try Amount(text)
    } catch {
        field.report(error.message)
        return nil
    }
}

private func readCosts(_ field: Field) -> [String: Int64]? {
    guard let members = field.members("models and what the call costs with them, in USD") else {
        return nil
    }
    var costs: [String: Int64] = [:]
    for member in members {
        let value = Field(member.value, path: field.path(of: member.key), field.context)
        guard let nanos = readDollars(value) else { return nil }
        costs[member.key] = nanos
    }
    return costs
}

private func readCapability(_ field: Field) -> Capability? {
    let names = Capability.allCases.map(\.name)
    guard let text = field.text(choices(names)) else { return nil }
    if let capability = Capability(name: text) { return capability }
    field.report("unknown capability \(quoted(text))\(hint(for: text, among: names))")
    return nil
}

private func readMeasure(_ field: Field, _ measure: RunMeasure) -> Int64? {
    let isShare = measure == .projected
    guard let text = field.text(isShare ? "a share like 120%" : "a whole number") else {
        return nil
    }
    do throws(Amount.Fault) {
        return isShare
            ? try shareBasisPoints(text, "share of the budget") : try Amount.count(text)
    } catch {
        field.report(error.message)
        return nil
    }
}
