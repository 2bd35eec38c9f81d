import FarthingCore
import FarthingSidecar
import Testing

@Suite("wire")
struct WireTests {
    private func unit(
        _ id: String = "",
        _ kind: Wire.UnitRef.Kind = .unspecified,
        name: String = "",
        currency: String = ""
    ) throws -> WireUnit {
        var ref = Wire.UnitRef()
        ref.unitID = id
        ref.kind = kind
        ref.unitName = name
        ref.currency = currency
        return try WireUnit(ref, field: "unit")
    }

    @Test("amounts are digits, up to 38 of them")
    func amounts() throws {
        #expect(try WireAmount("0", field: "a").value == 0)
        #expect(try WireAmount("007", field: "a").text == "7")
        let most = String(repeating: "9", count: 38)
        #expect(try WireAmount(most, field: "a").text == most)
        for wrong in ["", "-1", "+1", "1.0", "1e3", " 1", "١", most + "9", "1\u{0}"] {
            #expect(throws: WireError.self, "\(wrong)") { try WireAmount(wrong, field: "a") }
        }
        do throws(WireError) {
            _ = try WireAmount("1.5", field: "claims[0].amount_atomic")
        } catch {
            #expect(error.message.hasPrefix("claims[0].amount_atomic: "))
        }
    }

