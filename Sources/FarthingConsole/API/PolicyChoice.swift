import FarthingCore
import FarthingPolicy

/// Which policy a request is about.
enum PolicyChoice: Hashable, Sendable {
    case version(Int64)
    case active
    /// The policy's file, whether it is in force or not.
    case file
    case text(PolicyText)
}

extension BodyMembers {
    /// Up to the end of the year 9999.
    static let timesMs: ClosedRange<Int64> = 0...253_402_300_799_999

    /// A policy's text with its format, members of the body itself.
    ///
    /// - Parameter place: where they stand, as `policy/`; empty for the body.
    mutating func policyText(_ place: String) -> PolicyText? {
        let format = word("format", PolicyText.Format.self) ?? .yaml
        guard let node = node("text") else {
            fault(place + "text", "must be given")
            return nil
        }
        return policyText(node, format, place)
    }

    private mutating func policyText(
        _ node: JSONNode,
        _ format: PolicyText.Format,
        _ place: String
    ) -> PolicyText? {
        guard let text = node.string, (1...PolicyText.bytesMax).contains(text.utf8.count) else {
            fault(place + "text", "must be a string of 1 to \(PolicyText.bytesMax) bytes")
            return nil
        }
        return PolicyText(Array(text.utf8), format)
    }

    /// A version that is stored, or a text.
    mutating func policyChoice(_ name: String, isRequired: Bool) -> PolicyChoice? {
        guard let node = node(name) else {
            if isRequired { fault(name, "must be given") }
            return nil
        }
        let members = node.kind == .object ? node.members.map { $0 } : []
        let names = members.map(\.name)
        if names == ["version"], let version = members.first?.value {
            if version.string == "active" { return .active }
            if version.string == PoliciesAPI.fileWord { return .file }
            if let number = version.int64, PolicyVersion.numbers.contains(number) {
                return .version(number)
            }
            fault(name + "/version", "must be a version's number, active or file")
            return nil
        }
        guard names.contains("text"), names.allSatisfy(["text", "format"].contains),
            let text = node.member("text")
        else {
            fault(name, "must be an object with version, or with text and format")
            return nil
        }
        var format = PolicyText.Format.yaml
        if let word = node.member("format") {
            guard let known = word.string.flatMap(PolicyText.Format.init(rawValue:)) else {
                fault(name + "/format", "must be one of yaml, json")
                return nil
            }
            format = known
        }
        return policyText(text, format, name + "/").map { .text($0) }
    }

    /// A call as it would be made; nil where there is none, or something in it is wrong.
    mutating func trialCall(_ name: String) -> TrialQuestion? {
        guard let node = node(name), node.kind != .null else { return nil }
        guard node.kind == .object else {
            fault(name, "must be an object")
            return nil
        }
        var trial = TrialQuestion(scope: Scope())
        let tokens: ClosedRange<Int64> = 0...1_000_000_000
        for (member, value) in node.members {
            let place = name + "/" + member
            switch member {
            case "scope": trial.scope = scope(place, value)
            case "input_tokens": trial.inputTokens = number(place, value, tokens) ?? 0
            case "output_tokens": trial.outputTokens = number(place, value, tokens)
            case "steps": trial.steps = number(place, value, 1...1_000_000_000)
            case "cost": trial.costNanos = dollars(place, value)
            case "stream":
                if value.bool == nil { fault(place, "must be true or false") }
                trial.isStream = value.bool ?? false
            case "capability":
                trial.capability = value.string.flatMap { Capability(name: $0) }
                if trial.capability == nil {
                    let names = Capability.allCases.map(\.name).joined(separator: ", ")
                    fault(place, "must be one of \(names)")
                }
            default: fault(place, "is no member of a call")
            }
        }
        return trial
    }

    /// Amounts by account, as `{"daily": "5 USD", "agents(agent=a1)": "2 USD"}`.
    mutating func spentAmounts(_ name: String) -> [TrialQuestion.Spent] {
        guard let node = node(name), node.kind != .null else { return [] }
        guard node.kind == .object, node.count <= 32 else {
            fault(name, "must be an object of at most 32 amounts by budget")
            return []
        }
        var spent: [TrialQuestion.Spent] = []
        for (member, value) in node.members {
            guard let account = TrialAccount(member),
                let amount = value.string.flatMap({ try? OperatorText.amount($0) })
            else {
                fault(name, "must have an amount with its unit for each budget, as 5 USD")
                continue
            }
            spent.append(
                TrialQuestion.Spent(
                    budget: account.budget,
                    scope: account.scope,
                    amount: amount.value,
                    unit: amount.unit
                )
            )
        }
        return spent
    }

    private mutating func number(
        _ place: String,
        _ node: JSONNode,
        _ bounds: ClosedRange<Int64>
    ) -> Int64? {
        guard let number = node.int64, bounds.contains(number) else {
            fault(
                place,
                "must be a whole number from \(bounds.lowerBound) to \(bounds.upperBound)"
            )
            return nil
        }
        return number
    }

    private mutating func dollars(_ place: String, _ node: JSONNode) -> Int64? {
        let amount = node.string.flatMap { try? OperatorText.amount($0) }
        guard let amount, amount.unit == .money("USD") else {
            fault(place, "must be an amount in dollars, as 0.25 USD")
            return nil
        }
        return amount.value
    }

    private mutating func scope(_ place: String, _ node: JSONNode) -> Scope {
        var scope = Scope()
        let members = node.kind == .object ? node.members.map { $0 } : []
        for (name, value) in members {
            guard let dimension = Dimension(name: name), let text = value.string else {
                fault(place, "must have strings by dimension")
                continue
            }
            scope[dimension] = text
        }
        if node.kind != .object || !scope.isWithinBounds {
            fault(
                place,
                "must be an object of at most \(Scope.dimensionsMax) values of 1 to "
                    + "\(Scope.valueBytesMax) bytes"
            )
        }
        return scope
    }
}
