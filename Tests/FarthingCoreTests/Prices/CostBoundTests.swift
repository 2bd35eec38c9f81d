import FarthingCore
import Testing

@Suite("Cost bound")
struct CostBoundTests {
    @Test("input counts at the dearest of fresh, cached and written")
    func dearestInput() throws {
        let price = try ModelPriceTests.price()
        let bound = CallBound(inputTokensMax: 1_000_000, outputTokensMax: 0)
        #expect(try price.costBound(bound, variants: .priority).baseNanos == 5_000_000_000)
        #expect(try price.costBound(bound).baseNanos == 4_000_000_000)
    }

    @Test("an open tier counts at the dearest that it can become; unpriced ones are passed over")
    func openVariant() throws {
        let price = try ModelPriceTests.price()
        let bound = CallBound(inputTokensMax: 1_000, outputTokensMax: 1_000)
        let open = try price.boundNanos(bound, variants: .auto)
        #expect(open == 1_000 * 5_000 + 1_000 * 16_000)
        #expect(open == (try price.boundNanos(bound, variants: .priority)))
        #expect(throws: PriceError.variantUnpriced(model: "gpt-x", variant: "batch/flex")) {
            _ = try price.boundNanos(bound, variants: [.flex, .batch])
        }
    }

    @Test("a tier counts from the first input token that can reach it")
    func tiers() throws {
        let price = try ModelPriceTests.price()
        func output(_ bound: CallBound) throws -> Int64 {
            try price.costBound(bound).outputRate.nanosPerMillion
        }
        #expect(try output(CallBound(inputTokensMax: 272_000, outputTokensMax: 1)) == 8_000_000_000)
        #expect(
            try output(
                CallBound(inputTokensMax: 271_000, imageTokensMax: 1_001, outputTokensMax: 1)
            )
                == 12_000_000_000
        )
    }

    @Test("every choice may use up the output limit and reject the whole prediction")
    func choices() throws {
        let price = try ModelPriceTests.price()
        let bound = CallBound(
            inputTokensMax: 10,
            outputTokensMax: 100,
            choices: 3,
            predictionTokensMax: 7
        )
        let line = try price.costBound(bound)
        #expect(line.baseNanos == 10 * 2_000 + 3 * 7 * 8_000)
        #expect(try price.boundNanos(bound) == line.baseNanos + 3 * 100 * 8_000)
        #expect(line.amountNanos(outputTokens: 300) == (try price.boundNanos(bound)))
    }

    @Test("audio and images count at their own rates, and at text's where that is dearer")
    func modalities() throws {
        let price = try ModelPriceTests.price("gpt-audio")
        let bound = CallBound(inputTokensMax: 0, audioTokensMax: 10, outputTokensMax: 1)
        let line = try price.costBound(bound)
        #expect(line.baseNanos == 320_000)
        #expect(line.outputRate.nanosPerMillion == 2_000_000_000)
        var spoken = bound
        spoken.makesAudio = true
        #expect(try price.costBound(spoken).outputRate.nanosPerMillion == 64_000_000_000)
        let seen = CallBound(inputTokensMax: 0, imageTokensMax: 10, outputTokensMax: 1)
        #expect(try price.costBound(seen).baseNanos == 10_000)
    }

    @Test("negative counts, too many choices and overflowing products are errors")
    func outOfBounds() throws {
        let price = try ModelPriceTests.price()
        let bounds = [
            CallBound(inputTokensMax: -1, outputTokensMax: 1),
            CallBound(inputTokensMax: 1, outputTokensMax: -1),
            CallBound(inputTokensMax: Usage.bucketMax + 1, outputTokensMax: 1),
            CallBound(inputTokensMax: 1, outputTokensMax: 1, choices: 0),
            CallBound(inputTokensMax: 1, outputTokensMax: 1, choices: 100_000),
            CallBound(inputTokensMax: 1, outputTokensMax: Usage.bucketMax, choices: 2),
            CallBound(inputTokensMax: 1, outputTokensMax: 1, predictionTokensMax: .max),
        ]
        for bound in bounds {
            #expect(throws: PriceError.usageOutOfBounds) { _ = try price.costBound(bound) }
        }
    }

    @Test("what fits a headroom fits, and one token more does not")
    func inverse() throws {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2_000 {
            let line = CostBound(
                baseNanos: .random(in: 0...1_000_000_000, using: &random),
                outputRate: Rate(nanosPerMillion: .random(in: 1...100_000_000_000, using: &random))
            )
            let headroom = Int64.random(in: 0...3_000_000_000, using: &random)
            guard let count = line.outputTokens(within: headroom) else {
                #expect(headroom < line.baseNanos)
                continue
            }
            #expect(line.amountNanos(outputTokens: count) <= headroom)
            #expect(
                count == Usage.bucketMax || line.amountNanos(outputTokens: count + 1) > headroom
            )
        }
    }

    @Test("a line saturates where no account could hold it")
    func saturates() {
        let line = CostBound(
            baseNanos: ModelPrice.amountMax,
            outputRate: Rate(nanosPerMillion: Rate.nanosPerMillionMax)
        )
        #expect(line.amountNanos(outputTokens: 0) == ModelPrice.amountMax)
        #expect(line.amountNanos(outputTokens: .max) == ModelPrice.amountMax)
        #expect(line.amountNanos(outputTokens: -5) == ModelPrice.amountMax)
    }
}
