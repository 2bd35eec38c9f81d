import FarthingCore

/// Rules about the calls of tools: agent-gov's policies.
extension AgentGovRoutes {
    /// Rules of a workspace: a call asks each, and its receipt names those that speak.
    static let rulesMax = 500

    private static let typeTexts = [
        "block_tool": "Speaks of every call of one tool: tool_name.",
        "block_tool_over_cost": "Speaks of every call that costs more than max_cost.",
        "block_category": "Speaks of every call of the tools of one category: category.",
        "budget_warning":
            "Speaks when an agent has spent threshold_pct (80) per cent of its daily budget.",
        "require_approval":
            "Speaks of every call of tool_name, and of every one that costs min_cost or more.",
    ]
    private static let actionTexts = [
        "block": "The call is refused.",
        "warn": "The call is made, and its answer has a warning.",
        "require_approval": "The call's money is held until somebody approves or denies it.",
    ]

    func ruleTypes(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        .json { json in
            json.key("policy_types")
            json.beginObject()
            for type in ToolRule.Condition.types {
                json.key(text: type)
                json.string(Self.typeTexts[type] ?? "")
            }
            json.endObject()
            json.key("actions")
            json.beginObject()
            for action in ToolRule.Action.allCases {
                json.key(text: action.rawValue)
                json.string(Self.actionTexts[action.rawValue] ?? "")
            }
            json.endObject()
        }
    }

    func addRule(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        var body = try GovBody(request, isLax: isCompatible)
        let name = body.text("name", 1...100)
        let description = body.text("description", 0...500, usual: "")
        let type = body.text("policy_type", 0...Route.bodyBytesMax)
        let config = body.object("policy_config")
        let actionName = body.text("action", 0...Route.bodyBytesMax, usual: "block")
        let workspaceID = body.text("workspace_id", 0...50, usual: Workspace.usual)
        try body.check()
        guard ToolRule.Condition.types.contains(type) else {
            throw unknownWord("policy type", type, ToolRule.Condition.types)
        }
        guard let action = ToolRule.Action(rawValue: actionName) else {
            throw unknownWord("action", actionName, ToolRule.Action.allCases.map(\.rawValue))
        }
        let (bytes, condition) = try Self.condition(type, config, in: request.body)
        let workspace = try await desk.workspace(workspaceID, for: request.principal)
        guard desk.registry.rules(of: workspace.id).count < Self.rulesMax else {
            throw ConsoleError(
                409,
                "too_many_rules",
                "A workspace has at most \(Self.rulesMax) rules; delete some."
            )
        }
        let nowMs = desk.clockMs()
        await gov.hits.prepare(nowMs: nowMs)
        var rule = ToolRule(
            number: nextNumber(),
            workspace: workspace.id,
            name: name,
            description: description,
            type: type,
            config: bytes,
            condition: condition,
            action: action,
            createdAtMs: nowMs,
            updatedAtMs: nowMs
        )
        for attempt in 0... {
            do {
                try await store(rule, .absent, request.principal)
                break
            } catch let error as ConsoleError where error.code == "stale" && attempt < 8 {
                // Its number was given meanwhile.
                rule.number = nextNumber()
            }
        }
        return .json { json in
            json.key("id")
            json.int(rule.number)
            json.key("name")
            json.string(rule.name)
            json.key("policy_type")
            json.string(rule.type)
            json.key("action")
            json.string(rule.action.rawValue)
            json.key("workspace_id")
            json.string(rule.workspace)
            json.key("enabled")
            json.bool(rule.isEnabled)
            json.key("message")
            json.string("The rule is in force for the calls of the workspace's agents.")
        }
    }

    func rules(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let filter = try filter(request)
        let rules = desk.registry.rules(of: filter.workspace)
        await gov.hits.prepare(nowMs: desk.clockMs())
        return .json { json in
            json.key("policies")
            json.beginArray()
            for rule in rules {
                json.beginObject()
                json.members(of: rule, violations: gov.hits.count(of: rule.number))
                json.endObject()
            }
            json.endArray()
            json.key("count")
            json.int(rules.count)
        }
    }

    func rule(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        await shown(try found(request))
    }

    func deleteRule(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let rule = try found(request)
        do {
            try await store(rule, nil, .any, request.principal)
        } catch let error as ConsoleError where error.code == "stale" {
            throw Self.noRule
        }
        return .json { json in
            json.key("status")
            json.string("deleted")
            json.key("policy_id")
            json.int(rule.number)
        }
    }

