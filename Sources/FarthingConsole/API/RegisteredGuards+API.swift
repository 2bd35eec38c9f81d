import FarthingCore

extension BodyMembers {
    /// What is judged before each call of a tool; faults are noted.
    mutating func toolGuards(_ name: String) -> RegisteredGuards {
        guard let node = node(name), node.kind != .null else { return RegisteredGuards() }
        guard node.kind == .object else {
            fault(name, "must be an object")
            return RegisteredGuards()
        }
        var guards = RegisteredGuards()
        for (member, value) in node.members {
            let place = name + "/" + member
            switch member {
            case "attempts_max":
                guards.attemptsMax = number(value, place, 1...1_000_000)
            case "rate_limit":
                let bounds = [("calls_max", Int64(1_000_000)), ("period_ms", 86_400_000)]
                if let numbers = numbers(value, place, bounds) {
                    guards.rateLimit = .init(callsMax: numbers[0], periodMs: numbers[1])
                }
            case "circuit_breaker":
                let bounds = [("failures_max", Int64(1_000)), ("reset_ms", 86_400_000)]
                if let numbers = numbers(value, place, bounds) {
                    guards.circuitBreaker = .init(failuresMax: numbers[0], resetMs: numbers[1])
                }
            case "idempotency":
                let bounds = [("ttl_ms", Int64(2_592_000_000))]
                guards.idempotencyMs = numbers(value, place, bounds)?[0]
            // What was sent is not repeated.
            default: fault(name, "has a member that is no guard")
            }
        }
        return guards
    }

    /// The numbers of an object that has all of them, from 1 to their bounds, and nothing else.
    private mutating func numbers(
        _ node: JSONNode,
        _ place: String,
        _ members: [(name: String, max: Int64)]
    ) -> [Int64]? {
        let names = members.map(\.name)
        guard node.kind == .object, node.members.allSatisfy({ names.contains($0.name) }) else {
            fault(place, "must be an object of \(names.joined(separator: ", "))")
            return nil
        }
        var numbers: [Int64] = []
        for (name, max) in members {
            guard let member = node.member(name) else {
                fault(place + "/" + name, "must be given")
                continue
            }
            if let number = number(member, place + "/" + name, 1...max) { numbers.append(number) }
        }
        return numbers.count == members.count ? numbers : nil
    }

    private mutating func number(
        _ node: JSONNode,
        _ place: String,
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
}
