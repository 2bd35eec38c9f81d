import Farthing
import FarthingCore
import Synchronization

extension ProxySession {
    /// Takes a call of a tool, and goes on without waiting for it.
    func call(_ id: RPCID, _ message: RPCMessage) async {
        guard let name = message.params?.member("name")?.string else {
            let text = "A call of a tool needs 'params.name'."
            await sink.answer(id, RPCText.error(id, .invalidParams, text))
            return
        }
        guard await begin(id, .call(OpenRequests.OpenCall(tool: name)), message) else { return }
        let isStatus = state.withLock { !$0.hasStatusTool } && name == options.statusTool
        Task.detached { [self] in
            if isStatus {
                await tellStatus(id)
            } else {
                await pay(id, name, message)
            }
            noteIdle()
        }
    }

    /// Asks for the money, passes the call on, and sees to it that it ends.
    private func pay(_ id: RPCID, _ name: String, _ message: RPCMessage) async {
        let arguments = { @Sendable in
            CanonicalJSON.bytes(of: message.params?.member("arguments"), in: message.bytes)
        }
        switch await broker.admit(name, arguments: arguments, run: run) {
        case .refused(let refusal):
            guard state.withLock({ $0.open.refuse(id) }) != nil else { return }
            await answer(id, refusal)
        case .repeated(let result):
            guard state.withLock({ $0.open.refuse(id) }) != nil else { return }
            await sink.answer(id, RPCText.result(id, raw: result))
        case .admitted(let ticket):
            guard state.withLock({ $0.open.hold(id, ticket) }) else {
                await broker.release(ticket, why: "cancelled before it was sent", hasFailed: false)
                return
            }
            await send(id, name, message, ticket)
        }
    }

    private func send(
        _ id: RPCID,
        _ name: String,
        _ message: RPCMessage,
        _ ticket: ToolBroker.Ticket
    ) async {
        let timer = Task.detached { [weak self, options] in
            try? await Task.sleep(for: .milliseconds(options.timeoutMs))
            if !Task.isCancelled { await self?.timeOut(id) }
        }
        guard state.withLock({ $0.open.setTimer(id, timer) }) else {
            // Cancelled in between, and charged: what it costs is known, what it does is nothing.
            timer.cancel()
            return
        }
        guard let failure = await pass(message.bytes, request: id),
            state.withLock({ $0.open.end(id) }) != nil
        else { return }
        await fail(id, name, ticket, failure)
    }

    /// A call that the server did not get, or perhaps did.
    func fail(
        _ id: RPCID,
        _ name: String,
        _ ticket: ToolBroker.Ticket,
        _ failure: LinkFailure
    ) async {
        if failure.mayHaveArrived {
            await broker.settleUnknown(ticket, "server_failed", isServers: true)
            await answer(id, .lost("server_failed", name, failure.reason))
        } else {
            await broker.release(ticket, why: "the server did not get it", hasFailed: true)
            await answer(
                id,
                CallRefusal(
                    "server_unreachable",
                    tool: name,
                    "The server did not get it: \(failure.reason).",
                    advice: "Try again later, or go on without it."
                )
            )
        }
        noteIdle()
    }

    /// No answer came in time: the server is told, and the call is charged.
    private func timeOut(_ id: RPCID) async {
        let (kind, link) = state.withLock { ($0.open.end(id), $0.link) }
        guard case .call(let call) = kind, let ticket = call.ticket else { return }
        link?.abandon(id)
        Task.detached { [self] in _ = await pass(RPCText.cancelled(id), request: nil) }
        await broker.settleUnknown(ticket, "timed_out", isServers: true)
        let reason = "the server did not answer within \(ShownAmount.span(options.timeoutMs))"
        await answer(id, .lost("tool_timed_out", call.tool, reason))
        noteIdle()
    }

    /// Answers the proxy's own tool.
    private func tellStatus(_ id: RPCID) async {
        let answered: [UInt8]
        do throws(SpendError) {
            let accounts = try await broker.desk.accounts(run: run)
            let tools = try await broker.desk.tools(limit: 1_000)
            answered = StatusTool.answer(
                id,
                accounts,
                tools,
                run: run,
                prefix: options.prefix,
                nowMs: broker.clock.nowMs
            )
        } catch {
            let tool = options.statusTool ?? ""
            guard state.withLock({ $0.open.refuse(id) }) != nil else { return }
            await answer(id, CallRefusal(error, tool: tool, nowMs: broker.clock.nowMs))
            return
        }
        guard state.withLock({ $0.open.refuse(id) }) != nil else { return }
        await sink.answer(id, answered)
    }
}