    func toggleRule(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        // What is wrong with the body goes before what is not there.
        let number = try Self.number(request)
        var body = try GovBody(request, isLax: isCompatible)
        let isEnabled = body.truth("enabled")
        try body.check()
        var rule = try found(number, request.principal)
        rule.isEnabled = isEnabled
        rule.updatedAtMs = desk.clockMs()
        let version = desk.registry.version(ToolRule.collection, String(number))
        try await store(rule, version.map { .version($0) } ?? .any, request.principal)
        return await shown(rule)
    }

    // MARK: Parts

    private static let noRule = ConsoleError(404, "not_found", "There is no policy of this number.")

    private func found(_ request: ConsoleRequest) throws -> ToolRule {
        try found(try Self.number(request), request.principal)
    }

    private func found(_ number: Int64, _ principal: Principal?) throws -> ToolRule {
        guard let rule = desk.registry.rule(number), principal?.mayEnter(rule.workspace) ?? true
        else { throw Self.noRule }
        return rule
    }

    private static func number(_ request: ConsoleRequest) throws -> Int64 {
        guard let number = Int64(request.parameter("policy_id")) else {
            throw ConsoleError.faulty([
                GovFault(
                    "int_parsing",
                    [.name("path"), .name("policy_id")],
                    "must be a whole number"
                )
            ])
        }
        return number
    }

    /// A number that no rule has and none has had of which receipts speak.
    private func nextNumber() -> Int64 {
        var number = desk.registry.nextRule()
        while gov.hits.count(of: number) > 0 { number = desk.registry.nextRule() }
        return number
    }

    private func store(
        _ rule: ToolRule,
        _ expects: RegistryEdit.Expectation,
        _ principal: Principal?
    ) async throws {
        try await store(rule, rule.document, expects, principal)
    }

    private func store(
        _ rule: ToolRule,
        _ document: [UInt8]?,
        _ expects: RegistryEdit.Expectation,
        _ principal: Principal?
    ) async throws {
        let edit = RegistryEdit(
            collection: ToolRule.collection,
            id: String(rule.number),
            document: document,
            expects: expects
        )
        try await desk.change([edit], by: principal)
    }

    private func shown(_ rule: ToolRule) async -> ConsoleAnswer {
        let violations = await gov.violations(of: rule.number)
        return .json { json in json.members(of: rule, violations: violations) }
    }

    /// Reads a rule's configuration, in the bytes in which it is kept.
    private static func condition(
        _ type: String,
        _ config: JSONNode?,
        in body: [UInt8]
    ) throws -> ([UInt8], ToolRule.Condition) {
        let bytes = config.map { Array(body[$0.range]) } ?? Array("{}".utf8)
        do {
            let root = try config ?? JSONDocument(bytes).root
            for member in root.members where member.value.isNull {
                throw ToolRule.Condition.Fault(member: member.name, reason: "must not be null")
            }
            return (bytes, try ToolRule.Condition(type: type, root))
        } catch let fault as ToolRule.Condition.Fault {
            let known = ["tool_name", "max_cost", "category", "threshold_pct", "min_cost"]
            // The name of a member that nobody knows was sent.
            let member = known.contains(fault.member) ? [GovFault.Step.name(fault.member)] : []
            throw ConsoleError.faulty([
                GovFault(
                    "value_error",
                    [.name("body"), .name("policy_config")] + member,
                    fault.reason
                )
            ])
        }
    }

    private func unknownWord(_ what: String, _ word: String, _ known: [String]) -> ConsoleError {
        // Repeated as agent-gov does it, where it can be nothing but the name of a kind.
        let isName =
            (1...32).contains(word.utf8.count)
            && word.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
            }
        return ConsoleError(
            400,
            "invalid",
            "There is no \(what)\(isName ? " \(word)" : ""); it is one of "
                + "\(known.joined(separator: ", "))."
        )
    }
}

extension JSONWriter {
    fileprivate mutating func members(of rule: ToolRule, violations: Int64) {
        key("id")
        int(rule.number)
        key("workspace_id")
        string(rule.workspace)
        key("name")
        string(rule.name)
        key("description")
        string(rule.description)
        key("policy_type")
        string(rule.type)
        key("policy_config")
        raw(rule.config)
        key("action")
        string(rule.action.rawValue)
        key("enabled")
        bool(rule.isEnabled)
        key("violation_count")
        int(violations)
        key("created_at")
        string(GovText.time(rule.createdAtMs))
        key("updated_at")
        string(GovText.time(rule.updatedAtMs))
    }
}
