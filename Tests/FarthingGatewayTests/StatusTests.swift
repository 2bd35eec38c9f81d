import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("Health, metrics, and what must never be seen")
struct StatusTests {
    @Test("healthz answers while the process lives; readyz asks the ledger")
    func health() async throws {
        try await Rig.with { rig in
            #expect(try await rig.ask(Chat.get("/healthz", key: nil)).text == "{\"ok\":true}")
            let ready = try await rig.ask(Chat.get("/readyz", key: nil))
            #expect(ready.status == 200)
            rig.ledger.fail(LedgerError(.unavailable, "the disk is full"))
            let down = try await rig.ask(Chat.get("/readyz", key: nil))
            #expect(down.status == 503)
            #expect(down.text == "{\"ok\":false,\"reason\":\"the disk is full\"}")
            #expect(try await rig.ask(Chat.get("/healthz", key: nil)).status == 200)
        }
    }

    @Test("metrics count calls, refusals, settlements and accounts, with times per phase")
    func metrics() async throws {
        try await Rig.with(Setup(limit: 1_000_000)) { rig in
            #expect(try await rig.ask(Chat.request()).status == 200)
            try await rig.untilClosed()
            #expect(try await rig.ask(Chat.request(Chat.body(maxTokens: 9_999))).status == 429)
            let answer = try await rig.ask(Chat.get("/metrics", key: nil))
            #expect(answer.field("content-type")?.hasPrefix("text/plain; version=0.0.4") == true)
            for line in [
                "farthing_calls_total 2", "farthing_holds_total 1",
                "farthing_settles_total{evidence=\"reported\"} 1",
                "farthing_refusals_total{code=\"overLimit\"} 1",
                "farthing_settled_nanos_total \(Chat.cost())",
                "farthing_account_spent{budget=\"all\",scope=\"\",unit=\"USD\"} \(Chat.cost())",
                "farthing_account_held{budget=\"all\",scope=\"\",unit=\"USD\"} 0",
                "farthing_open_holds 0", "farthing_phase_seconds_count{phase=\"hold\"} 1",
                "farthing_phase_seconds_bucket{phase=\"settle\",le=\"+Inf\"} 1",
            ] { #expect(answer.text.contains(line + "\n"), "\(line)") }
        }
    }

    @Test("prompts, answers and keys are in no log line, no error, no metric, no entry")
    func privacy() async throws {
        let planted = ["PLANTEDPROMPT", "PLANTEDANSWER", "fk_test", "sk-provider", "sk-own"]
        let script: FakeProvider.Script = { request in
            switch request.number % 6 {
            case 0: [.send(Chat.answer(body: Chat.answerBody(content: "PLANTEDANSWER")))]
            case 1: [.send(Chat.answer(body: "PLANTEDANSWER"))]
            case 2: [.send("HTTP/1.1 200 OK\r\nPLANTEDANSWER\r\n\r\n"), .close]
            case 3: [.send("PLANTEDANSWER PLANTEDANSWER"), .close]
            case 4:
                [.send(Chat.streamHead + Chat.chunk(Chat.event("PLANTEDANSWER"))), .reset]
            default: [.reset]
            }
        }
        try await Rig.with(Setup(limit: 3_000_000), script: script) { rig in
            var own: [RawAnswer] = []
            func ask(_ request: String) async throws {
                let client = try await rig.client()
                client.send(request)
                // A stream that breaks off is no whole answer.
                if let answer = try? await client.answer(), answer.status != 200 {
                    own.append(answer)
                }
                await client.close()
            }
            for round in 0..<8 {
                let body = Chat.body(prompt: "PLANTEDPROMPT", isStream: round % 2 == 0)
                try await ask(Chat.request(body))
                try await ask(Chat.request(body + "PLANTEDPROMPT"))
                try await ask(Chat.request("{\"messages\":\"PLANTEDPROMPT\"}"))
                try await ask(Chat.request(body, key: "sk-own"))
                try await ask(Chat.request(body, fields: "bad header: PLANTEDPROMPT\r\n"))
                try await ask(Chat.spend("hold", "{\"tool\":1,\"amount\":\"PLANTEDPROMPT\"}"))
            }
            try await rig.untilClosed()
            #expect(own.count > 20)
            #expect(rig.logs.lines.count > 20)
            let metrics = try await rig.ask(Chat.get("/metrics")).text
            let entries = rig.journal.entries.map { "\($0)" }
            let seen = own.map { $0.head + $0.text } + rig.logs.lines + [metrics] + entries
            for word in planted {
                for text in seen { #expect(!text.contains(word), "\(word) in: \(text)") }
            }
        }
    }
}
