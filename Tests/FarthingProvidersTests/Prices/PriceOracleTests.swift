import FarthingCore
import FarthingProviders
import Testing

@Suite("Prices against the oracle")
struct PriceOracleTests {
    /// One line of the oracle's answers; `Scripts/vectors/price_vectors.py` describes them.
    struct Case {
        let provider: String
        let name: String
        let atMs: Int64
        let variant: PriceVariant
        let usage: Usage
        let bound: CallBound
        let nanos: Int64
    }

    static let columns: [String: Usage.Bucket] = [
        "in": .input, "cached": .cachedInput, "write": .cacheWrite, "hour": .cacheWriteHour,
        "audio": .inputAudio, "audio-cached": .cachedInputAudio, "image": .inputImage,
        "image-cached": .cachedInputImage, "video": .inputVideo, "out": .output,
        "reasoning": .reasoning, "out-audio": .outputAudio, "out-image": .outputImage,
        "search": .webSearch, "file-search": .fileSearch, "request": .request,
        "second": .inputAudioSecond, "character": .inputCharacter,
    ]

    static func cases() throws -> [Case] {
        try Vectors.lines("prices/oracle.txt", fields: 7).map { line in
            var usage = Usage.zero
            for (name, count) in try counts(line[4]) {
                usage[try #require(columns[name])] = count
            }
            usage.requests = 1
            let asked = try counts(line[5])
            let bound = CallBound(
                inputTokensMax: asked["input"] ?? 0,
                imageTokensMax: asked["image"] ?? 0,
                audioTokensMax: asked["audio"] ?? 0,
                outputTokensMax: asked["output"] ?? 0,
                choices: asked["choices"] ?? 1,
                predictionTokensMax: asked["prediction"] ?? 0,
                webSearchesMax: asked["search"] ?? 0,
                fileSearchesMax: asked["file-search"] ?? 0,
                writesHourCache: usage.cacheWriteHourTokens > 0,
                makesAudio: usage.outputAudioTokens > 0,
                makesImages: usage.outputImageTokens > 0,
                inputAudioSecondsMax: asked["second"] ?? 0,
                inputCharactersMax: asked["character"] ?? 0,
                inputImagesMax: 0,
                outputImagesMax: 0
            )
            let variantName = Vectors.string(line[3])
            return Case(
                provider: Vectors.string(line[0]),
                name: Vectors.string(line[1]),
                atMs: try Vectors.count(line[2]),
                variant: try #require(PriceVariant.allCases.first { $0.name == variantName }),
                usage: usage,
                bound: bound,
                nanos: try Vectors.count(line[6])
            )
        }
    }

    private static func counts(_ field: ArraySlice<UInt8>) throws -> [String: Int64] {
        if field.elementsEqual("-".utf8) { return [:] }
        var counts: [String: Int64] = [:]
        for part in field.split(separator: UInt8(ascii: " ")) {
            let sides = part.split(separator: UInt8(ascii: "="))
            counts[Vectors.string(sides[0])] = try Vectors.count(sides[1])
        }
        return counts
    }

    @Test("every cost is the oracle's, rounded up to a nano-dollar")
    func amounts() throws {
        let book = PriceBook.bundled()
        let cases = try Self.cases()
        #expect(cases.count > 5_000)
        for one in cases {
            let price = try #require(
                book.price(provider: one.provider, model: one.name, atMs: one.atMs)
            )
            let amount = try price.amountNanos(of: one.usage, variant: one.variant)
            #expect(amount == one.nanos, "\(one)")
        }
    }

    @Test("no call settles above what was held for it, whichever way the hold is computed")
    func bounds() throws {
        let book = PriceBook.bundled()
        for one in try Self.cases() {
            let price = try #require(
                book.price(provider: one.provider, model: one.name, atMs: one.atMs)
            )
            let variants = PriceVariantSet(one.variant)
            #expect(try price.boundNanos(one.bound, variants: variants) >= one.nanos, "\(one)")
            let open = try price.boundNanos(one.bound, variants: variants.union(.auto))
            #expect(open >= one.nanos, "\(one)")
            // The line holds for as many output tokens as there were, predictions apart.
            let line = try price.costBound(one.bound, variants: variants)
            let output = one.usage.totalOutputTokens
            #expect(line.amountNanos(outputTokens: output) >= one.nanos, "\(one)")
        }
    }

    /// The oracle's rules take any rest of a name for a version; ours take dates and versions.
    @Test("names lead to the oracle's model or to none, and to none where it knows none")
    func names() throws {
        let book = PriceBook.bundled()
        var refused = 0
        let lines = try Vectors.lines("prices/names.txt", fields: 3)
        #expect(lines.count > 5_000)
        for line in lines {
            let fields = line.map(Vectors.string)
            let found = book.price(provider: fields[0], model: fields[1], atMs: 0)?.model
            if found == nil, fields[2] != "-" { refused += 1 }
            #expect(found == nil || found == fields[2], "\(fields[0]) \(fields[1])")
        }
        #expect(refused < lines.count / 4)
    }

    @Test("the vectors price every edition and variant that the oracle knows")
    func coverage() throws {
        var seen: Set<String> = []
        let book = PriceBook.bundled()
        for one in try Self.cases() {
            let price = book.price(provider: one.provider, model: one.name, atMs: one.atMs)
            guard let price else { continue }
            seen.insert(key(price, one.variant))
        }
        // What only the second source prices has no oracle.
        let known = Set(
            book.allPrices.filter { $0.source == .first }.flatMap { price in
                PriceVariant.allCases.filter { price.variants.contains($0) }.map { key(price, $0) }
            }
        )
        #expect(seen.isSubset(of: known))
        #expect(known.subtracting(seen).isEmpty)
    }

    private func key(_ price: ModelPrice, _ variant: PriceVariant) -> String {
        "\(price.provider) \(price.model) \(price.startsAtMs) \(price.hours?.title ?? "") \(variant.name)"
    }
}
