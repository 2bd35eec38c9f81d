import Farthing
import FarthingCore
import FarthingMCP
import NIOPosix
import Synchronization
import Testing

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

@Suite("The proxy", .timeLimit(.minutes(5)))
struct ProxyTests {
    private func wait(_ what: Comment, _ condition: () -> Bool) async throws {
        for _ in 0..<3_000 where !condition() { try await Task.sleep(for: .milliseconds(10)) }
        #expect(condition(), what)
    }

    @Test("a call is settled when its answer is there, and all else passes through")
    func settles() async throws {
        let desk = ScriptedDesk()
        let pair = try Pair(desk)
        await pair.call(1, "any")
        #expect(try await pair.hear().member("result")?.member("mark")?.int64 == 1)
        await pair.say(#"{"jsonrpc":"2.0","id":2,"method":"resources/list"}"#)
        #expect(try await pair.hear().member("id")?.int64 == 2)
        #expect(await pair.end() == .done)
        #expect(desk.settledCount == 1 && desk.openCount == 0)
        let call = try #require(desk.state.withLock { $0.asked.first })
        #expect(call.tool == "any" && call.amountNanos == nil)
        #expect(call.scope[.run]?.hasPrefix("mcp-") == true)
    }

    @Test(
        "how a call ended says whether it is charged, and whom the breaker blames",
        arguments: [
            ("any", "answered"), ("bad", "answered"), ("wrong", "released"), ("broken", "failed"),
        ]
    )
    func ends(_ tool: String, _ end: String) async throws {
        let desk = ScriptedDesk()
        let pair = try Pair(desk)
        await pair.call(1, tool)
        _ = try await pair.hear()
        #expect(await pair.end() == .done)
        let found = desk.state.withLock { state in
            state.released.isEmpty ? state.settled.values.first.map { "\($0)" } : "released"
        }
        #expect(found == end)
        #expect(desk.openCount == 0)
    }

    @Test("a refused call does not reach the server")
    func refuses() async throws {
        let desk = ScriptedDesk(room: 0)
        let pair = try Pair(desk)
        await pair.call(1, "end")
        let refusal = try await pair.hearRefusal()
        #expect(refusal.code == "budget_exceeded" && !refusal.isCharged)
        desk.set { $0.isAway = true }
        await pair.call(2, "end")
        #expect(try await pair.hearRefusal().code == "ledger_unavailable")
        // The server is there still.
        await pair.say(#"{"jsonrpc":"2.0","id":3,"method":"ping"}"#)
        #expect(try await pair.hear().member("id")?.int64 == 3)
        #expect(await pair.end() == .done)
    }

    @Test("a call that is cancelled while the ledger is asked gives back what it gets")
    func cancelledEarly() async throws {
        let desk = ScriptedDesk()
        desk.set { $0.isSlow = true }
        let pair = try Pair(desk)
        await pair.call(1, "end")
        try await wait("the hold is asked for") { desk.state.withLock { $0.waiters.count } == 1 }
        await pair.say(
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        )
        await pair.say(#"{"jsonrpc":"2.0","id":2,"method":"ping"}"#)
        #expect(try await pair.hear().member("id")?.int64 == 2)
        desk.hurry()
        try await wait("the hold is given back") { desk.releasedCount == 1 }
        #expect(await pair.end() == .done)
        #expect(desk.settledCount == 0 && desk.openCount == 0)
    }

    @Test("a call that is cancelled on its way, or that the client leaves, is charged")
    func cancelledLate() async throws {
        let desk = ScriptedDesk()
        var options = MCPOptions()
        options.drainMs = 50
        let pair = try Pair(desk, options)
        await pair.call(1, "mute")
        await pair.call(2, "mute")
        try await wait("both are held") { desk.openCount == 2 }
        // What comes after them shows that they went out.
        await pair.call(3, "any")
        _ = try await pair.hear()
        await pair.say(
            #"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":1}}"#
        )
        try await wait("the cancelled one is charged") { desk.settledCount == 2 }
        #expect(desk.openCount == 1)
        #expect(await pair.end() == .done)
        #expect(desk.settledCount == 3 && desk.openCount == 0 && desk.releasedCount == 0)
    }

    @Test("a call without an answer in time is charged, and its late answer goes nowhere")
    func timesOut() async throws {
        let desk = ScriptedDesk()
        var options = MCPOptions()
        options.timeoutMs = 1_000
        let server = """
            read -r line
            while read -r line; do case "$line" in *notifications/go*) break;; esac; done
            printf '{"jsonrpc":"2.0","id":1,"result":{"content":[]}}\\n'
            printf '{"jsonrpc":"2.0","method":"notifications/after"}\\n'
            while read -r line; do :; done
            """
        let pair = try Pair(desk, options, server: server)
        await pair.call(1, "any")
        let refusal = try await pair.hearRefusal()
        #expect(refusal.code == "tool_timed_out" && refusal.isCharged)
        await pair.say(#"{"jsonrpc":"2.0","method":"notifications/go"}"#)
        #expect(try await pair.hear().member("method")?.string == "notifications/after")
        #expect(await pair.end() == .done)
        #expect(desk.settledCount == 1 && desk.openCount == 0)
    }

    @Test("a server that ends is the end of every call, and of the proxy")
    func serverEnds() async throws {
        let desk = ScriptedDesk()
        let pair = try Pair(desk)
        await pair.call(1, "mute")
        try await wait("it is held") { desk.openCount == 1 }
        await pair.call(2, "end")
        for _ in 0..<2 {
            let refusal = try await pair.hearRefusal()
            #expect(refusal.code == "server_gone" && refusal.isCharged)
        }
        #expect(await pair.ending() == .serverGone("the server's program ended with status 3"))
        #expect(desk.settledCount == 2 && desk.openCount == 0)
    }

    @Test("a server gets none of the proxy's open files")
    func inheritsNothing() async throws {
        // Pipes that no program is to have: the first pair's, and those that a thread opens and
        // closes all the while. A server that had one would say so.
        let first = try Pair(ScriptedDesk())
        let opened = Atomic(0)
        let isOver = Atomic(false)
        let pool = NIOThreadPool(numberOfThreads: 1)
        pool.start()
        async let opening: Void = pool.runIfActive {
            while !isOver.load(ordering: .relaxed) {
                var ends: [CInt] = [-1, -1]
                if pipe(&ends) == 0 { for end in ends { close(end) } }
                opened.add(1, ordering: .relaxed)
            }
        }
        defer { isOver.store(true, ordering: .relaxed) }
        try await wait("pipes are opened") { opened.load(ordering: .relaxed) > 0 }
        let server = """
            read -r line
            for fd in /proc/$$/fd/*; do
              case "${fd##*/}" in 0|1|2|3) continue;; esac
              # 3 is the shell's own, to read what its programs say.
              case "$(readlink "$fd")" in
                pipe:*|socket:*) printf '{"jsonrpc":"2.0","method":"open"}\\n';;
              esac
            done
            printf '{"jsonrpc":"2.0","method":"closed"}\\n'
            while read -r line; do :; done
            """
        for _ in 0..<20 {
            let pair = try Pair(ScriptedDesk(), server: server)
            await pair.say(#"{"jsonrpc":"2.0","method":"notifications/x"}"#)
            #expect(try await pair.hear().member("method")?.string == "closed")
            #expect(await pair.end() == .done)
        }
        isOver.store(true, ordering: .relaxed)
        try await opening
        #expect(await first.end() == .done)
        try await pool.shutdownGracefully()
    }

    @Test("stopping charges what is under way")
    func stops() async throws {
        let desk = ScriptedDesk()
        let pair = try Pair(desk)
        await pair.call(1, "mute")
        try await wait("it is held") { desk.openCount == 1 }
        pair.stop()
        #expect(await pair.ending() == .done)
        #expect(desk.settledCount == 1 && desk.openCount == 0)
    }

    @Test("no more calls are under way than are allowed, and an id is open once")
    func bounds() async throws {
        let desk = ScriptedDesk()
        var options = MCPOptions()
        (options.callsMax, options.drainMs) = (2, 0)
        let pair = try Pair(desk, options)
        await pair.call(1, "mute")
        await pair.call(2, "mute")
        await pair.call(3, "mute")
        let full = try await pair.hear()
        #expect(full.member("id")?.int64 == 3)
        #expect(full.member("error")?.member("code")?.int64 == -32_000)
        await pair.call(2, "mute")
        #expect(try await pair.hear().member("error")?.member("code")?.int64 == -32_600)
        #expect(await pair.end() == .done)
        #expect(desk.openCount == 0)
        #expect(desk.settledCount + desk.releasedCount == desk.state.withLock { $0.asked.count })
    }

    @Test("an idempotent call's answer stands for its repeats; a failed one is not made again")
    func repeats() async throws {
        let price = ToolPrice(name: "any", amountNanos: 1, currency: "USD", idempotencyMs: 60_000)
        let desk = ScriptedDesk(price: price)
        let pair = try Pair(desk)
        await pair.call(1, "any", #"{"a":1,"b":2}"#)
        let first = try await pair.hear()
        desk.set { $0.answer = .done }
        await pair.call(2, "any", #"{"b":2, "a":1}"#)
        let second = try await pair.hear()
        #expect(second.member("id")?.int64 == 2)
        #expect(second.member("result")?.member("mark")?.int64 == 1)
        #expect(first.member("id")?.int64 == 1)
        await pair.call(3, "any", #"{"a":2}"#)
        #expect(try await pair.hearRefusal().code == "call_already_done")
        for (answer, code) in [
            (GuardAnswer.inProgress, "call_in_progress"),
            (.unknown(lastError: "x"), "call_outcome_unknown"), (.full, "tool_guards_full"),
        ] {
            desk.set { $0.answer = answer }
            await pair.call(4, "any")
            #expect(try await pair.hearRefusal().code == code)
        }
        desk.set { ($0.answer, $0.room) = (.admitted(ticket: 2), 0) }
        await pair.call(5, "any")
        #expect(try await pair.hearRefusal().code == "budget_exceeded")
        desk.set { $0.room = 9 }
        await pair.call(6, "bad")
        _ = try await pair.hear()
        #expect(await pair.end() == .done)
        let ends = desk.state.withLock { $0.steps.filter { $0 != "begin" } }
        #expect(ends == ["end done", "cancel", "end tool_error"])
        #expect(desk.settledCount == 2)
    }

    @Test("a tool's own name and prefix are what is asked for", arguments: ["", "github."])
    func prefix(_ prefix: String) async throws {
        let desk = ScriptedDesk()
        var options = MCPOptions()
        (options.prefix, options.run) = (prefix, "r1")
        options.unknownTools = .cost(nanos: 5)
        let pair = try Pair(desk, options)
        await pair.call(1, "any")
        _ = try await pair.hear()
        #expect(await pair.end() == .done)
        let call = try #require(desk.state.withLock { $0.asked.first })
        #expect(call.tool == prefix + "any" && call.amountNanos == 5 && call.scope[.run] == "r1")
    }

    @Test("lines at random end nothing and leave nothing held", arguments: [1, 2, 3] as [UInt64])
    func random(_ seed: UInt64) async throws {
        let desk = ScriptedDesk()
        var options = MCPOptions()
        (options.messageBytesMax, options.drainMs) = (4_096, 0)
        let pair = try Pair(desk, options)
        // What is answered has to be read, or the pipe is full.
        let reading = Task.detached {
            while true {
                let node = try await pair.hear()
                if node.member("id")?.string == "last" || node.member("id")?.int64 == 424_242 {
                    return
                }
            }
        }
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        let parts = [
            #""jsonrpc":"2.0""#, #""id":1"#, #""id":"x""#, #""id":null"#, #""method":"tools/call""#,
            #""method":"ping""#, #""params":{"name":"any"}"#, #""params":{"name":"mute"}"#,
            #""params":[]"#, #""params":{"name":7}"#, #""result":{}"#, #""error":{}"#,
            #""method":"notifications/cancelled""#, #""params":{"requestId":1}"#,
        ]
        for _ in 0..<400 {
            var line = Array(
                ("{"
                    + (0..<next(5) + 1).map { _ in parts[next(parts.count)] }.joined(separator: ",")
                    + "}").utf8
            )
            for _ in 0..<next(3) where !line.isEmpty { line[next(line.count)] = UInt8(next(256)) }
            if next(50) == 0 { line += [UInt8](repeating: 0x20, count: 5_000) }
            await pair.say(line + [0x0A])
        }
        await pair.say(#"{"jsonrpc":"2.0","id":424242,"method":"ping"}"#)
        try await reading.value
        #expect(await pair.end() == .done)
        #expect(desk.openCount == 0)
        let held = desk.settledCount + desk.releasedCount
        #expect(held == desk.state.withLock { $0.asked.count })
    }
}
