import FarthingCore
import FarthingPolicy

/// One budget in the policy's language, as JSON.
struct BudgetDefinition: Sendable {
    var budget: Budget
    /// An object; as it was sent where somebody has sent it.
    var json: [UInt8]

    /// Reads one that was sent, and checks all of it but whether its id is taken.
    ///
    /// - Parameters:
    ///   - node: the member `definition` of `body`.
    ///   - workspace: whose calls alone it is to count; nil leaves it as it is.
    /// - Throws: ``ConsoleError`` 422 with every fault.
    init(
        _ node: JSONNode,
        in body: [UInt8],
        workspace: String?,
        zone: (String) -> ZoneRules?
    ) throws(ConsoleError) {
        guard node.kind == .object else {
            throw Self.error([.init("/definition", "must be an object: one budget")])
        }
        var object = Array(body[node.range])
        if let workspace { object = try Self.narrowed(node, body, to: workspace) }
        let budget: Budget?
        do throws(PolicyFileErrors) {
            budget = try PolicyReader.read(
                Array(#"{"version":1,"budgets":["#.utf8) + object + Array("]}".utf8),
                file: "definition.json",
                format: .json,
                zones: zone
            ).budgets.first
        } catch {
            throw Self.error(
                error.errors.map { fault in
                    .init(Self.pointer(fault.key), PolicyFaultText.text(fault.message))
                }
            )
        }
        guard let budget else {
            throw Self.error([.init("/definition", "must be an object: one budget")])
        }
        self.budget = budget
        json = object
    }

    /// A budget that is in force.
    init(_ budget: Budget) {
        self.budget = budget
        json = RegistryText.object { Self.write(budget, to: &$0) }
    }

    static func error(_ faults: [ConsoleError.Fault]) -> ConsoleError {
        let shown = faults.prefix(3).map { "\($0.place) \($0.detail)" }.joined(separator: "; ")
        var error = ConsoleError(422, "invalid", "The definition is wrong: \(shown).")
        error.faults = faults
        return error
    }

    // MARK: Reading

    /// The definition with the workspace among what its calls must look like.
    private static func narrowed(
        _ node: JSONNode,
        _ body: [UInt8],
        to workspace: String
    ) throws(ConsoleError) -> [UInt8] {
        let match = node.member("match")
        let place = "/definition/match/project"
        if let project = match?.member("project") {
            guard project.string == workspace else {
                throw error([.init(place, "must be the budget's workspace, or left out")])
            }
            return Array(body[node.range])
        }
        var json = JSONWriter(capacity: node.range.count + 128)
        json.beginObject()
        for (name, value) in node.members where name != "match" {
            json.key(text: name)
            json.raw(body[value.range])
        }
        json.key("match")
        if let match, match.kind != .object {
            // What is wrong with it is said by whoever reads it.
            json.raw(body[match.range])
        } else {
            json.beginObject()
            for (name, value) in match?.members.map({ $0 }) ?? [] {
                json.key(text: name)
                json.raw(body[value.range])
            }
            json.key("project")
            json.string(workspace)
            json.endObject()
        }
        json.endObject()
        return json.bytes
    }

    /// `budgets[0].thresholds[1].at` as `/definition/thresholds/1/at`.
    static func pointer(_ key: String) -> String {
        let prefix = "budgets[0]"
        guard key.hasPrefix(prefix) else { return "/definition" }
        let rest = key.dropFirst(prefix.count)
        return "/definition"
            + rest.replacing("[", with: "/").replacing("]", with: "").replacing(".", with: "/")
    }

    // MARK: Writing

    private static func write(_ budget: Budget, to json: inout JSONWriter) {
        if budget.countsFromNow {
            json.key("countFrom")
            json.string("now")
        }
        write("from", budget.effective.fromMs, to: &json)
        if budget.holdMode != .ceiling {
            json.key("hold")
            json.string(budget.holdMode.rawValue)
        }
        json.key("id")
        json.string(budget.id)
        json.key("limit")
        json.string(amount(budget.limit, budget.unit))
        if !budget.match.terms.isEmpty {
            json.key("match")
            json.beginObject()
            for term in budget.match.terms {
                json.key(text: term.dimension.name)
                json.string(term.pattern.pattern)
            }
            json.endObject()
        }
        if !budget.isEnforced {
            json.key("mode")
            json.string("shadow")
        }
        if !budget.per.isEmpty {
            json.key("per")
            json.texts(budget.per.map(\.name))
        }
        if !budget.thresholds.isEmpty {
            json.key("thresholds")
            json.beginArray()
            for threshold in budget.thresholds { write(threshold, to: &json) }
            json.endArray()
        }
        if budget.zone != .utc {
            json.key("timezone")
            json.string(budget.zone.name)
        }
        write("until", budget.effective.untilMs, to: &json)
        if !budget.warnsByDefault {
            json.key("warnings")
            json.string("off")
        }
        if let window = BudgetText.window(budget) {
            json.key("window")
            json.string(window)
        }
    }

    private static func write(_ key: StaticString, _ ms: Int64?, to json: inout JSONWriter) {
        guard let ms else { return }
        json.key(key)
        json.string(appending: { appendTimestamp(ms, to: &$0) })
    }

    private static func write(_ threshold: Threshold, to json: inout JSONWriter) {
        json.beginObject()
        json.key("at")
        json.string(share(threshold.atBasisPoints))
        json.key("do")
        json.string(threshold.action.name)
        switch threshold.action {
        case .warn, .pause, .block: break
        case .downgrade(let models):
            json.key("to")
            json.texts(models)
        case .wait(let deadlineMs):
            json.key("within")
            json.string("\(deadlineMs)ms")
        case .approve(let terms):
            json.key("approvers")
            json.string(terms.group)
            json.key("need")
            json.int(terms.needed)
            json.key("within")
            json.string("\(terms.withinMs)ms")
            if terms.waitMs != 0 {
                json.key("wait")
                json.string("\(terms.waitMs)ms")
            }
        }
        if let reason = threshold.reason {
            json.key("reason")
            json.string(reason)
        }
        json.endObject()
    }

    /// A share in basis points as `80%` or `12.5%`.
    private static func share(_ basisPoints: Int64) -> String {
        decimal(basisPoints * 10_000_000) + "%"
    }

    private static func decimal(_ nanos: Int64) -> String {
        Money(nanos: nanos)?.shownDecimal ?? "0"
    }

    /// An amount with its unit, as policies write it.
    static func amount(_ value: Int64, _ unit: BudgetUnit) -> String {
        switch unit {
        case .money(let currency): "\(decimal(value)) \(currency)"
        case .credits("default"): "\(value) credits"
        default: "\(value) \(unit.name)"
        }
    }
}

extension Budget {
    /// The workspace whose calls alone it counts; nil for everybody's.
    var workspace: String? {
        match.terms.first { $0.dimension == .project && $0.pattern.isPlain }?.pattern.pattern
    }
}
