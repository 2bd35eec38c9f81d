import FarthingCore
import FarthingGateway
import FarthingTesting
import Testing

@Suite("The HTTP companion: tokenize and decision")
struct CompanionTests {
    // MARK: tokenize

    @Test(
        "a prompt is counted where its vocabulary ships, and bounded by its bytes elsewhere",
        arguments: [
            ("openai", "gpt-4o-mini", "T2", "o200k_base", 4),
            ("openai", "gpt-4", "T2", "cl100k_base", 4),
            ("Azure", "gpt-4o", "T2", "o200k_base", 4),
            ("anthropic", "claude-sonnet-4-5", "T3", "utf8_bytes", 13),
            ("openai", "nobody-knows-it", "T3", "utf8_bytes", 13),
        ]
    )
    func tokenize(
        _ provider: String,
        _ model: String,
        _ tier: String,
        _ version: String,
        _ tokens: Int64
    ) async throws {
        try await Rig.with(Companion.setup([Setup.money()])) { rig in
            let answer = try await rig.companion(
                "tokenize",
                #"{"provider":"\#(provider)","model":"\#(model)","prompt":"hello, world!"}"#
            )
            #expect(answer.status == 200, "\(answer.text)")
            let body = try answer.json()
            #expect(body["tokenizer_tier"]?.string == tier)
            #expect(body["tokenizer_version_id"]?.string == version)
            #expect(body["input_tokens"]?.int64 == tokens)
        }
    }

    @Test(
        "a prompt beyond what is counted on an event loop is bounded, and one beyond 4 MiB refused"
    )
    func longPrompt() async throws {
        try await Rig.with(Companion.setup([Setup.money()])) { rig in
            func ask(_ count: Int) async throws -> RawAnswer {
                let prompt = String(repeating: "word ", count: count / 5)
                return try await rig.companion(
                    "tokenize",
                    #"{"provider":"openai","model":"gpt-4o","prompt":"\#(prompt)"}"#
                )
            }
            let long = try await ask(300 << 10)
            #expect(try long.json()["tokenizer_tier"]?.string == "T3")
            #expect(try long.json()["input_tokens"]?.int64 == Int64((300 << 10) / 5 * 5))
            let tooLong = try await ask(5 << 20)
            #expect(tooLong.status == 413)
            #expect(try tooLong.json()["code"]?.string == "SPENDGUARD_BAD_REQUEST")
        }
    }

    // MARK: decision

    @Test("an allowed call has its hold before the answer, and a trace settles it")
    func allowed() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let answer = try await rig.decide("250000", budget: "mine")
            #expect(answer.status == 200, "\(answer.text)")
            let decision = try answer.json()
            #expect(decision["verdict"]?.string == "ALLOW")
            #expect(decision["reason_codes"]?[0] == nil)
            let id = try #require(decision["reservation_id"]?.string)
            let hold = try #require(HoldID(id))
            #expect(decision["decision_id"]?.string == DecisionID.of(hold).description)
            #expect(try await rig.account("mine").held == 250_000_000)
            let traced = try await rig.trace(id, #","actual_amount_atomic":"120000""#)
            #expect(traced.status == 200, "\(traced.text)")
            #expect(try traced.json()["verdict"]?.string == "ACCEPTED")
            #expect(try await rig.account("mine") == (120_000_000, 0))
            let again = try await rig.trace(id, #","actual_amount_atomic":"120000""#)
            #expect(again.body == traced.body)
            #expect(try await rig.account("mine") == (120_000_000, 0))
            #expect(rig.journal.settlements.count == 1)
        }
    }

