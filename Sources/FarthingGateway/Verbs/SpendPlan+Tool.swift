import Farthing
import FarthingCore
import Synchronization

/// A stated call of a registered tool: its price and its guards.
extension SpendPlan {
    /// The registered tool that a body calls; nil for one that is not registered, and where the tool is
    /// only named as what a model is called for.
    static func registered(
        _ tool: String?,
        _ model: String?,
        _ key: AccessKey,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> ToolBook.Priced? {
        guard let tool, model == nil else { return nil }
        let workspace = key.workspace
        if let found = gateway.tools.tool(tool, in: workspace) { return found }
        if key.scope[.agent] != nil, gateway.tools.refusesOthers(in: workspace) {
            throw .unknownTool
        }
        return nil
    }

    /// What the call costs: the registered price in the place of whatever money the body states, and
    /// the body's word where no price is registered.
    ///
    /// - Throws: where nothing says what it costs.
    func statement(_ stated: SpendStatement?) throws(RequestRefusal) -> SpendStatement {
        guard let tool else {
            if let stated { return stated }
            if scope[.tool] != nil, scope[.model] == nil { throw .noToolPrice }
            throw .spendMissing("amount")
        }
        var amounts: [BudgetUnit: Int64] = [:]
        if case .amounts(let others) = stated { amounts = others.filter { !$0.key.isMoney } }
        amounts[tool.currency] = tool.tool.costNanos
        return .amounts(amounts)
    }

    /// Asks the guards of the registered tool; nil where nothing guards it.
    ///
    /// - Parameters:
    ///   - id: what the hold would be named.
    ///   - nanos: the call's bound in money, for the receipt of a refusal.
    /// - Throws: where one of them refuses, with what the journal is to have of it.
    func admitTool(
        _ id: HoldID,
        nanos: Int64,
        _ loop: LoopState
    ) throws(RequestRefusal) -> ToolGate.Pass? {
        guard let tool else { return nil }
        switch loop.gateway.tools.admit(tool.tool, principal: key.id, run: scope[.run]) {
        case .admitted(let pass): return pass
        case .refused(let refusal):
            throw RequestRefusal(refusal, refusal.call(id, nanos: nanos, context))
        }
    }
}

extension AccessKey {
    /// The workspace whose registered tools the key calls: what its own scope says, and nothing that
    /// its calls claim.
    var workspace: String { scope[.project] ?? ToolBook.usualWorkspace }
}

extension GatewayState {
    /// Tells the guards of a registered tool how a call ended that they let through, once.
    func leaveTool(of id: HoldID, _ end: ToolGate.End) {
        let pass = spendHolds.withLock { $0.takePass(of: id) }
        if let pass { tools.leave(pass, end) }
    }
}

extension ToolBook.Priced {
    /// Appends what a call costs: `"price": {"amount", "currency", "tool"}`.
    func writePrice(to json: inout JSONWriter) {
        json.key("price")
        json.beginObject()
        json.key("tool")
        json.string(tool.name)
        writeAmount(to: &json)
        json.endObject()
    }

    /// Appends the price's members, in nanos of the currency.
    func writeAmount(to json: inout JSONWriter) {
        json.key("amount")
        json.int(tool.costNanos)
        json.key("currency")
        json.string(currency.name)
    }
}

extension RequestRefusal {
    fileprivate static let unknownTool = RequestRefusal(
        403,
        "unknown_tool",
        type: "permission_error",
        "The tool has no registered price, and tools without one are refused. Ask an operator to "
            + "register it in the console.",
        param: "tool"
    )

    fileprivate static let noToolPrice = RequestRefusal.spend(
        "missing_required_parameter",
        "amount",
        "Nothing says what the tool costs: it is not registered in the key's workspace. State "
            + "'amount', or have an operator register the tool with its price in the console."
    )

    /// What the guards of a registered tool refuse.
    fileprivate init(_ refusal: ToolRefusal, _ call: RefusedCall) {
        let types = [429: "rate_limit_error", 409: "conflict_error"]
        self.init(
            refusal.status,
            refusal.code.rawValue,
            type: types[refusal.status] ?? "server_error",
            refusal.message,
            param: "tool"
        )
        if let ms = refusal.retryAfterMs, let seconds = refusal.retryAfterSeconds {
            fields = [
                Answer.Field("retry-after", String(seconds)),
                Answer.Field("retry-after-ms", String(ms)),
            ]
        }
        ruled = call
    }
}
