import FarthingCore
import FarthingGateway
import Testing

@Suite("Spend verbs: bad input")
struct SpendInputTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var verb = "hold"
        var body: String
        var status = 400
        var code: String
        var param: String?
        var testDescription: String { "\(verb) \(body.prefix(80))" }
    }

    private static func amount(_ json: String, _ code: String, _ param: String = "amount") -> Case {
        Case(body: "{\"tool\":\"t\",\"amount\":\(json)}", code: code, param: param)
    }

    private static func usage(_ json: String, _ code: String, _ param: String) -> Case {
        Case(
            body: "{\"provider\":\"openai\",\"model\":\"gpt-4o-mini\",\"usage\":\(json)}",
            code: code,
            param: param
        )
    }

    private static let id = "00000000-0000-4000-8000-000000000000"

    static let cases: [Case] = [
        Case(body: "", code: "invalid_json"),
        Case(body: "{", code: "invalid_json"),
        Case(body: "[]", code: "invalid_type"),
        Case(body: "{} x", code: "invalid_json"),
        Case(body: "\u{FEFF}{}", code: "invalid_json"),
        Case(body: "{\"tool\":\"t\",\"amount\":NaN}", code: "invalid_json"),
        Case(body: "{\"tool\":\"t\",\"amount\":Infinity}", code: "invalid_json"),
        Case(
            body: "{\"amount\":1,\"amount\":2,\"tool\":\"t\"}",
            code: "duplicate_member",
            param: "amount"
        ),
        Case(
            body: "{\"amount\":1,\"\\u0061mount\":2,\"tool\":\"t\"}",
            code: "duplicate_member",
            param: "amount"
        ),
        Case(
            body: "{\"amount\":1,\"tool\":\"t\",\"amout\":2}",
            code: "unknown_parameter",
            param: "amout"
        ),
        Case(body: "{\"tool\":\"t\"}", code: "missing_required_parameter", param: "amount"),
        Case(body: "{\"amount\":1}", code: "missing_required_parameter", param: "model"),
        Case(
            body: "{\"tool\":\"t\",\"amount\":1,\"amounts\":{\"USD\":1}}",
            code: "mutually_exclusive_parameters",
            param: "amounts"
        ),
        amount("-1", "integer_below_min_value"),
        amount("1.5", "invalid_type"),
        amount("1e3", "invalid_type"),
        amount("1e-9", "invalid_type"),
        amount("900000000000000001", "integer_above_max_value"),
        amount("99999999999999999999999", "invalid_type"),
        amount("null", "invalid_type"), amount("true", "invalid_type"),
        amount("[1]", "invalid_type"), amount("{}", "invalid_type"),
        amount("\"\"", "invalid_value"), amount("\"1\"", "invalid_value"),
        amount("\"1 XX\"", "invalid_value"), amount("\"1  USD\"", "invalid_value"),
        amount("\" 1 USD\"", "invalid_value"), amount("\"1 USD \"", "invalid_value"),
        amount("\"-1 USD\"", "invalid_value"), amount("\"+1 USD\"", "invalid_value"),
        amount("\"1e3 USD\"", "invalid_value"), amount("\"NaN USD\"", "invalid_value"),
        amount("\".5 USD\"", "invalid_value"), amount("\"5. USD\"", "invalid_value"),
        amount("\"1.2.3 USD\"", "invalid_value"), amount("\"1,000 USD\"", "invalid_value"),
        amount("\"0.0000000001 USD\"", "invalid_value"),
        amount("\"١ USD\"", "invalid_value"),
        amount("\"900000001 USD\"", "integer_above_max_value"),
        amount("\"9999999999999999999 USD\"", "invalid_value"),
        amount("\"1.5 tokens\"", "invalid_value"),
        amount("\"1 calls\"", "invalid_value"), amount("\"1 concurrent\"", "invalid_value"),
        Case(body: "{\"tool\":\"t\",\"amounts\":{}}", code: "invalid_value", param: "amounts"),
        Case(body: "{\"tool\":\"t\",\"amounts\":[1]}", code: "invalid_type", param: "amounts"),
        Case(
            body: "{\"tool\":\"t\",\"amounts\":{\"usd\":1}}",
            code: "invalid_value",
            param: "amounts"
        ),
        Case(
            body: "{\"tool\":\"t\",\"amounts\":{\"USD\":-1}}",
            code: "integer_below_min_value",
            param: "amounts.USD"
        ),
        Case(
            body: "{\"tool\":\"t\",\"amounts\":{\"USD\":1,\"USD\":0}}",
            code: "duplicate_member",
            param: "USD"
        ),
        usage("1", "invalid_type", "usage"),
        usage("{}", "missing_required_parameter", "usage.input_tokens"),
        usage("{\"input_tokens\":-1}", "integer_below_min_value", "usage.input_tokens"),
        usage("{\"input_tokens\":1.0}", "invalid_type", "usage.input_tokens"),
        usage(
            "{\"input_tokens\":1000000000001}",
            "integer_above_max_value",
            "usage.input_tokens"
        ),
        usage(
            "{\"input_tokens\":1,\"output_tokens\":1}",
            "unknown_parameter",
            "usage.output_tokens"
        ),
        usage(
            "{\"input_tokens\":1,\"max_output_tokens\":1,\"min_output_tokens\":2}",
            "integer_above_max_value",
            "usage.min_output_tokens"
        ),
        Case(
            body: "{\"model\":\"m\",\"usage\":{\"input_tokens\":1}}",
            code: "missing_required_parameter",
            param: "provider"
        ),
        Case(
            body: "{\"provider\":\"openai\",\"model\":\"nobody\",\"usage\":{\"input_tokens\":1}}",
            code: "model_not_priced",
            param: "model"
        ),
        Case(body: "{\"tool\":1,\"amount\":1}", code: "invalid_type", param: "tool"),
        Case(body: "{\"tool\":\"\",\"amount\":1}", code: "invalid_value", param: "tool"),
        Case(body: "{\"tool\":\"a\\nb\",\"amount\":1}", code: "invalid_value", param: "tool"),
        Case(
            body: "{\"tool\":\"\(String(repeating: "t", count: 257))\",\"amount\":1}",
            code: "invalid_value",
            param: "tool"
        ),
        Case(
            body: "{\"tool\":\"t\",\"amount\":1,\"sent\":1}",
            code: "invalid_type",
            param: "sent"
        ),
        Case(
            body: "{\"tool\":\"t\",\"amount\":1,\"expires_in_ms\":0}",
            code: "integer_below_min_value",
            param: "expires_in_ms"
        ),
        Case(
            body: "{\"tool\":\"t\",\"amount\":1,\"expires_in_ms\":3600001}",
            code: "integer_above_max_value",
            param: "expires_in_ms"
        ),
        Case(verb: "settle", body: "{}", code: "missing_required_parameter", param: "id"),
        Case(verb: "settle", body: "{\"id\":1}", code: "invalid_type", param: "id"),
        Case(verb: "settle", body: "{\"id\":\"x\"}", code: "invalid_value", param: "id"),
        Case(
            verb: "settle",
            body: "{\"id\":\"\(id)\"}",
            status: 404,
            code: "unknown_hold",
            param: "id"
        ),
        Case(verb: "dispatch", body: "{\"id\":\"\(id)\",\"x\":1}", code: "unknown_parameter"),
        Case(
            body: "{\"tool\":\"\(String(repeating: "t", count: 70_000))\",\"amount\":1}",
            status: 413,
            code: "request_too_large"
        ),
        Case(
            body: String(repeating: "[", count: 100) + String(repeating: "]", count: 100),
            code: "invalid_json"
        ),
    ]

    @Test("refused with a typed error, nothing held", arguments: cases)
    func refused(_ bad: Case) async throws {
        try await Rig.with { rig in
            let answer = try await rig.spend(bad.verb, bad.body)
            #expect(answer.status == bad.status, "\(answer.text)")
            #expect(answer.code == bad.code, "\(answer.text)")
            if let param = bad.param { #expect(answer.param == param) }
            let error = try answer.json()["error"]
            #expect(error?["type"]?.string == "invalid_request_error")
            #expect(error?["message"]?.string?.isEmpty == false)
            #expect(rig.journal.holds.isEmpty)
        }
    }

    @Test("a settlement refuses bad evidence and usage, and the hold stays")
    func settle() async throws {
        try await Rig.with { rig in
            let id = try await rig.hold("{\"tool\":\"t\",\"amount\":10}")
            let cases = [
                "\"amount\":1,\"evidence\":\"invoiced\"", "\"amount\":1,\"evidence\":\"unknown\"",
                "\"evidence\":\"reported\"", "\"amount\":1,\"evidence\":7",
                "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}",
                "\"provider\":\"openai\",\"amount\":1", "\"amount\":-1", "\"amount\":\"1.0e1 USD\"",
                "\"provider\":\"openai\",\"model\":\"gpt-4o-mini\",\"usage\":{\"input_tokens\":1}",
                "\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                    + "\"usage\":{\"input_tokens\":1,\"output_tokens\":-1}",
            ]
            for members in cases {
                let answer = try await rig.spend("settle", "{\"id\":\"\(id)\",\(members)}")
                #expect(answer.status == 400, "\(members): \(answer.text)")
            }
            #expect(try await rig.account() == (0, 10))
            let good =
                "\"provider\":\"openai\",\"model\":\"gpt-4o-mini\","
                + "\"usage\":{\"input_tokens\":1,\"output_tokens\":1}"
            let answer = try await rig.spend("settle", "{\"id\":\"\(id)\",\(good)}")
            #expect(answer.status == 200)
            #expect(try await rig.account() == (Chat.cost(1, 1), 0))
        }
    }

    @Test("a verb without a key, with a wrong one, or by another method is refused")
    func keys() async throws {
        try await Rig.with { rig in
            let body = "{\"tool\":\"t\",\"amount\":1}"
            let none = Chat.request(body, path: "/v1/spend/hold", key: nil)
            let unnamed = try await rig.ask(none)
            #expect(unnamed.status == 401)
            #expect(try await rig.spend("hold", body, key: "fk_wrong").status == 401)
            #expect(try await rig.ask(Chat.get("/v1/spend/hold")).status == 404)
            #expect(try await rig.spend("nothing", body).status == 404)
            let compressed = "content-encoding: gzip\r\n"
            #expect(try await rig.spend("hold", body, fields: compressed).status == 415)
            #expect(rig.journal.holds.isEmpty)
        }
    }
}