    @Test(
        "a key's repeat gets its open hold, other content is a conflict, and a settled one goes on"
    )
    func replay() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let first = try await rig.decide("1000", budget: "mine")
            let again = try await rig.decide("1000", budget: "mine")
            #expect(again.body == first.body)
            #expect(rig.journal.holds.count == 1)
            let other = try await rig.decide("1001", budget: "mine")
            #expect(other.status == 409)
            #expect(try other.json()["code"]?.string == "SPENDGUARD_IDEMPOTENCY_CONFLICT")
            #expect(try other.json()["error"]?.string?.isEmpty == false)
            let id = try #require(try first.json()["reservation_id"]?.string)
            #expect(try await rig.trace(id, #","actual_amount_atomic":"900""#).status == 200)
            let next = try await rig.decide("1000", budget: "mine")
            #expect(try next.json()["verdict"]?.string == "ALLOW")
            #expect(try next.json()["reservation_id"]?.string != id)
            let decision = try first.json()["decision_id"]?.string
            #expect(try next.json()["decision_id"]?.string == decision)
            #expect(try await rig.account("mine") == (900_000, 1_000_000))
        }
    }

    @Test("what does not fit, what a rule refuses and what nobody has is a DENY with its word")
    func denied() async throws {
        let glob = try #require(Glob("banned"))
        let rules = [
            Rule(
                id: "no-banned",
                conditions: [.scope(.model, glob)],
                action: .block,
                reason: "NOT_HERE"
            )
        ]
        let budgets = [try Companion.claimed("mine", limit: 1_000_000)]
        try await Rig.with(Companion.setup(budgets, rules: rules)) { rig in
            let cases = [
                (try await rig.decide("1001", budget: "mine"), ["BUDGET_EXHAUSTED"]),
                (try await rig.decide("1", budget: "mine", model: "banned"), ["NOT_HERE", "RULE"]),
                (try await rig.decide("1", budget: "nobodys"), ["UNKNOWN_BUDGET"]),
                (try await rig.decide("1", budget: nil), ["NO_BUDGET"]),
            ]
            for (answer, words) in cases {
                let body = try answer.json()
                #expect(answer.status == 200, "\(answer.text)")
                #expect(body["verdict"]?.string == "DENY", "\(answer.text)")
                #expect(body["reservation_id"]?.string == "")
                #expect(body["decision_id"]?.string.flatMap { HoldID($0) } != nil)
                let codes = body["reason_codes"].map { $0.elements.compactMap(\.string) } ?? []
                #expect(Array(codes.prefix(words.count)) == words, "\(answer.text)")
            }
            let repeated = try await rig.decide("1", budget: "nobodys")
            #expect(repeated.body == cases[2].0.body)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("a call that the policy sends to another model is held for that one, also at a repeat")
    func degraded() async throws {
        let glob = try #require(Glob("dear"))
        let rules = [
            Rule(
                id: "cheaper",
                conditions: [.scope(.model, glob)],
                action: .downgrade(to: ["cheap"])
            )
        ]
        try await Rig.with(Companion.setup([try Companion.claimed("mine")], rules: rules)) { rig in
            let first = try await rig.decide("1000", budget: "mine", model: "dear")
            let body = try first.json()
            #expect(body["verdict"]?.string == "DEGRADE", "\(first.text)")
            #expect(body["model_class"]?.string == "cheap")
            #expect(body["reason_codes"]?[0]?.string == "DOWNGRADE")
            #expect(rig.journal.holds.map(\.context.modelResolved) == ["cheap"])
            let again = try await rig.decide("1000", budget: "mine", model: "dear")
            #expect(try again.json()["verdict"]?.string == "DEGRADE")
            #expect(
                try again.json()["reservation_id"]?.string == body["reservation_id"]?.string
            )
            #expect(rig.journal.holds.count == 1)
        }
    }

    @Test("tokens are claimed where a budget counts them, and priced where another counts money")
    func units() async throws {
        let tokens = Budget(id: "tokens", unit: .tokens, limit: 10_000, window: .day)
        try await Rig.with(Companion.setup([tokens])) { rig in
            let answer = try await rig.decide("4000", budget: nil, model: "any")
            let id = try #require(try answer.json()["reservation_id"]?.string, "\(answer.text)")
            #expect(try await rig.account("tokens").held == 4_000)
            _ = try await rig.trace(id, #","input_tokens":1000,"output_tokens":500"#)
            #expect(try await rig.account("tokens") == (1_500, 0))
        }
        try await Rig.with(Companion.setup([tokens, Setup.money("money")])) { rig in
            // Millionths of a dollar, where nothing else is said: of tokens nobody knows.
            let unknown = try await rig.decide("4000", budget: nil)
            #expect(unknown.status == 400)
            #expect(try unknown.json()["error"]?.string?.contains("'tokens'") == true)
            let more = #","unit":"tokens""#
            let answer = try await rig.decide(
                "4000",
                budget: nil,
                model: "openai/gpt-4o-mini",
                more: more
            )
            let id = try #require(try answer.json()["reservation_id"]?.string, "\(answer.text)")
            #expect(try await rig.account("tokens").held == 4_000)
            // All of them as output, the dearer.
            #expect(try await rig.account("money").held == 16_000_000)
            _ = try await rig.trace(id, #","input_tokens":1000,"output_tokens":500"#)
            #expect(try await rig.account("tokens") == (1_500, 0))
            #expect(try await rig.account("money") == (3_000_000, 0))
        }
    }

    // MARK: Errors

    @Test(
        "what is wrong with a request is told as error and code",
        arguments: [
            ("decision", "not json", 400, "SPENDGUARD_BAD_REQUEST"),
            ("decision", "[]", 400, "SPENDGUARD_BAD_REQUEST"),
            ("decision", #"{"tenant_id":"acme"}"#, 400, "SPENDGUARD_BAD_REQUEST"),
            (
                "trace", #"{"reservation_id":"x","outcome":"ACCEPTED"}"#, 400,
                "SPENDGUARD_BAD_REQUEST"
            ),
            ("trace", "{}", 400, "SPENDGUARD_BAD_REQUEST"),
            (
                "tokenize", #"{"provider":"","model":"m","prompt":"p"}"#, 400,
                "SPENDGUARD_BAD_REQUEST"
            ),
            ("tokenize", #"{"provider":"openai","model":"m"}"#, 400, "SPENDGUARD_BAD_REQUEST"),
        ]
    )
    func errors(_ verb: String, _ body: String, _ status: Int, _ code: String) async throws {
        try await Rig.with(Companion.setup([Setup.money()])) { rig in
            let answer = try await rig.companion(verb, body)
            #expect(answer.status == status)
            #expect(try answer.json()["code"]?.string == code)
            #expect(try answer.json()["error"]?.string?.isEmpty == false)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("amounts are decimal digits, and keys, budgets and tenants what they may be")
    func input() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            for amount in ["", "-1", "1.5", "1e3", " 1", String(repeating: "9", count: 39)] {
                let answer = try await rig.decide(amount, budget: "mine")
                #expect(answer.status == 400, "\(amount)")
            }
            let huge = try await rig.decide(String(repeating: "9", count: 38), budget: "mine")
            #expect(huge.status == 400)
            let noKey = try await rig.decide("1", budget: "mine", key: "")
            #expect(noKey.status == 400)
            let foreign = try await rig.decide("1", budget: "mine", tenant: "globex")
            #expect(foreign.status == 403)
            #expect(try foreign.json()["code"]?.string == "SPENDGUARD_FORBIDDEN")
            let stranger = try await rig.companion("decision", "{}", key: "fk_wrong")
            #expect(stranger.status == 401)
            #expect(try stranger.json()["code"]?.string == "SPENDGUARD_UNAUTHENTICATED")
            let claim = try await rig.decide("1", budget: "mine", secret: "fk_other")
            #expect(claim.status == 403)
            #expect(try claim.json()["reason"]?.string == "scope_not_claimable")
            let why = try #require(try claim.json()["error"]?.string)
            #expect(why == "'budget_id' is refused: the key may not claim this value.")
            rig.ledger.fail(LedgerError(.unavailable, "the disk is gone"))
            let down = try await rig.decide("1", budget: "mine")
            #expect(down.status == 503)
            #expect(try down.json()["code"]?.string == "SPENDGUARD_DEPENDENCY_UNAVAILABLE")
            rig.ledger.fail(nil)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("the next request on the same connection is answered in its own words")
    func connection() async throws {
        try await Rig.with(Companion.setup([try Companion.claimed("mine")])) { rig in
            let client = try await rig.client()
            client.send(Chat.request("{}", path: "/v1/decision"))
            #expect(try await client.answer().json()["code"]?.string == "SPENDGUARD_BAD_REQUEST")
            client.send(Chat.spend("hold", "{}"))
            let answer = try await client.answer()
            #expect(answer.code == "missing_required_parameter")
            client.send(Chat.get("/v1/decision"))
            let other = try await client.answer()
            #expect(other.status == 405 && other.field("allow") == "POST")
            await client.close()
        }
    }
}
