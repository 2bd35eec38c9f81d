import Farthing
import FarthingCore
import Synchronization

extension ProxySession {
    /// Takes what comes from the server.
    func take(_ news: ServerNews) async {
        switch news {
        case .message(let bytes):
            do throws(RPCMessage.Fault) {
                await take(server: try RPCMessage(bytes, bytesMax: options.messageBytesMax))
            } catch {
                note("the server wrote \(bytes.count) bytes that are no message; they are dropped")
            }
        case .tooLong(let beginning): await drop(beginning)
        case .failed(let id, let failure): await fail(id, failure)
        case .ended(let ending): await end(ending)
        }
    }

    private func take(server message: RPCMessage) async {
        switch message.kind {
        case .response(let id): await take(answer: message, to: id)
        case .notification("notifications/progress"):
            let token = message.params?.member("progressToken").flatMap { RPCID($0) }
            let request = token.flatMap { token in state.withLock { $0.open.request(of: token) } }
            await sink.tell(message.bytes, of: request)
        case .notification, .request: await sink.tell(message.bytes, of: nil)
        }
    }

    private func take(answer message: RPCMessage, to id: RPCID) async {
        // One that was cancelled, or that nobody has asked.
        guard let kind = state.withLock({ $0.open.end(id) }) else { return }
        switch kind {
        case .call(let call):
            guard let ticket = call.ticket else { return }
            // The ledger's disk is not waited for by what comes after.
            Task.detached { [self] in
                await book(message, ticket)
                await sink.answer(id, message.bytes)
                noteIdle()
            }
            return
        case .initialize: await sink.answer(id, greeted(message))
        case .list: await sink.answer(id, await listed(message))
        case .other: await sink.answer(id, message.bytes)
        }
        noteIdle()
    }

    /// Tells the ledger how an answered call ended.
    private func book(_ message: RPCMessage, _ ticket: ToolBroker.Ticket) async {
        if let result = message.root.member("result") {
            let isError = result.member("isError")?.bool == true
            let bytes = isError ? nil : Array(message.bytes[result.range])
            await broker.settle(ticket, result: bytes)
        } else if let code = message.root.member("error")?.member("code")?.int64,
            RPCText.Code.saysNothingWasDone(code)
        {
            await broker.release(ticket, why: "the server did not take it", hasFailed: false)
        } else {
            await broker.settleUnknown(ticket, "server_error", isServers: true)
        }
    }

    /// The server's answer to the handshake, with the capability of tools where it lacks it.
    private func greeted(_ message: RPCMessage) -> [UInt8] {
        guard let result = message.root.member("result") else { return message.bytes }
        let capabilities = result.member("capabilities")
        let hasTools = capabilities?.member("tools") != nil
        let link = state.withLock { state in
            state.hasTools = hasTools
            return state.link
        }
        if let version = result.member("protocolVersion")?.string { link?.agreed(on: version) }
        guard !hasTools, options.statusTool != nil, let capabilities, capabilities.kind == .object
        else { return message.bytes }
        var splice = JSONSplice(message.bytes)
        splice.add("tools", Array("{}".utf8), to: capabilities)
        return splice.result
    }

    /// The server's list of tools with their prices, and the proxy's own tool at its end.
    private func listed(_ message: RPCMessage) async -> [UInt8] {
        guard let result = message.root.member("result"),
            let tools = result.member("tools"), tools.kind == .array
        else { return message.bytes }
        let elements = Array(tools.elements)
        let names = elements.map { $0.member("name")?.string ?? "" }
        let shaped = zip(elements, names).filter { $0.0.member("outputSchema") != nil }.map(\.1)
        let isStatusOurs = state.withLock { [options] state in
            if names.contains(where: { $0 == options.statusTool }) { state.hasStatusTool = true }
            for name in shaped where state.shapedTools.count < Self.shapedToolsMax {
                state.shapedTools.insert(name)
            }
            return !state.hasStatusTool
        }
        var splice = JSONSplice(message.bytes)
        let prices = await broker.listedPrices()
        for (element, name) in zip(elements, names) {
            guard let price = prices[RegisteredTool.normal(options.prefix + name)] else { continue }
            splice.add(price, to: element)
        }
        let isLast = result.member("nextCursor").map(\.isNull) ?? true
        if isLast, isStatusOurs, let name = options.statusTool {
            splice.append(StatusTool.listed(name), to: tools)
        }
        return splice.result
    }

    /// A message that was too long; where it was an answer, nobody will get another.
    private func drop(_ beginning: [UInt8]) async {
        note(
            "the server wrote a message of more than \(options.messageBytesMax) bytes; it is dropped"
        )
        guard let id = RPCID(beginning: beginning) else { return }
        let reason = "the server's answer is longer than \(options.messageBytesMax) bytes"
        await fail(id, LinkFailure(reason: reason, mayHaveArrived: true))
    }

    /// A request that gets no answer.
    private func fail(_ id: RPCID, _ failure: LinkFailure) async {
        guard let kind = state.withLock({ $0.open.end(id) }) else { return }
        if case .call(let call) = kind {
            guard let ticket = call.ticket else { return }
            await fail(id, call.tool, ticket, failure)
        } else {
            await sink.answer(id, RPCText.error(id, .server, "No answer: \(failure.reason)."))
            noteIdle()
        }
    }

    /// The server is gone: every open request is answered, and every open call charged.
    private func end(_ ending: String) async {
        let (requests, isNew) = state.withLock { state in
            let isNew = !state.isClosed && state.ending == nil
            if isNew { state.ending = ending }
            return (state.open.close(), isNew)
        }
        await fail(requests, "server_gone", ending, isServers: true)
        if isNew { ended(ending) }
    }
}

extension ToolBroker {
    /// The registered tools by their names' normal spelling; none where the ledger cannot be asked.
    fileprivate func listedPrices() async -> [String: ToolPrice] {
        let tools: [ToolPrice]? = try? await desk.tools(limit: 1_000)
        return Dictionary((tools ?? []).map { (RegisteredTool.normal($0.name), $0) }) { first, _ in
            first
        }
    }
}

extension JSONSplice {
    /// Adds a tool's price to its `_meta`.
    fileprivate mutating func add(_ price: ToolPrice, to tool: JSONNode) {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        price.writePrice(to: &json)
        json.endObject()
        let value = json.bytes
        guard let meta = tool.member("_meta") else {
            add("_meta", Array(#"{"farthing/price":"#.utf8) + value + Array("}".utf8), to: tool)
            return
        }
        guard meta.kind == .object, meta.member("farthing/price") == nil else { return }
        add("farthing/price", value, to: meta)
    }
}
