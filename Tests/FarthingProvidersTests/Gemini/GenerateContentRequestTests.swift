import FarthingCore
import FarthingProviders
import Testing

/// Requests for the tests.
enum GeminiSample {
    static let contents = #""contents":[{"role":"user","parts":[{"text":"Hello"}]}]"#

    static func request(
        _ members: String = "",
        model: String = "gemini-2.5-flash",
        isStream: Bool = false
    ) throws(RequestError) -> GenerateContentRequest {
        let separator = members.isEmpty ? "" : ","
        return try read("{\(contents)\(separator)\(members)}", model: model, isStream: isStream)
    }

    static func read(
        _ text: String,
        model: String = "gemini-2.5-flash",
        isStream: Bool = false
    ) throws(RequestError) -> GenerateContentRequest {
        try GenerateContentRequest.read(Array(text.utf8), model: model, isStream: isStream)
    }

    static func error(_ text: String, model: String = "gemini-2.5-flash") -> RequestError? {
        do throws(RequestError) {
            _ = try read(text, model: model)
            return nil
        } catch {
            return error
        }
    }
}

@Suite("Gemini request")
struct GenerateContentRequestTests {
    @Test("a plain request has the provider's defaults")
    func defaults() throws {
        let request = try GeminiSample.request()
        #expect(request.model == "gemini-2.5-flash")
        #expect(!request.isStream)
        #expect(request.choices == 1)
        #expect(request.outputLimitTokens == nil)
        #expect(request.variants == .standard)
        #expect(request.namesTier)
        #expect(request.leastOutputTokens == 0)
        #expect(request.prompt.media == [])
        let bound = try request.bound(outputTokensMax: 65_536, counter: nil)
        #expect(bound.outputTokensMax == 65_536)
        #expect((5...64).contains(bound.inputTokensMax))
        #expect(!bound.makesImages)
    }

