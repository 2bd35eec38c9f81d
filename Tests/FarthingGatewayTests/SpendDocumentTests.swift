import FarthingCore
import FarthingGateway
import Testing

#if canImport(Glibc)
import Glibc
#elseif canImport(Darwin)
import Darwin
#endif

@Suite("Spend verbs: the OpenAPI document")
struct SpendDocumentTests {
    private static func document() throws -> JSONNode {
        try JSONDocument(Array(spendDocument.utf8)).root
    }

    @Test("the document has exactly the routes of the table, by the same methods")
    func routes() throws {
        let paths = try #require(try Self.document()["paths"])
        let documented = paths.members.flatMap { path, item in
            item.members.map { "\($0.name.uppercased()) \(path)" }
        }
        let routed = spendVerbTable.map { "\($0.method) /v1/spend/\($0.name)" }
        #expect(documented.sorted() == routed.sorted())
    }

    @Test("each body's schema has exactly the members that the verb reads, and takes no others")
    func members() throws {
        let root = try Self.document()
        for verb in spendVerbTable where verb.method == "POST" {
            let schema = try #require(
                root["components"]?["schemas"]?[verb.name.capitalisedRequest]
            )
            let properties = try #require(schema["properties"]).members.map(\.name)
            #expect(properties.sorted() == verb.members.sorted(), "\(verb.name)")
            #expect(schema["additionalProperties"]?.bool == false, "\(verb.name)")
        }
    }

    @Test("every reference in the document leads somewhere")
    func references() throws {
        let root = try Self.document()
        var open = [root]
        while let node = open.popLast() {
            open += Array(node.elements) + node.members.map(\.value)
            guard let target = node["$ref"]?.string else { continue }
            let found = target.dropFirst(2).split(separator: "/").reduce(root as JSONNode?) {
                $0?[String($1)]
            }
            #expect(found != nil, "\(target)")
        }
    }

    @Test("the checked-in file is what is served, without a key")
    func served() async throws {
        let here = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let file = try #require(Self.read("/\(here)/docs/api/spend.openapi.json"))
        #expect(file == Array(spendDocument.utf8))
        try await Rig.with { rig in
            let answer = try await rig.ask(Chat.get("/v1/spend/openapi.json", key: nil))
            #expect(answer.status == 200)
            #expect(answer.field("content-type") == "application/json")
            #expect(answer.body == file)
        }
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "rb") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, file)
            guard count > 0 else { return bytes }
            bytes += piece.prefix(count)
        }
    }
}

extension String {
    /// `hold` as its schema is named: `HoldRequest`; `guards/rate` is `GuardsRateRequest`.
    fileprivate var capitalisedRequest: String {
        split { $0 == "/" || $0 == "-" }
            .map { $0.prefix(1).uppercased() + $0.dropFirst() }
            .joined() + "Request"
    }
}
