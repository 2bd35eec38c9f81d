import FarthingProviders
import Testing

@Suite("Image tokens")
struct ImageTokenTests {
    static func size(_ width: Int64, _ height: Int64) throws -> ImageSize {
        try #require(ImageSize(width: width, height: height))
    }

    @Test(
        "tiles follow the documented examples",
        arguments: [
            (1024, 1024, 765), (2048, 4096, 1105), (512, 512, 255), (513, 512, 425), (1, 1, 255),
            (128, 64, 255), (768, 2048, 1445), (2048, 768, 1445), (100_000, 10, 765),
            (10_000, 10_000, 765), (1920, 1080, 1105),
        ] as [(Int64, Int64, Int64)]
    )
    func tiles(width: Int64, height: Int64, tokens: Int64) throws {
        let formula = try #require(ImageTokenFormula.of(openAIModel: "gpt-4o-2024-08-06"))
        let size = try Self.size(width, height)
        #expect(formula.tokensMax(size: size, detail: .high) == tokens)
        #expect(formula.tokensMax(size: size, detail: .auto) == tokens)
        #expect(formula.tokensMax(size: size, detail: .low) == 85)
        #expect(formula.tokensMax(size: size, detail: .original) == nil)
    }

    @Test("patches within the budget are exact; beyond it the budget counts")
    func patches() throws {
        let formula = try #require(ImageTokenFormula.of(openAIModel: "gpt-4.1-mini"))
        let square = try Self.size(1024, 1024)
        #expect(formula.tokensMax(size: square, detail: .high) == 1_659)
        #expect(formula.tokensMax(size: try Self.size(33, 1), detail: .auto) == 4)
        let unknown = formula.tokensMax(size: nil, detail: .auto)
        #expect(formula.tokensMax(size: try Self.size(9_000, 9_000), detail: .auto) == unknown)
    }

    @Test("an image of any size costs at most what one of unknown size does")
    func unknownIsMost() throws {
        var random = SystemRandomNumberGenerator()
        let models = ["gpt-4o", "gpt-4o-mini", "o3", "gpt-5", "o4-mini", "gpt-5.5", "gpt-5.6-sol"]
        for model in models {
            let formula = try #require(ImageTokenFormula.of(openAIModel: model))
            for detail in ImageDetail.allCases {
                guard let most = formula.tokensMax(size: nil, detail: detail) else { continue }
                for _ in 0..<300 {
                    let size = try Self.size(
                        .random(in: 1...6_000, using: &random),
                        .random(in: 1...6_000, using: &random)
                    )
                    let tokens = try #require(formula.tokensMax(size: size, detail: detail))
                    #expect(tokens >= 1 && tokens <= most, "\(model) \(size)")
                }
            }
        }
    }

    @Test(
        "families have formulas, and what is not known has none",
        arguments: [
            ("gpt-4o-mini", 2_833 + 8 * 5_667), ("ft:gpt-4o-2024-08-06:acme::1", 1_445),
            ("o1-2024-12-17", 75 + 8 * 150), ("gpt-5", 70 + 8 * 140), ("gpt-6-luna", nil),
            ("gpt-3.5-turbo", nil), ("gpt-4o-audio-preview", nil), ("", nil),
        ] as [(String, Int64?)]
    )
    func families(model: String, most: Int64?) {
        let formula = ImageTokenFormula.of(openAIModel: model)
        #expect(formula?.tokensMax(size: nil, detail: .high) == most)
    }
}