    @Test("units by kind and by name, with ids that are no UUIDs")
    func units() throws {
        #expect(try unit("usd_micros").kind == .dollars(nanosPerPart: 1_000))
        #expect(try unit("x", .monetary, currency: "USD").kind == .dollars(nanosPerPart: 1_000))
        #expect(
            try unit("x", .monetary, name: "usd_cents").kind == .dollars(nanosPerPart: 10_000_000)
        )
        #expect(try unit("c0000000-0000-4000-8000-000000000001", .token).kind == .tokens)
        #expect(try unit("u", .credit, name: "gold").kind == .credits("gold"))
        #expect(try unit("calls").kind == .calls)
        #expect(throws: WireError.self) { try unit("x", .monetary, currency: "EUR") }
        #expect(throws: WireError.self) { try unit("mystery") }
        #expect(throws: WireError.self) { try unit("", .credit) }
        #expect(throws: WireError.self) { try unit("x", .UNRECOGNIZED(77)) }
    }

    @Test("an id and a name that count different things are refused, and both are named")
    func contradictions() throws {
        for kind in [Wire.UnitRef.Kind.monetary, .unspecified, .nonMonetary] {
            do throws(any Error) {
                _ = try unit("usd_cents", kind, name: "usd_micros")
                Issue.record("taken as \(kind)")
            } catch {
                let text = (error as? WireError)?.message ?? ""
                #expect(text.contains("\"usd_cents\"") && text.contains("\"usd_micros\""))
            }
        }
        #expect(throws: WireError.self) { try unit("tokens", .monetary, name: "usd_micros") }
        #expect(throws: WireError.self) { try unit("usd_micros", .token) }
        #expect(throws: WireError.self) { try unit("tokens", .token, name: "ktokens") }
        #expect(try unit("usd_cents", .monetary, name: "usd_cents").kind != .tokens)
        #expect(try unit("output_tokens", .token, name: "tokens").kind == .tokens)
    }

    @Test(
        "tokens by the thousand or the million are refused",
        arguments: [
            "ktokens", "million tokens", "mtok", "KTok", "1k_tokens", "1000 tokens", "tokens/1M",
            "kilotokens", "millions", "1000tokens", "thousand-tokens", "tokens_per_million",
        ]
    )
    func manyTokens(name: String) throws {
        #expect(throws: WireError.self) { try unit("x", .token, name: name) }
        #expect(throws: WireError.self) { try unit(name, .token) }
    }

    @Test(
        "an id of tokens is opaque where it says nothing of how many",
        arguments: [
            "x", "m", "1000", "c0000000-0000-4000-8000-000000000001", "gpt-4o-output-tokens",
            "prompt_tokens", "gpt-4-tokens", "llama-70b-tokens", "token-unit-1", "tokens-2026",
            "outputTokens", "reasoning-tokens", "claude token", "",
        ]
    )
    func opaqueTokens(id: String) throws {
        #expect(try unit(id, .token).kind == .tokens)
    }

    @Test("amounts become the book's and back, and never less than what was taken")
    func scales() throws {
        let micros = try unit("usd_micros")
        #expect(try micros.amount(WireAmount("1", field: "a"), field: "a") == 1_000)
        #expect(micros.parts(covering: 1_001).text == "2")
        #expect(micros.parts(within: 1_999).text == "1")
        let most = String(repeating: "9", count: 38)
        #expect(throws: WireError.self) {
            try micros.amount(WireAmount(most, field: "a"), field: "a")
        }
        #expect(throws: WireError.self) {
            try unit("tokens").amount(WireAmount("900000000000000001", field: "a"), field: "a")
        }
    }

    @Test("a blank unit of a claim is the projected one; credit and too many are refused")
    func claims() throws {
        var inputs = Wire.DecisionRequest.Inputs()
        var claim = Wire.BudgetClaim()
        claim.budgetID = "my-budget"
        claim.amountAtomic = "5"
        inputs.projectedClaims = [claim]
        #expect(throws: WireError.self) { try WireClaim.read(inputs) }
        inputs.projectedUnit.unitID = "usd_micros"
        #expect(try WireClaim.read(inputs).first?.amount == 5_000)
        inputs.projectedClaims[0].direction = .credit
        #expect(throws: WireError.self) { try WireClaim.read(inputs) }
        inputs.projectedClaims = Array(repeating: claim, count: 17)
        #expect(throws: WireError.self) { try WireClaim.read(inputs) }
    }

    @Test("prices agree where neither side says otherwise")
    func pricing() {
        var left = WirePricing()
        var right = WirePricing()
        #expect(left.agrees(with: right))
        left.version = "v1"
        #expect(left.agrees(with: right))
        right.version = "v2"
        #expect(!left.agrees(with: right))
        right.version = "v1"
        right.snapshotHash = [1]
        #expect(left.agrees(with: right))
        left.snapshotHash = [2]
        #expect(!left.agrees(with: right))
    }

    @Test("a hash of parts is of the parts, and not of their text")
    func hashes() {
        #expect(WireText.hexHash(["ab", "c"]) != WireText.hexHash(["a", "bc"]))
        #expect(WireText.id(["a"]) == WireText.id(["a"]))
        let id = WireText.id(["hold"])
        #expect(DecisionID.of(id) != id)
        #expect(DecisionID.of(DecisionID.of(id)) == id)
        #expect(DecisionID.hold(DecisionID.of(id).description.uppercased()) == id)
        #expect(DecisionID.hold("nothing") == nil)
    }

    @Test("units and prices as text are read again, and nothing else is")
    func texts() throws {
        for kind in [
            WireUnit.Kind.dollars(nanosPerPart: 1_000), .tokens, .calls, .credits("gold coins"),
            .credits(""),
        ] {
            for id in ["", "usd_micros", "an id / with 7 words"] {
                let unit = WireUnit(id: id, kind: kind)
                #expect(WireUnit(text: unit.text) == unit)
            }
        }
        for text in ["", "usd", "usd/0 x", "usd/x y", "euro/1 x", "credits/9 gold x", "tokens"] {
            #expect(WireUnit(text: text) == nil)
        }
        var pricing = WirePricing()
        #expect(pricing.text == nil)
        pricing.version = "v\"1"
        pricing.snapshotHash = [0, 255]
        pricing.conversionVersion = "u"
        #expect(WirePricing(text: try #require(pricing.text)) == pricing)
        for text in ["", "[]", "{}", #"["a","0","b","c"]"#, #"["a","00","b"]"#] {
            #expect(WirePricing(text: text) == nil)
        }
    }
}
