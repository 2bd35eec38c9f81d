import Farthing
import FarthingCore
import Synchronization

/// One client and the server behind it: passes on what they say, and pays for calls of tools.
final class ProxySession: Sendable {
    struct State: Sendable {
        var open = OpenRequests()
        var link: (any ServerLink)?
        /// Whether the server has tools of its own.
        var hasTools = true
        /// Whether the server has a tool of the name that the proxy's own has.
        var hasStatusTool = false
        /// Tools that promise results of a shape of their own.
        var shapedTools: Set<String> = []
        /// How the server has ended by itself; nil while it is there.
        var ending: String?
        var isClosed = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }

    /// Names of tools with shapes that are kept; a server may list any number.
    static let shapedToolsMax = 4_096
    /// How long calls that were asking for money may take to give it back at the end.
    private static let givingBackMs: Int64 = 2_000

    let broker: ToolBroker
    let sink: any ClientSink
    let run: String
    let state = Mutex(State())
    /// Told once that the server has ended by itself.
    let ended: @Sendable (String) -> Void
    let note: @Sendable (String) -> Void

    var options: MCPOptions { broker.options }

    init(
        _ broker: ToolBroker,
        _ sink: any ClientSink,
        note: @escaping @Sendable (String) -> Void,
        ended: @escaping @Sendable (String) -> Void
    ) {
        self.broker = broker
        self.sink = sink
        self.note = note
        self.ended = ended
        run = broker.options.run ?? "mcp-\(HoldID.random())"
    }

    /// Connects to the server; to be done once, before anything is passed on.
    func connect(_ place: ServerPlace) async throws(LinkFailure) {
        let handler: ServerHandler = { [weak self] news in await self?.take(news) }
        let bytesMax = options.messageBytesMax
        let link: any ServerLink
        switch place {
        case .command(let words):
            link = try await ChildServer.start(words, bytesMax: bytesMax, handler)
        case .url(let address, let headers):
            link = RemoteServer(address, headers, bytesMax: bytesMax, handler)
        }
        let isClosed = state.withLock { state in
            state.link = link
            return state.isClosed
        }
        if isClosed { await link.close(isPatient: false) }
    }

    /// How the server has ended by itself; nil while it is there.
    var ending: String? { state.withLock { $0.ending } }

    // MARK: The end

    /// Lets calls under way end for so long, then charges the others, and ends the connection.
    func close(withinMs: Int64) async {
        state.withLock { $0.open.stop() }
        await waitUntilIdle(withinMs: withinMs)
        let link = state.withLock { state in
            state.isClosed = true
            return state.link
        }
        await fail(
            state.withLock { $0.open.close() },
            "client_gone",
            "the client has gone",
            isServers: false
        )
        await link?.close(isPatient: withinMs > 0)
        // Those that were asking give back what they get.
        await waitUntilIdle(withinMs: Self.givingBackMs)
    }

    /// Returns when no request is open, or after so long.
    private func waitUntilIdle(withinMs: Int64) async {
        let timer = Task.detached { [weak self] in
            try? await Task.sleep(for: .milliseconds(withinMs))
            if !Task.isCancelled { self?.stopWaiting() }
        }
        defer { timer.cancel() }
        await withCheckedContinuation { waiter in
            let isIdle = state.withLock { state in
                if state.open.isEmpty { return true }
                state.waiters.append(waiter)
                return false
            }
            if isIdle { waiter.resume() }
        }
    }

    func stopWaiting() {
        let waiters = state.withLock { state in
            defer { state.waiters = [] }
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }

    /// Wakes who waits for the end of all requests, where that has come.
    func noteIdle() {
        if state.withLock({ $0.open.isEmpty && !$0.waiters.isEmpty }) { stopWaiting() }
    }

    /// Answers requests that the server will not answer, and charges the calls among them.
    func fail(
        _ requests: [(id: RPCID, kind: OpenRequests.Kind)],
        _ code: String,
        _ reason: String,
        isServers: Bool
    ) async {
        for (id, kind) in requests {
            switch kind {
            case .call(let call):
                guard let ticket = call.ticket else {
                    let refusal = CallRefusal(
                        code,
                        tool: call.tool,
                        "The call was not passed on: \(reason).",
                        advice: "Try again once the server is there."
                    )
                    await answer(id, refusal)
                    continue
                }
                await broker.settleUnknown(ticket, code, isServers: isServers)
                await answer(id, .lost(code, call.tool, reason))
            case .initialize, .list, .other:
                await sink.answer(id, RPCText.error(id, .server, "No answer: \(reason)."))
            }
        }
        noteIdle()
    }

    func answer(_ id: RPCID, _ refusal: CallRefusal) async {
        let isStructured = state.withLock { !$0.shapedTools.contains(refusal.tool) }
        await sink.answer(
            id,
            refusal.answer(id, isStructured: isStructured, nowMs: broker.clock.nowMs)
        )
    }
}

extension CallRefusal {
    /// A call that was passed on and has no answer.
    static func lost(_ code: String, _ tool: String, _ reason: String) -> CallRefusal {
        CallRefusal(
            code,
            tool: tool,
            "No answer came: \(reason).",
            advice: "Find out what it has done before it is repeated.",
            isCharged: true
        )
    }
}
