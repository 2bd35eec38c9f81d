import FarthingCore
import Testing

@Suite("What a settlement says of its price")
struct SettledUsageTests {
    private func json(_ usage: SettledUsage) -> String {
        var json = JSONWriter()
        usage.write(to: &json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func read(_ text: String) throws -> SettledUsage? {
        SettledUsage(try JSONDocument(Array(text.utf8)).root)
    }

    private let plain = SettledUsage(
        inputTokens: 7,
        outputTokens: 85,
        costNanos: 52_050,
        ending: "complete"
    )

    @Test("an entry of before is written and read as it was")
    func plainShape() throws {
        let text =
            #"{"costNanos":52050,"ending":"complete","inputTokens":7,"outputTokens":85}"#
        #expect(json(plain) == text)
        #expect(try read(text) == plain)
    }

    @Test("buckets that are not zero are written by their names, sorted, beside the prices")
    func pricedShape() throws {
        var usage = plain
        usage.priced = PricedUsage(
            Usage(inputTokens: 4, cachedInputTokens: 3, outputTokens: 85, inputAudioSeconds: 2),
            variants: [.standard, .priority],
            provider: "openai",
            model: "gpt-4o-mini-2024-07-18",
            priceBook: "0f1e",
            isPolicyPrice: true
        )
        let text =
            #"{"buckets":{"audio_seconds":2,"cached_input":3,"calls":1,"input":4,"#
            + #""output":85},"costNanos":52050,"ending":"complete","inputTokens":7,"#
            + #""model":"gpt-4o-mini-2024-07-18","outputTokens":85,"priceBook":"0f1e","#
            + #""priceSource":"policy","provider":"openai","variants":["standard","priority"]}"#
        #expect(json(usage) == text)
        #expect(try read(text) == usage)
    }

    @Test("every bucket and every variant survives, in the order of the names")
    func everything() throws {
        var all = Usage.zero
        for (index, bucket) in Usage.Bucket.allCases.enumerated() {
            all[bucket] = Usage.bucketMax - Int64(index)
        }
        for variants in (1..<32).map({ PriceVariantSet(rawValue: $0) }) {
            var usage = plain
            usage.priced = PricedUsage(all, variants: variants)
            #expect(try read(json(usage)) == usage)
        }
        var json = JSONWriter()
        all.write(to: &json)
        let names = try JSONDocument(json.bytes).root.members.map(\.name)
        #expect(names.count == Usage.Bucket.allCases.count)
        #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        // The names of the price book, but that hours are counted in seconds.
        let known = Set(Usage.Bucket.allCases.map(\.name))
        #expect(Set(names).symmetricDifference(known) == ["audio_seconds", "audio_hours"])
    }

    @Test(
        "what this version does not know is not taken for a price",
        arguments: [
            #""buckets":{"input":1,"smell":2},"variants":["standard"]"#,
            #""buckets":{"input":-1},"variants":["standard"]"#,
            #""buckets":{"input":1000000000001},"variants":["standard"]"#,
            #""buckets":[1],"variants":["standard"]"#,
            #""buckets":{"input":1},"variants":["overnight"]"#,
            #""buckets":{"input":1},"variants":[]"#,
            #""buckets":{"input":1}"#,
            #""buckets":{"input":1},"priceSource":"elsewhere","variants":["standard"]"#,
        ]
    )
    func unknown(members: String) throws {
        let text =
            #"{"costNanos":52050,"ending":"complete","inputTokens":7,"outputTokens":85,"#
            + members + "}"
        #expect(try read(text) == plain)
    }

    @Test("of several variants the dearest counts, and those without a price are passed over")
    func dearest() throws {
        let rate = { (nanos: Int64) in Rate(nanosPerMillion: nanos * 1_000_000) }
        let price = ModelPrice(
            provider: "openai",
            model: "m",
            sheets: [
                RateSheet(input: rate(10), output: rate(20)),
                RateSheet(variant: .priority, input: rate(15), output: rate(25)),
            ]
        )
        let usage = Usage(inputTokens: 2, outputTokens: 1)
        #expect(try price.amountNanos(of: usage, variants: .standard) == 40)
        #expect(try price.amountNanos(of: usage, variants: .auto) == 55)
        #expect(throws: PriceError.variantUnpriced(model: "m", variant: "flex")) {
            try price.amountNanos(of: usage, variants: [.flex, .batch])
        }
    }
}
