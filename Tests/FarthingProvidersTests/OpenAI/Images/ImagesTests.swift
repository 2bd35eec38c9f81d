import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI image generations")
struct ImagesTests {
    private static func read(
        _ members: String,
        model: String = "gpt-image-1-mini"
    ) throws(RequestError) -> ImagesRequest {
        try ImagesRequest.read(
            Array(#"{"model":"\#(model)","prompt":"A hedgehog"\#(members)}"#.utf8)
        )
    }

    @Test(
        "an image's tokens are the documented ones",
        arguments: [
            ("gpt-image-1-mini", #""quality":"low","size":"1024x1024""#, 272),
            ("gpt-image-1-mini", #""quality":"medium","size":"1536x1024""#, 1_568),
            ("gpt-image-1-mini", #""quality":"high","size":"1024x1536""#, 6_240),
            ("gpt-image-1-mini", #""quality":"auto""#, 6_240),
            ("gpt-image-2", #""quality":"high","size":"1024x1024""#, 7_024),
            ("gpt-image-2", #""quality":"high","size":"1536x1024""#, 5_488),
            ("gpt-image-2", #""quality":"high","size":"1792x1024""#, 5_063),
            ("gpt-image-2", #""quality":"high","size":"3584x2048""#, 12_329),
            ("gpt-image-2", #""size":"auto""#, 23_719),
        ] as [(String, String, Int64)]
    )
    func tokens(model: String, members: String, tokens: Int64) throws {
        let request = try Self.read(",\(members),\"n\":3", model: model)
        let bound = try request.bound(outputTokensMax: 1, counter: nil)
        #expect(bound.outputTokensMax == tokens)
        #expect(bound.choices == 3)
        #expect(bound.makesImages)
        #expect(bound.inputTokensMax == 3 * (10 + 32))
        #expect(request.outputLimitTokens == tokens)
        #expect(request.leastOutputTokens == tokens)
    }

    @Test("no size that may be asked for costs more than one that is left to the model")
    func largest() throws {
        for quality in ["low", "medium", "high"] {
            let known = ImageOutputTokens.Quality(rawValue: quality)
            let most = try #require(ImageOutputTokens.area.tokensMax(quality: known, size: nil))
            for width in stride(from: Int64(16), through: 3_840, by: 16) {
                for height in stride(from: Int64(16), through: 3_840, by: 208) {
                    let size = ImageSize(width: width, height: height)
                    let tokens = ImageOutputTokens.area.tokensMax(quality: known, size: size)
                    #expect(tokens ?? 0 <= most)
                }
            }
        }
    }

    @Test(
        "what is not documented is refused",
        arguments: [
            ("gpt-image-1.5", "", "model"), ("dall-e-3", "", "model"), ("gpt-image-9", "", "model"),
            ("gpt-image-1-mini", #","size":"2048x2048""#, "size"),
            ("gpt-image-2", #","size":"4096x1024""#, "size"),
            ("gpt-image-2", #","quality":"max""#, "quality"),
            ("gpt-image-1-mini", #","stream":true"#, "stream"),
            ("gpt-image-1-mini", #","partial_images":1"#, "partial_images"),
            ("gpt-image-1-mini", #","output_format":"gif""#, "output_format"),
            ("gpt-image-1-mini", #","complexity":"low""#, "complexity"),
        ]
    )
    func refused(model: String, members: String, param: String) {
        let error = #expect(throws: RequestError.self) {
            try Self.read(members, model: model)
        }
        #expect(error?.code == .notPriced)
        #expect(error?.param == param)
    }

    @Test("free members pass, wrong ones do not")
    func reading() throws {
        _ = try Self.read(
            #","background":"opaque","moderation":"low","output_compression":80,"user":"u","#
                + #""output_format":"webp","stream":false,"partial_images":0"#
        )
        for members in [#","n":11"#, #","n":0"#, #","size":"big""#, #","size":"1x2x3""#] {
            #expect(throws: RequestError.self) { try Self.read(members) }
        }
        #expect(throws: RequestError.self) {
            try ImagesRequest.read(Array(#"{"prompt":"no model"}"#.utf8))
        }
    }

    @Test("the answer's usage is priced to the nano-dollar")
    func cost() throws {
        let request = try Self.read(#","quality":"low","size":"1024x1024""#)
        let answer = request.readAnswer(
            Array(
                (#"{"created":1,"data":[{"b64_json":"AA"}],"usage":{"input_tokens":9,"#
                    + #""input_tokens_details":{"image_tokens":0,"text_tokens":9},"#
                    + #""output_tokens":272,"total_tokens":281}}"#).utf8
            )
        )
        let usage = try #require(answer.usage)
        #expect(usage == Usage(inputTokens: 9, outputImageTokens: 272))
        let book = PriceBook.bundled()
        let price = try #require(
            book.price(provider: "openai", model: "gpt-image-1-mini", atMs: 1_795_000_000_000)
        )
        // 2 dollars a million for text in, 8 for images out.
        #expect(try price.amountNanos(of: usage) == 9 * 2_000 + 272 * 8_000)
        let bound = try request.bound(outputTokensMax: 0, counter: nil)
        #expect(try price.boundNanos(bound) >= price.amountNanos(of: usage))
    }

    @Test("figures that contradict each other are read as the dearer ones")
    func contradictions() throws {
        func usage(_ text: String) -> Usage? {
            ImagesAnswer(Array(#"{"usage":\#(text)}"#.utf8), model: "m").usage
        }
        #expect(
            usage(#"{"input_tokens":1,"output_tokens":2,"total_tokens":9}"#)
                == Usage(inputTokens: 1, outputImageTokens: 8)
        )
        #expect(
            usage(
                #"{"input_tokens":1,"output_tokens":9,"#
                    + #""output_tokens_details":{"image_tokens":4,"text_tokens":5}}"#
            ) == Usage(inputTokens: 1, outputTokens: 5, outputImageTokens: 4)
        )
        #expect(usage("null") == nil)
        #expect(usage("{}") == nil)
    }
}
