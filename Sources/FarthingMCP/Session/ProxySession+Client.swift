import FarthingCore
import Synchronization

extension ProxySession {
    /// Takes a message of the client; what is no message is answered and ends nothing.
    func take(client bytes: [UInt8]) async {
        do throws(RPCMessage.Fault) {
            await take(client: try RPCMessage(bytes, bytesMax: options.messageBytesMax))
        } catch {
            await sink.tell(error.answer, of: nil)
        }
    }

    /// Takes a message of the client.
    func take(client message: RPCMessage) async {
        switch message.kind {
        case .request(let id, let method): await ask(id, method, message)
        case .notification("notifications/cancelled"): await cancel(message)
        case .notification(let method):
            // Servers that do not look for the id would make a call that nobody has paid for.
            guard method.hasPrefix("notifications/") else { return }
            _ = await pass(message.bytes, request: nil)
        case .response: _ = await pass(message.bytes, request: nil)
        }
    }

    private func ask(_ id: RPCID, _ method: String, _ message: RPCMessage) async {
        switch method {
        case "tools/call": await call(id, message)
        case "initialize": await forward(id, .initialize, message)
        case "server/discover":
            // Revisions without a handshake; whoever asks goes on with one that has it.
            await sink.answer(
                id,
                RPCText.error(id, .methodNotFound, "The method is not known; use 'initialize'.")
            )
        case "tools/list":
            if state.withLock({ $0.hasTools }) {
                await forward(id, .list, message)
            } else {
                await sink.answer(id, ownList(id))
            }
        default: await forward(id, .other, message)
        }
    }

    /// Passes a request on whose answer is free.
    private func forward(_ id: RPCID, _ kind: OpenRequests.Kind, _ message: RPCMessage) async {
        guard await begin(id, kind, message) else { return }
        if let failure = await pass(message.bytes, request: id) {
            guard state.withLock({ $0.open.end(id) }) != nil else { return }
            await sink.answer(id, RPCText.error(id, .server, "No answer: \(failure.reason)."))
            noteIdle()
        }
    }

    /// Takes a request in; answers it and says false where that cannot be.
    func begin(_ id: RPCID, _ kind: OpenRequests.Kind, _ message: RPCMessage) async -> Bool {
        let refusal = state.withLock { [options] state in
            state.open.begin(id, kind, token: message.progressToken, callsMax: options.callsMax)
        }
        switch refusal {
        case nil: return true
        case .duplicate:
            await sink.tell(
                RPCText.error(id, .invalidRequest, "A request of this id is open already."),
                of: nil
            )
        case .full:
            await sink.answer(
                id,
                RPCText.error(id, .server, "Too many requests are open; wait for their answers.")
            )
        case .closed:
            await sink.answer(id, RPCText.error(id, .server, "The connection is about to end."))
        }
        return false
    }

    /// Hands a message to the server; why that failed, nil where it did not.
    func pass(_ bytes: [UInt8], request: RPCID?) async -> LinkFailure? {
        let (link, ending) = state.withLock { ($0.link, $0.ending) }
        guard let link, ending == nil else {
            return LinkFailure(reason: ending ?? "the server is not there", mayHaveArrived: false)
        }
        do throws(LinkFailure) {
            try await link.send(bytes, request: request)
            return nil
        } catch {
            return error
        }
    }

    /// The client waits for a request no more: a call that was passed on is charged, one that was
    /// not is forgotten, and nothing is answered.
    private func cancel(_ message: RPCMessage) async {
        guard let id = message.params?.member("requestId").flatMap({ RPCID($0) }) else { return }
        let (kind, link) = state.withLock { ($0.open.end(id), $0.link) }
        guard let kind else { return }
        link?.abandon(id)
        switch kind {
        case .call(let call):
            if let ticket = call.ticket {
                _ = await pass(message.bytes, request: nil)
                await broker.settleUnknown(ticket, "cancelled", isServers: false)
            }
        case .initialize, .list, .other: _ = await pass(message.bytes, request: nil)
        }
        await sink.answer(id, nil)
        noteIdle()
    }

    /// The list of tools of a server that has none.
    private func ownList(_ id: RPCID) -> [UInt8] {
        RPCText.result(id) { json in
            json.key("tools")
            json.beginArray()
            if let name = options.statusTool { json.raw(StatusTool.listed(name)) }
            json.endArray()
        }
    }
}
