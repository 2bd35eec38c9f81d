import Farthing
import FarthingCore

/// The tool that tells an agent what is left; the proxy answers it itself, and it costs nothing.
enum StatusTool {
    /// Accounts and tools in one answer; what is beyond is counted.
    static let linesMax = 100

    /// The tool as the list of tools has it.
    static func listed(_ name: String) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("name")
        json.string(name)
        json.key("title")
        json.literalString("Budget status")
        json.key("description")
        json.string(
            "Tells what is left of each budget that calls of tools here count in, when it rolls over, "
                + "and what each tool costs. Free. Call it before a plan of many calls, and after a "
                + "refusal."
        )
        json.key("inputSchema")
        json.beginObject()
        json.key("type")
        json.literalString("object")
        json.key("properties")
        json.beginObject()
        json.endObject()
        json.endObject()
        json.key("annotations")
        json.beginObject()
        json.key("readOnlyHint")
        json.bool(true)
        json.key("idempotentHint")
        json.bool(true)
        json.key("openWorldHint")
        json.bool(false)
        json.endObject()
        json.endObject()
        return json.bytes
    }

    /// The answer to a call of it.
    ///
    /// - Parameter prefix: what stands before the names of tools that are shown, and is not shown.
    static func answer(
        _ id: RPCID,
        _ accounts: [AccountStatement],
        _ tools: [ToolPrice],
        run: String,
        prefix: String,
        nowMs: Int64
    ) -> [UInt8] {
        let own = tools.filter { $0.name.hasPrefix(prefix) }
        return RPCText.result(id) { json in
            json.key("content")
            json.beginArray()
            json.beginObject()
            json.key("type")
            json.literalString("text")
            json.key("text")
            json.string(text(accounts, own, prefix, nowMs))
            json.endObject()
            json.endArray()
            json.key("structuredContent")
            json.beginObject()
            json.key("run")
            json.string(run)
            json.key("budgets")
            json.beginArray()
            for account in accounts.prefix(linesMax) { account.write(to: &json) }
            json.endArray()
            json.key("tools")
            json.beginArray()
            for tool in own.prefix(linesMax) {
                json.beginObject()
                json.key("name")
                json.string(String(tool.name.dropFirst(prefix.count)))
                tool.writePrice(to: &json)
                json.endObject()
            }
            json.endArray()
            json.endObject()
            json.key("isError")
            json.bool(false)
        }
    }

    private static func text(
        _ accounts: [AccountStatement],
        _ tools: [ToolPrice],
        _ prefix: String,
        _ nowMs: Int64
    ) -> String {
        var lines = accounts.prefix(linesMax).map { account in
            var line = "budget \(account.key.budget)"
            if !account.key.scope.isEmpty { line += " (\(account.key.scope))" }
            line += ": \(ShownAmount.text(max(0, account.free), account.unit)) left of "
            line += ShownAmount.text(account.limit + account.topUps, account.unit)
            line += ", \(ShownAmount.text(account.spent, account.unit)) spent"
            if account.held > 0 { line += ", \(ShownAmount.text(account.held, account.unit)) held" }
            if account.windowEndsMs != Int64.max {
                line += ", rolls over in \(ShownAmount.span(account.windowEndsMs - nowMs))"
            }
            return line + (account.isPaused || account.isFrozen ? ", paused" : "")
        }
        if accounts.isEmpty { lines = ["Nothing was spent yet, and no budget is open."] }
        if accounts.count > linesMax { lines.append("and \(accounts.count - linesMax) more") }
        for tool in tools.prefix(linesMax) {
            let name = tool.name.dropFirst(prefix.count)
            lines.append(
                "tool \(name): \(ShownAmount.money(tool.amountNanos)) \(tool.currency) a call"
            )
        }
        if tools.count > linesMax { lines.append("and \(tools.count - linesMax) more tools") }
        return lines.joined(separator: "\n")
    }
}

extension ToolPrice {
    /// Appends what a call costs: nanos of the currency, and the same as people read it.
    func writePrice(to json: inout JSONWriter) {
        json.key("amount")
        json.int(amountNanos)
        json.key("currency")
        json.string(currency)
        json.key("shown")
        json.string(ShownAmount.money(amountNanos) + " " + currency)
    }
}

extension AccountStatement {
    fileprivate func write(to json: inout JSONWriter) {
        json.beginObject()
        json.key("budget")
        json.string(key.budget)
        json.key("scope")
        json.string(key.scope)
        json.key("unit")
        json.string(unit.name)
        json.key("limit")
        json.int(limit + topUps)
        json.key("spent")
        json.int(spent)
        json.key("held")
        json.int(held)
        json.key("remaining")
        json.int(max(0, free))
        json.key("paused")
        json.bool(isPaused || isFrozen)
        if windowEndsMs != Int64.max {
            json.key("windowEndsMs")
            json.int(windowEndsMs)
        }
        json.endObject()
    }
}
