import FarthingCore
import FarthingProviders

extension FuzzTarget {
    static let geminiRequest = FuzzTarget(
        name: "gemini-request",
        seeds: [
            #"{"contents":[{"role":"user","parts":[{"text":"Hello"}]}]}"#,
            #"""
            {"contents":[{"role":"user","parts":[{"text":"a\u00e9"},{"inlineData":{"mimeType":
            "image/png","data":"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"}}]},{"role":"model",
            "parts":[{"functionCall":{"name":"f","args":{"a":1}}}]},{"role":"user","parts":[
            {"functionResponse":{"name":"f","response":{"b":2}}}]}],"generationConfig":{
            "maxOutputTokens":7777,"candidateCount":3,"thinkingConfig":{"thinkingBudget":512},
            "responseModalities":["TEXT"],"stopSequences":["x"]},"systemInstruction":{"parts":[
            {"text":"Be brief."}]},"serviceTier":"flex","tools":[{"functionDeclarations":[
            {"name":"f","parameters":{"type":"OBJECT"}}]}],"labels":{"a":"b"},"store":false}
            """#,
            #"""
            {"contents":{"parts":{"text":"x"}},"generation_config":{"max_output_tokens":77,
            "thinking_config":{"thinking_budget":12}},"system_instruction":{"parts":{"text":"s"}},
            "service_tier":"standard","safety_settings":[{"category":"A","threshold":"B"}]}
            """#,
            #"{"requests":[{"model":"models/gemini-2.5-flash","content":{"parts":[{"text":"x"}]}}]}"#,
            #"{"content":{"parts":[{"text":"x"}]},"taskType":"A","title":"t"}"#,
        ].map { [UInt8]($0.utf8) },
        words: [
            #""max_output_tokens":5,"#, #""maxOutputTokens":0,"#, #""generationConfig":null,"#,
            #""generation_config":{},"#, #""candidateCount":9,"#, #""thinkingBudget":-1"#,
            #""thinkingBudget":9223372036854775807"#, #""googleSearch":{}"#, #""fileData":{},"#,
            #""inline_data":{"#, "audio/wav", "UklGRiQAAABXQVZFZm10IBAAAAABAAEA", "video/mp4",
            "application/pdf", #""cachedContent":"x","#, #""parts":[],"#, #""IMAGE""#,
        ]
    ) { input, random throws(FuzzFault) in
        let models = ["gemini-2.5-flash", "gemini-3-pro-preview", "gemini-2.5-flash-image"]
        let model = models[random.below(models.count)]
        let head = DialectHead(method: "POST", path: "/v1beta/models/\(model):generateContent")
        var isTaken = try DialectProof.request(
            input,
            GenerateContentReader(model: model, isStream: random.chance(50)),
            head,
            &random
        )
        for isBatch in [false, true] {
            let reader = EmbedContentReader(model: model, isBatch: isBatch)
            if try DialectProof.request(input, reader, head, takesLimit: false, &random) {
                isTaken = true
            }
        }
        return isTaken
    }

    static let geminiStreamSeed = [UInt8](
        [
            #"{"candidates":[{"content":{"parts":[{"text":"Gr\u00fc"}],"role":"model"},"index":0}],"usageMetadata":{"promptTokenCount":9,"totalTokenCount":41,"thoughtsTokenCount":30,"candidatesTokenCount":2},"modelVersion":"gemini-2.5-flash","responseId":"r1"}"#,
            #"{"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"a":1}}}],"role":"model"},"index":0}],"modelVersion":"gemini-2.5-flash","responseId":"r1"}"#,
            #"{"candidates":[{"content":{"parts":[{"text":""}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":9,"totalTokenCount":48,"thoughtsTokenCount":30,"promptTokensDetails":[{"modality":"TEXT","tokenCount":9}]},"modelVersion":"gemini-2.5-flash","responseId":"r1"}"#,
        ].map { "data: " + $0 + "\r\n\r\n" }.joined().utf8
    )

    static let geminiStream = FuzzTarget(
        name: "gemini-stream",
        seeds: [geminiStreamSeed],
        words: [
            "data:", "data: {\"error\":{\"code\":500}}\r\n\r\n", "\r", "\r\n\r\n", "\n\n", ":\n",
            #""usageMetadata":{"#, #""usageMetadata":null,"#, #""finishReason":"MAX_TOKENS","#,
            #""index":7,"#, #""index":128"#, #""totalTokenCount":0,"#, #""promptFeedback":{},"#,
            #""toolUsePromptTokenCount":4,"#, #""cachedContentTokenCount":99,"#,
            #""thought":true,"#,
        ]
    ) { input, random throws(FuzzFault) in
        let choices = Int64(1 + random.below(2))
        return try DialectProof.stream(input, &random) { GeminiStreamMeter(choices: choices) }
    }
}
