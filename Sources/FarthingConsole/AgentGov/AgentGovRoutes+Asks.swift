import FarthingCore

/// Approvals: the calls that wait, and what becomes of them.
extension AgentGovRoutes {
    func pending(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let asks = try await gov.asks.pending(of: request.principal?.workspace)
        return .json { json in
            json.key("pending")
            json.beginArray()
            for ask in asks {
                json.beginObject()
                json.key("approval_id")
                json.string(ask.id)
                json.key("agent")
                json.string(desk.registry.agent(ask.agent)?.name ?? ask.agent)
                json.key("agent_key")
                json.string(Self.maskedKey)
                json.key("tool_name")
                json.string(ask.tool)
                json.key("cost")
                json.amount(ask.costNanos)
                json.key("policies")
                json.beginArray()
                for rule in ask.rules { json.int(rule) }
                json.endArray()
                json.key("status")
                json.string("pending")
                json.key("created_at")
                json.string(GovText.time(ask.createdAtMs))
                json.endObject()
            }
            json.endArray()
            json.key("count")
            json.int(asks.count)
        }
    }

    func decide(_ request: ConsoleRequest) async throws -> ConsoleAnswer {
        let id = request.parameter("approval_id")
        var body = try GovBody(request, isLax: isCompatible)
        let repeated = body.text("approval_id", 0...RegistryChange.idBytesMax)
        let word = body.text("decision", 0...100)
        if body.has("decision"), word != "approve", word != "deny" {
            body.fault(GovFault("enum", body: "decision", "must be approve or deny"))
        }
        if !isCompatible, body.has("approval_id"), !repeated.utf8.elementsEqual(id.utf8) {
            body.fault(
                GovFault("value_error", body: "approval_id", "is not the approval of the path")
            )
        }
        try body.check()
        let isApproved = word == "approve"
        let ask: ToolAsk
        do {
            ask = try await gov.asks.decide(
                id,
                isApproved ? .approve : .deny,
                by: request.principal
            )
        } catch var error as ConsoleError where error.code == "already_decided" {
            error.status = 400
            throw error
        }
        return .json { json in
            json.key("status")
            json.string(isApproved ? "approved" : "denied")
            json.key("tool_name")
            json.string(ask.tool)
            if isApproved {
                json.key("cost")
                json.amount(ask.costNanos)
            }
            json.key("message")
            json.string(
                isApproved
                    ? "The call may be made; its money is spent."
                    : "The call must not be made; its money was given back."
            )
        }
    }
}
