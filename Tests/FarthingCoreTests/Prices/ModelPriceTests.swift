import FarthingCore
import Testing

@Suite("Model price")
struct ModelPriceTests {
    static func price(_ model: String = "gpt-x") throws -> ModelPrice {
        let book = try PriceBookTests.book()
        return try #require(
            book.price(provider: "openai", model: model, atMs: PriceBookTests.october)
        )
    }

    @Test("a cost is rounded up once, not once per bucket")
    func roundsOnce() throws {
        // Two thirds and two thirds of a nano-unit are two, not one and one.
        var sheet = RateSheet(
            input: Rate(nanosPerMillion: 666_666),
            output: Rate(nanosPerMillion: 666_666)
        )
        sheet[.cachedInput] = Rate(nanosPerMillion: 600_000)
        let price = ModelPrice(provider: "p", model: "m", sheets: [sheet])
        #expect(try price.amountNanos(of: Usage(inputTokens: 1)) == 1)
        #expect(try price.amountNanos(of: Usage(inputTokens: 1, outputTokens: 1)) == 2)
        let third = Usage(inputTokens: 1, cachedInputTokens: 1, outputTokens: 1)
        #expect(try price.amountNanos(of: third) == 2)
    }

    @Test("a tier takes the whole call as soon as all its input passes the tier's start")
    func tiers() throws {
        let price = try Self.price()
        func cost(_ usage: Usage) throws -> Int64 { try price.amountNanos(of: usage) }
        #expect(try cost(Usage(inputTokens: 272_000, outputTokens: 1)) == 544_008_000)
        #expect(try cost(Usage(inputTokens: 272_001, outputTokens: 1)) == 1_088_016_000)
        #expect(
            try cost(Usage(inputTokens: 1, cachedInputTokens: 272_000, outputTokens: 1))
                == 1_088_016_000
        )
    }

    @Test("a variant that the book does not have is never priced as standard")
    func missingVariant() throws {
        let price = try Self.price()
        #expect(try price.amountNanos(of: Usage(inputTokens: 1), variant: .priority) == 4_000)
        for variant in [PriceVariant.flex, .batch, .fast] {
            #expect(throws: PriceError.variantUnpriced(model: "gpt-x", variant: variant.name)) {
                _ = try price.amountNanos(of: Usage(inputTokens: 1), variant: variant)
            }
        }
        #expect(price.variants == [.standard, .priority])
    }

    @Test("buckets without a price of their own cost what their kind does")
    func implied() throws {
        let price = try Self.price("gpt-audio")
        let costs: [(Usage, Int64)] = [
            (Usage(inputTokens: 1), 1_000), (Usage(cachedInputTokens: 1), 500),
            (Usage(cacheWriteTokens: 1), 1_000), (Usage(inputAudioTokens: 1), 32_000),
            (Usage(cachedInputAudioTokens: 1), 500), (Usage(cachedInputImageTokens: 1), 500),
            (Usage(inputImageTokens: 1), 1_000), (Usage(reasoningTokens: 1), 2_000),
            (Usage(outputAudioTokens: 1), 64_000), (Usage(webSearches: 1), 0),
        ]
        for (usage, nanos) in costs { #expect(try price.amountNanos(of: usage) == nanos) }
    }

    @Test("absurd usages and costs are errors")
    func outOfBounds() throws {
        let price = try Self.price()
        #expect(throws: PriceError.usageOutOfBounds) {
            _ = try price.amountNanos(of: Usage(inputTokens: -1))
        }
        let sheet = RateSheet(
            input: Rate(nanosPerMillion: Rate.nanosPerMillionMax),
            output: Rate(nanosPerMillion: Rate.nanosPerMillionMax)
        )
        let dear = ModelPrice(provider: "p", model: "m", sheets: [sheet])
        var usage = Usage.zero
        for bucket in Usage.Bucket.allCases { usage[bucket] = Usage.bucketMax }
        #expect(throws: PriceError.amountOutOfBounds(model: "m")) {
            _ = try dear.amountNanos(of: usage)
        }
        #expect(throws: PriceError.amountOutOfBounds(model: "m")) {
            let bound = CallBound(inputTokensMax: 1, outputTokensMax: Usage.bucketMax)
            _ = try dear.boundNanos(bound)
        }
    }
}