    @Test(
        "both of Google's spellings are read",
        arguments: [
            #"""
            "generationConfig":{"maxOutputTokens":77,"candidateCount":3,
            "thinkingConfig":{"thinkingBudget":512,"includeThoughts":true},
            "responseModalities":["TEXT"],"stopSequences":["x"],"topK":40},
            "systemInstruction":{"parts":[{"text":"Be brief."}]},"serviceTier":"flex",
            "safetySettings":[{"category":"A","threshold":"B"}],"labels":{"a":"b"},
            "toolConfig":{"functionCallingConfig":{"mode":"AUTO"}},"store":false
            """#,
            #"""
            "generation_config":{"max_output_tokens":77,"candidate_count":3,
            "thinking_config":{"thinking_budget":512,"include_thoughts":true},
            "response_modalities":["TEXT"],"stop_sequences":["x"],"top_k":40},
            "system_instruction":{"parts":{"text":"Be brief."}},"service_tier":"flex",
            "safety_settings":[{"category":"A","threshold":"B"}],"labels":{"a":"b"},
            "tool_config":{"function_calling_config":{"mode":"AUTO"}},"store":false
            """#,
        ]
    )
    func spellings(members: String) throws {
        let request = try GeminiSample.request(members, isStream: true)
        #expect(request.isStream)
        #expect(request.choices == 3)
        #expect(request.outputLimitTokens == 77)
        #expect(request.leastOutputTokens == 512)
        #expect(request.variants == [.standard, .flex])
        let bound = try request.bound(outputTokensMax: 65_536, counter: nil)
        #expect(bound.outputTokensMax == 77)
        #expect(bound.choices == 3)
    }

    @Test("dynamic thinking asks for no tokens by number, and priority has a price of its own")
    func thinking() throws {
        let request = try GeminiSample.request(
            #""generationConfig":{"thinkingConfig":{"thinkingBudget":-1,"thinkingLevel":"LOW"}},"#
                + #""serviceTier":"SERVICE_TIER_PRIORITY""#
        )
        #expect(request.leastOutputTokens == 0)
        #expect(request.variants == .priority)
    }

    @Test("all that is prompt counts, byte for byte")
    func counts() throws {
        let plain = try GeminiSample.request().prompt.textTokens
        let long = String(repeating: "grün ", count: 100)
        let cases: [(String, Int64)] = [
            (#""systemInstruction":{"parts":[{"text":"\#(long)"}]}"#, 600),
            (
                #""tools":[{"functionDeclarations":[{"name":"f","description":"\#(long)","#
                    + #""parameters":{"type":"OBJECT"}}]}]"#, 600
            ),
            (#""generationConfig":{"responseSchema":{"description":"\#(long)"}}"#, 600),
            (
                #""generationConfig":{"responseFormat":{"text":{"schema":{"title":"\#(long)"}}}}"#,
                600
            ),
        ]
        for (members, least) in cases {
            #expect(try GeminiSample.request(members).prompt.textTokens - plain >= least)
        }
        let parts: [String] = [
            #"{"functionCall":{"name":"f","args":{"a":"\#(long)"}}}"#,
            #"{"functionResponse":{"name":"f","response":{"a":"\#(long)"}}}"#,
            #"{"text":"","thought":true,"thoughtSignature":"\#(long)"}"#,
            #"{"executableCode":{"language":"PYTHON","code":"\#(long)"}}"#,
            #"{"codeExecutionResult":{"outcome":"OUTCOME_OK","output":"\#(long)"}}"#,
        ]
        for part in parts {
            let request = try GeminiSample.read(
                #"{"contents":{"role":"model","parts":[\#(part)]}}"#
            )
            #expect(request.prompt.textTokens >= 600, "\(part)")
        }
    }

    @Test(
        "what cannot be read or bounded is refused, with its place, code and status",
        arguments: [
            ("\"generationConfig\":{},\"generation_config\":{}", 400, .duplicateMember, nil),
            (
                "\"generationConfig\":{\"maxOutputTokens\":9,\"max_output_tokens\":null}", 400,
                .duplicateMember, "maxOutputTokens"
            ),
            (
                "\"generationConfig\":{\"maxOutputTokens\":9,\"maxOutputTokens\":8}", 400,
                .duplicateMember, nil
            ),
            (
                "\"generationConfig\":{\"max_outputTokens\":9}", 403, .notPriced,
                "generationConfig.max_outputTokens"
            ),
            (
                "\"generationConfig\":{\"maxOutputTokens\":0}", 400, .belowMinimum,
                "generationConfig.maxOutputTokens"
            ),
            (
                "\"generationConfig\":{\"maxOutputTokens\":\"9\"}", 400, .invalidType,
                "generationConfig.maxOutputTokens"
            ),
            (
                "\"generationConfig\":{\"candidateCount\":9}", 400, .aboveMaximum,
                "generationConfig.candidateCount"
            ),
            (
                "\"generationConfig\":{\"thinkingConfig\":{\"thinkingBudget\":-2}}", 400,
                .belowMinimum, "generationConfig.thinkingConfig.thinkingBudget"
            ),
            (
                "\"generationConfig\":{\"responseModalities\":[\"TEXT\",\"IMAGE\"]}", 403,
                .notPriced, "generationConfig.responseModalities"
            ),
            (
                "\"generationConfig\":{\"responseModalities\":[\"AUDIO\"]}", 403, .notPriced,
                "generationConfig.responseModalities"
            ),
            ("\"generationConfig\":{\"speechConfig\":{}}", 403, .notPriced, "generationConfig"),
            ("\"generationConfig\":{\"routingConfig\":{}}", 403, .notPriced, "generationConfig"),
            (
                "\"generationConfig\":{\"brandNew\":1}", 403, .notPriced,
                "generationConfig.brandNew"
            ),
            (
                "\"generationConfig\":{\"mediaResolution\":\"HUGE\"}", 403, .notPriced,
                "generationConfig.mediaResolution"
            ),
            ("\"cachedContent\":\"cachedContents/x\"", 403, .notPriced, "cachedContent"),
            ("\"cached_content\":\"cachedContents/x\"", 403, .notPriced, "cachedContent"),
            ("\"continuationToken\":\"AAAA\"", 403, .notPriced, "continuationToken"),
            ("\"serviceTier\":\"warp\"", 403, .notPriced, "serviceTier"),
            ("\"serviceTier\":1", 400, .invalidType, "serviceTier"),
            ("\"tools\":[{\"googleSearch\":{}}]", 403, .notPriced, "tools[0]"),
            ("\"tools\":[{\"google_search_retrieval\":{}}]", 403, .notPriced, "tools[0]"),
            ("\"tools\":[{\"codeExecution\":{}}]", 403, .notPriced, "tools[0]"),
            ("\"tools\":[{},{\"urlContext\":{}}]", 403, .notPriced, "tools[1]"),
            ("\"tools\":[{\"fileSearch\":{}}]", 403, .notPriced, "tools[0]"),
            ("\"tools\":[{\"timeMachine\":{}}]", 403, .notPriced, "tools[0].timeMachine"),
            (
                "\"tools\":[{\"functionDeclarations\":[{\"x\":1}]}]", 403, .notPriced,
                "tools[0].functionDeclarations[0].x"
            ),
            ("\"model\":\"gemini-2.5-pro\"", 400, .invalidValue, "model"),
            ("\"brandNew\":1", 403, .notPriced, "brandNew"),
            ("\"safetySettings\":5", 400, .invalidType, "safetySettings"),
        ] as [(String, Int, RequestError.Code, String?)]
    )
    func refusals(members: String, status: Int, code: RequestError.Code, param: String?) {
        let error = GeminiSample.error("{\(GeminiSample.contents),\(members)}")
        #expect(error?.status == status)
        #expect(error?.code == code)
        if let param { #expect(error?.param == param) }
    }

    @Test(
        "contents are checked where it matters",
        arguments: [
            ("{}", 400, "contents"), ("{\"contents\":null}", 400, "contents"),
            ("{\"contents\":[]}", 400, "contents"), ("{\"contents\":\"hi\"}", 400, "contents"),
            ("{\"contents\":[{\"parts\":[{\"text\":5}]}]}", 400, "contents[0].parts[0]"),
            (
                "{\"contents\":[{\"parts\":[{\"fileData\":{\"fileUri\":\"u\"}}]}]}", 403,
                "contents[0].parts[0].fileData"
            ),
            (
                "{\"contents\":[{\"parts\":[{\"text\":\"a\",\"videoMetadata\":{}}]}]}", 403,
                "contents[0].parts[0]"
            ),
            (
                "{\"contents\":[{\"parts\":[{\"mediaProcessing\":\"X\"}]}]}", 403,
                "contents[0].parts[0].mediaProcessing"
            ),
            (
                "{\"contents\":[{\"parts\":[{\"mediaResolution\":{\"numTokens\":9}}]}]}", 403,
                "contents[0].parts[0].mediaResolution.numTokens"
            ),
        ]
    )
    func contents(text: String, status: Int, param: String) {
        let error = GeminiSample.error(text)
        #expect(error?.status == status)
        #expect(error?.param == param)
    }

    @Test("what is not one JSON object is refused")
    func unreadable() {
        for text in ["", "[]", "{\"contents\":1", "\u{FEFF}{}", "{} {}"] {
            #expect(GeminiSample.error(text)?.status == 400)
        }
    }

    @Test("the body may name the path's model")
    func model() throws {
        _ = try GeminiSample.request(#""model":"models/gemini-2.5-flash""#)
        _ = try GeminiSample.request(#""model":"gemini-2.5-flash""#)
    }

    @Test(
        "an output limit is written where the request has its place, and nothing else changes",
        arguments: [
            ("", #","generationConfig":{"maxOutputTokens":300}"#),
            (#","generationConfig":{}"#, #","generationConfig":{"maxOutputTokens":300}"#),
            (#","generationConfig":null"#, #","generationConfig":{"maxOutputTokens":300}"#),
            (
                #", "generation_config" : { "topP" : 1 } "#,
                #", "generation_config" : {"maxOutputTokens":300, "topP" : 1 } "#
            ),
            (
                #","generation_config":{"max_output_tokens":900}"#,
                #","generation_config":{"max_output_tokens":300}"#
            ),
            (
                #","generationConfig":{"maxOutputTokens":null}"#,
                #","generationConfig":{"maxOutputTokens":300}"#
            ),
            (
                #","generationConfig":{"maxOutputTokens":300}"#,
                #","generationConfig":{"maxOutputTokens":300}"#
            ),
        ]
    )
    func splices(before: String, after: String) throws {
        let body = Array("{\(GeminiSample.contents)\(before)}".utf8)
        let request = try GenerateContentRequest.read(
            body,
            model: "gemini-2.5-flash",
            isStream: false
        )
        let splices = request.splices(RequestChanges(outputLimit: 300, pinsTier: true))
        let changed = String(decoding: Splice.apply(splices, to: body), as: UTF8.self)
        #expect(changed == "{\(GeminiSample.contents)\(after)}")
        #expect(try GeminiSample.read(changed).outputLimitTokens == 300)
        #expect(request.splices(RequestChanges()) == [])
    }

    @Test("models that make images are bounded by their own maximum, at the price of images")
    func images() throws {
        let model = "gemini-2.5-flash-image"
        let asked = try GeminiSample.request(
            #""generationConfig":{"maxOutputTokens":9,"responseModalities":["TEXT","IMAGE"],"#
                + #""imageConfig":{"aspectRatio":"1:1"}}"#,
            model: model
        )
        for request in [asked, try GeminiSample.request(model: model)] {
            #expect(request.outputLimitTokens == nil)
            let bound = try request.bound(outputTokensMax: 32_768, counter: nil)
            #expect(bound.outputTokensMax == 32_768)
            #expect(bound.makesImages)
        }
        let text = try GeminiSample.request(
            #""generationConfig":{"maxOutputTokens":9,"responseModalities":["TEXT"]}"#,
            model: model
        )
        #expect(text.outputLimitTokens == 9)
    }

    @Test("embeddings cost their input, and nothing else")
    func embeddings() throws {
        let one = try EmbedContentRequest.read(
            Array(
                #"{"model":"models/e","content":{"parts":[{"text":"abc"}]},"taskType":"X","outputDimensionality":9}"#
                    .utf8
            ),
            model: "e",
            isBatch: false
        )
        let bound = try one.bound(outputTokensMax: 99, counter: nil)
        #expect(bound.outputTokensMax == 0)
        #expect((3...32).contains(bound.inputTokensMax))
        #expect(one.outputLimitTokens == 0)
        let item = #"{"model":"models/e","content":{"parts":[{"text":"abc"}]}}"#
        let many = try EmbedContentRequest.read(
            Array(#"{"requests":[\#(item),\#(item)]}"#.utf8),
            model: "e",
            isBatch: true
        )
        #expect(many.prompt.textTokens >= 2 * (bound.inputTokensMax - 8))
        for text in [
            #"{"requests":[]}"#, #"{"requests":[{}]}"#, "{}",
            #"{"requests":[{"model":"models/other","content":{"parts":[]}}]}"#,
        ] {
            #expect(throws: RequestError.self) {
                try EmbedContentRequest.read(Array(text.utf8), model: "e", isBatch: true)
            }
        }
    }

    @Test("random bytes never crash the reader")
    func noise() {
        var random = SystemRandomNumberGenerator()
        let text = Array(
            #"{"contents":[{"parts":[{"inlineData":{"mimeType":"image/png","data":"iVBORw0K"}}]}],"generationConfig":{"maxOutputTokens":5}}"#
                .utf8
        )
        for _ in 0..<3_000 {
            var bytes = text
            for _ in 0..<3 {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255)
            }
            _ = try? GenerateContentRequest.read(bytes, model: "m", isStream: false)
        }
    }
}
