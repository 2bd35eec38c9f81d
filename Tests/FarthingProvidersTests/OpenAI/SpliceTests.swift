import FarthingCore
import FarthingProviders
import Testing

@Suite("OpenAI chat request: rewriting")
struct SpliceTests {
    private static func rewrite(
        _ members: String,
        model: String? = nil,
        limit: Int64? = nil,
        usage: Bool = false
    ) throws -> String {
        let body = ChatSample.body(members)
        let request = try ChatRequest.read(body)
        let splices = request.splices(model: model, outputLimit: limit, includeUsage: usage)
        return String(decoding: Splice.apply(splices, to: body), as: UTF8.self)
    }

    private static let head = "\"model\": \"gpt-4o\" ,\(ChatSample.messages)"

    @Test("a request that says it all already is left alone")
    func nothing() throws {
        let request = try ChatSample.request(
            #""stream":true,"stream_options":{"include_usage":true},"max_tokens":5"#
        )
        #expect(request.splices(model: "gpt-4o", outputLimit: 5, includeUsage: true) == [])
        #expect(request.splices() == [])
    }

    @Test(
        "the output limit goes where the model takes it",
        arguments: [
            ("", "gpt-4o", ",\"max_completion_tokens\":9}"),
            (",\"max_tokens\": 70 ,\"n\":1", "gpt-4o", ",\"max_tokens\": 9 ,\"n\":1}"),
            (",\"max_completion_tokens\":70", "gpt-4o", ",\"max_completion_tokens\":9}"),
            (",\"max_tokens\":70", "o3", ",\"max_completion_tokens\":9}"),
            (
                ",\"max_tokens\":null", "gpt-5-mini",
                ",\"max_tokens\":null,\"max_completion_tokens\":9}"
            ),
            (",\"max_completion_tokens\":null", "gpt-4o", ",\"max_completion_tokens\":9}"),
            (
                ",\"max_tokens\":70,\"max_completion_tokens\":null", "o4-mini",
                ",\"max_tokens\":null,\"max_completion_tokens\":9}"
            ),
            (
                ",\"max_tokens\":70,\"max_completion_tokens\":null", "gpt-4.1",
                ",\"max_tokens\":9,\"max_completion_tokens\":null}"
            ),
        ]
    )
    func limits(members: String, model: String, tail: String) throws {
        let rewritten = try Self.rewrite(Self.head + members, model: model, limit: 9)
        #expect(rewritten == "{\"model\": \"\(model)\" ,\(ChatSample.messages)\(tail)")
    }

    @Test("another model gets the client's own limit in the parameter that it takes")
    func movedLimit() throws {
        let rewritten = try Self.rewrite(Self.head + ",\"max_tokens\":70", model: "o3")
        #expect(rewritten.hasSuffix(",\"max_completion_tokens\":70}"))
        #expect(rewritten.hasPrefix("{\"model\": \"o3\" ,"))
    }

    @Test("a model's name is escaped")
    func escaped() throws {
        let rewritten = try Self.rewrite(Self.head, model: "a\"b\\")
        #expect(rewritten.hasPrefix("{\"model\": \"a\\\"b\\\\\" ,"))
    }

    @Test(
        "the usage chunk is asked for without touching other options",
        arguments: [
            (",\"stream\":true ", ",\"stream\":true,\"stream_options\":{\"include_usage\":true} }"),
            (
                ",\"stream\":true,\"stream_options\":null",
                ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}"
            ),
            (
                ",\"stream_options\":{ },\"stream\":true",
                ",\"stream_options\":{\"include_usage\":true },\"stream\":true}"
            ),
            (
                ",\"stream_options\":{\"include_usage\":false},\"stream\":true",
                ",\"stream_options\":{\"include_usage\":true},\"stream\":true}"
            ),
            (
                ",\"stream_options\":{\"include_\\u0075sage\":null},\"stream\":true",
                ",\"stream_options\":{\"include_\\u0075sage\":true},\"stream\":true}"
            ),
            (
                ",\"stream_options\":{ \"include_obfuscation\":false},\"stream\":true",
                ",\"stream_options\":{\"include_usage\":true, \"include_obfuscation\":false},\"stream\":true}"
            ),
            (",\"stream\":false", ",\"stream\":false}"),
        ]
    )
    func usage(members: String, tail: String) throws {
        let rewritten = try Self.rewrite(Self.head + members, usage: true)
        #expect(rewritten == "{\(Self.head)\(tail)")
    }

    @Test("all at once, in any order of members, changes those members and no other byte")
    func everything() throws {
        var random = SystemRandomNumberGenerator()
        let others = [
            "\"temperature\":0.70", "\"user\": \"\\u00e9\\/\"", "\"seed\":-0", "\"stop\":[ ]",
            "\"metadata\":{\"model\":\"x\",\"max_tokens\":1}", "\"top_p\":1e0",
        ]
        let limits = [
            "", "\"max_tokens\":500", "\"max_completion_tokens\":500", "\"max_tokens\":null",
        ]
        let options = [
            "", "\"stream_options\":null", "\"stream_options\":{}",
            "\"stream_options\":{\"include_usage\":false}",
            "\"stream_options\":{\"include_obfuscation\":true}",
        ]
        for model in ["gpt-4o-mini", "gpt-5"] {
            for limit in limits {
                for option in options {
                    var members =
                        others.shuffled(using: &random).prefix(3) + [
                            "\"model\":\"gpt-4o\"", ChatSample.messages, "\"stream\":true", limit,
                            option,
                        ]
                    members = members.filter { !$0.isEmpty }.shuffled(using: &random)[...]
                    let space = [" ", "\n", ""].randomElement(using: &random) ?? ""
                    try Self.check(
                        "\(space)\(members.joined(separator: ",\(space)"))\(space)",
                        model
                    )
                }
            }
        }
    }

    private static func check(_ members: String, _ model: String) throws {
        let body = ChatSample.body(members)
        let request = try ChatRequest.read(body)
        let splices = request.splices(model: model, outputLimit: 42, includeUsage: true)
        let rewritten = Splice.apply(splices, to: body)
        let after = try ChatRequest.read(rewritten)
        #expect(after.model == model)
        #expect(after.outputLimit?.tokens == 42)
        #expect(after.outputLimit?.parameter == request.limitParameter(for: model))
        #expect(after.asksUsage)
        #expect(after.splices(model: model, outputLimit: 42, includeUsage: true) == [])
        let changed = ["model", "max_tokens", "max_completion_tokens", "stream_options"]
        func others(_ request: ChatRequest) -> [[UInt8]] {
            request.document.root.fields.filter { field in
                !changed.contains { field.name.isEqual(to: $0) }
            }.map {
                Array(request.document.bytes[$0.name.range.lowerBound..<$0.value.range.upperBound])
            }
        }
        #expect(others(after) == others(request))
        // Outside of the splices every byte is the same.
        var kept: [UInt8] = []
        var position = 0
        for splice in splices {
            #expect(splice.range.lowerBound >= position)
            kept += body[position..<splice.range.lowerBound]
            position = splice.range.upperBound
        }
        kept += body[position...]
        #expect(rewritten.count == kept.count + splices.reduce(0) { $0 + $1.replacement.count })
    }
}
