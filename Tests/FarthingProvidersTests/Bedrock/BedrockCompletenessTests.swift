import FarthingProviders
import Testing

@Suite("Bedrock: nothing that may cost is overlooked")
struct BedrockCompletenessTests {
    /// The lines of Tests/Vectors/bedrock/model.txt: AWS's own list, by
    /// `Scripts/vectors/bedrock_model.py`.
    static func lines() throws -> [(route: String, parameter: String?)] {
        try Vectors.lines("bedrock/model.txt", fields: 2).compactMap { line in
            guard line[0].first != UInt8(ascii: "#") else { return nil }
            return (Vectors.string(line[0]), line.count > 1 ? Vectors.string(line[1]) : nil)
        }
    }

    @Test("each route of AWS's service model is priced, free or refused, as it is routed")
    func routes() throws {
        let routes = try Self.lines().filter { $0.parameter == nil }.map(\.route)
        let facts = BedrockFacts.routes
        #expect(Set(routes) == Set(facts.map { "\($0.method) \($0.path)" }))
        #expect(routes.count == facts.count)
        for fact in facts {
            var path = ""
            for (index, part) in fact.path.split(separator: "{").enumerated() {
                let rest = part.firstIndex(of: "}").map { part[part.index(after: $0)...] }
                path += index == 0 ? String(part) : "amazon.nova-micro-v1:0" + (rest ?? "")
            }
            switch BedrockRoutes.route(DialectHead(method: fact.method, path: path[...])) {
            case .metered: #expect(fact.treatment == .priced, "\(path)")
            case .free: #expect(fact.treatment == .free, "\(path)")
            case .refused: #expect(fact.treatment == .refused, "\(path)")
            }
        }
    }

    @Test("each parameter of AWS's service model has a fact, by itself or by what it is part of")
    func parameters() throws {
        var known: [String: Set<String>] = [:]
        for fact in BedrockFacts.parameters {
            let isNew = known["POST \(fact.route)", default: []].insert(fact.name).inserted
            #expect(isNew, "\(fact.name) twice")
        }
        var seen = 0
        for line in try Self.lines() {
            guard let parameter = line.parameter else { continue }
            var name = parameter[...]
            while known[line.route]?.contains(String(name)) != true {
                guard let dot = name.lastIndex(of: ".") else {
                    Issue.record("\(line.route) \(parameter) is in no fact")
                    break
                }
                name = name[..<dot]
            }
            seen += 1
        }
        #expect(seen > 300)
    }

    /// Bodies that hold the parameter, for those whose treatment can be seen on their own.
    @Test(
        "what is said to be refused is refused",
        arguments: [
            (#","guardrailConfig":{"guardrailIdentifier":"a"}"#, ""),
            (#","promptVariables":{"a":{"text":"b"}}"#, ""),
            (#","additionalModelRequestFields":{"x":1}"#, ""),
            (#","toolConfig":{"tools":[{"systemTool":{"name":"x"}}]}"#, ""),
            (
                #","system":[{"guardContent":{"image":{"format":"png","source":{"bytes":"AAAA"}}}}]"#,
                ""
            ),
            ("", #"{"video":{}}"#), ("", #"{"audio":{}}"#), ("", #"{"toolAddition":{}}"#),
            ("", #"{"toolRemoval":{}}"#), ("", #"{"guardContent":{"image":{}}}"#),
            ("", #"{"toolUse":{"toolUseId":"a","name":"b","input":{},"type":"server_tool_use"}}"#),
            ("", #"{"toolResult":{"toolUseId":"a","content":[],"type":"x"}}"#),
            ("", #"{"toolResult":{"toolUseId":"a","content":[{"video":{}}]}}"#),
            ("", #"{"image":{"format":"png","source":{"s3Location":{}}}}"#),
            ("", #"{"image":{"format":"png","source":{"bytes":"AAAA"},"error":{"message":"x"}}}"#),
            ("", #"{"document":{"name":"a","format":"txt","source":{"s3Location":{}}}}"#),
            ("", #"{"unknown":{}}"#),
        ]
    )
    func refused(_ more: String, _ block: String) {
        let body = Converse.body(block.isEmpty ? #"{"text":"x"}"# : block, more)
        let error = #expect(throws: RequestError.self) { try Converse.read(body) }
        #expect(error?.status == 403)
    }
}
