import FarthingCore
import Testing

@Suite("Prices by other measures than tokens")
struct MeasureTests {
    static func price(_ sheet: String) throws -> ModelPrice {
        let text = "farthing-prices 1\nversion v\nsha256 0\np\tm\taudio\t-\t-\t-\t=m\t@\t\(sheet)"
        let book = try PriceBook(parsing: Array(text.utf8))
        return try #require(book.price(provider: "p", model: "m", atMs: 0))
    }

    @Test("seconds, characters and pictures are priced exactly, and the bound is never below")
    func exact() throws {
        let cases: [(String, Usage, CallBound, Int64)] = [
            (
                "standard in=0 second=100", Usage(inputAudioSeconds: 61),
                CallBound(inputTokensMax: 0, outputTokensMax: 0, inputAudioSecondsMax: 61),
                6_100_000
            ),
            (
                "standard in=0 character=15", Usage(inputCharacters: 7),
                CallBound(inputTokensMax: 0, outputTokensMax: 0, inputCharactersMax: 7), 105_000
            ),
            (
                "standard in=0.8 image-each=60",
                Usage(inputTokens: 10, inputImages: 2),
                CallBound(inputTokensMax: 10, outputTokensMax: 0, inputImagesMax: 2), 128_000
            ),
            (
                "standard in=0 out-image-each=40000", Usage(outputImages: 3),
                CallBound(inputTokensMax: 0, outputTokensMax: 0, outputImagesMax: 3), 120_000_000
            ),
        ]
        for (sheet, usage, bound, nanos) in cases {
            let price = try Self.price(sheet)
            #expect(try price.amountNanos(of: usage) == nanos, "\(sheet)")
            #expect(try price.boundNanos(bound) == nanos, "\(sheet)")
        }
    }

    @Test(
        "a route that does not bound the measure cannot use the model",
        arguments: [
            ("second", Usage.Bucket.inputAudioSecond), ("character", .inputCharacter),
            ("image-each", .inputImageEach), ("out-image-each", .outputImageEach),
        ]
    )
    func unbounded(column: String, bucket: Usage.Bucket) throws {
        let price = try Self.price("standard in=1 out=1 \(column)=2")
        #expect(throws: PriceError.measureUnbounded(model: "m", measure: bucket)) {
            _ = try price.boundNanos(CallBound(inputTokensMax: 1, outputTokensMax: 1))
        }
    }

    @Test("a bound that is negative or too large is refused")
    func bounds() throws {
        let price = try Self.price("standard in=0 second=1")
        for count in [-1, Usage.bucketMax + 1] {
            let bound = CallBound(
                inputTokensMax: 0,
                outputTokensMax: 0,
                inputAudioSecondsMax: count
            )
            #expect(throws: PriceError.usageOutOfBounds) { _ = try price.boundNanos(bound) }
        }
    }

    @Test("a variant that the book does not price is never priced as standard")
    func variants() throws {
        let price = try Self.price("standard in=1 out=1\tbatch in=0.5 out=0.5")
        let usage = Usage(inputTokens: 1, outputTokens: 1)
        for variant in PriceVariant.allCases where ![.standard, .batch].contains(variant) {
            #expect(throws: PriceError.variantUnpriced(model: "m", variant: variant.name)) {
                _ = try price.amountNanos(of: usage, variant: variant)
            }
            #expect(throws: PriceError.variantUnpriced(model: "m", variant: variant.name)) {
                _ = try price.boundNanos(
                    CallBound(inputTokensMax: 1, outputTokensMax: 1),
                    variants: PriceVariantSet(variant)
                )
            }
        }
    }

    @Test("a price for a unit becomes a rate, upwards where it has no end, and comes back")
    func units() throws {
        let whisper = try #require(Rate(nanos: 360_000_000, per: 3_600))
        #expect(whisper.nanosPerMillion == 100_000_000_000)
        #expect(whisper.nanos(per: 3_600) == 360_000_000)
        let endless = try #require(Rate(nanos: 1_020_000_000, per: 3_600))
        #expect(endless.nanosPerMillion == 283_333_333_334)
        #expect(endless.nanos(per: 3_600) == 1_020_000_000)
        #expect(Rate(nanos: -1, per: 1) == nil)
        #expect(Rate(nanos: .max, per: 1) == nil)
    }
}
