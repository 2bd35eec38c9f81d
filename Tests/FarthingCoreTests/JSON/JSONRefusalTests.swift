import FarthingCore
import Testing

@Suite("JSON reader: what it refuses")
struct JSONRefusalTests {
    @Test("accepts and refuses the same texts as Python's json made strict")
    func vectors() throws {
        var wrong: [String] = []
        let texts = try JSONVectors.texts()
        for (isGood, bytes) in texts where (JSONSample.code(bytes) == nil) != isGood {
            wrong.append("\(isGood) \(String(decoding: bytes, as: UTF8.self))")
        }
        #expect(wrong == [])
        #expect(texts.count > 2000)
    }

    @Test(
        "each reason has its code and its place",
        arguments: [
            ("", .truncated, 1, 1), ("[1,", .truncated, 1, 4), ("\u{FEFF}1", .byteOrderMark, 1, 1),
            ("1 2", .trailingBytes, 1, 3), ("[\n  1,\n é]", .unexpectedByte, 3, 2),
            ("nil", .badLiteral, 1, 2), ("01", .badNumber, 1, 1), ("-a", .badNumber, 1, 2),
            (#""\q""#, .badEscape, 1, 2), (#""\ud800x""#, .loneSurrogate, 1, 2),
            ("\"a\tb\"", .controlCharacter, 1, 3),
            (#"{"é":1,"a":1,"a":2}"#, .duplicateMember, 1, 14),
        ] as [(String, JSONError.Code, Int, Int)]
    )
    func reasons(text: String, code: JSONError.Code, line: Int, column: Int) {
        let error = #expect(throws: JSONError.self) { try JSONSample.document(text) }
        #expect(error?.code == code)
        #expect(error?.line == line)
        #expect(error?.column == column)
        #expect(error?.message.contains("line \(line), column \(column)") == true)
    }

    @Test("a duplicate is found however it is spelled, in small and in large objects")
    func duplicates() throws {
        for count in [1, 15, 16, 17, 18, 40, 1000] {
            let names = (0..<count).map { "\"member-number-\($0)-of-many\":{\"x\":0}" }
            let unique = "{" + names.joined(separator: ",") + "}"
            #expect(JSONSample.code(Array(unique.utf8)) == nil)
            for spelling in ["member-number-0-of-many", #"\u006dember-number-0-of-many"#] {
                let text = "{" + (names + ["\"\(spelling)\":1"]).joined(separator: ",") + "}"
                let error = #expect(throws: JSONError.self) { try JSONSample.document(text) }
                #expect(error?.code == .duplicateMember)
                #expect(error?.memberName == "member-number-0-of-many")
            }
        }
        var limits = JSONLimits.standard
        limits.refusesDuplicates = false
        let root = try JSONSample.document(#"{"a":1,"a":2}"#, limits: limits).root
        #expect(root.count == 2)
    }

    @Test("depth, size and number of values are bounded")
    func bounds() {
        let deep = { (levels: Int) in
            [UInt8](repeating: UInt8(ascii: "["), count: levels)
                + [UInt8](repeating: UInt8(ascii: "]"), count: levels)
        }
        #expect(JSONSample.code(deep(64)) == nil)
        #expect(JSONSample.code(deep(65)) == .tooDeep)
        #expect(
            JSONSample.code([UInt8](repeating: UInt8(ascii: "["), count: 5_000_000)) == .tooDeep
        )
        var limits = JSONLimits()
        limits.nodesMax = 100
        let list = { (count: Int) in
            Array(("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8)
        }
        #expect(JSONSample.code(list(99), limits: limits) == nil)
        #expect(JSONSample.code(list(100), limits: limits) == .tooManyValues)
        limits = JSONLimits()
        limits.bytesMax = 10
        #expect(JSONSample.code(Array("\"12345678\"".utf8), limits: limits) == nil)
        #expect(JSONSample.code(Array("\"123456789\"".utf8), limits: limits) == .tooLong)
        limits = JSONLimits()
        limits.depthMax = 100_000
        #expect(JSONSample.code(deep(100_000), limits: limits) == nil)
    }

    @Test("no truncation of a text is accepted, and none crashes")
    func truncations() {
        let text = Array(
            "{\"a\":[1,-2.5e-3,{\"b\":null}],\"c\":\"x\\u00e9\\ud83d\\ude00 é€😀\",\"d\":true}".utf8
        )
        for length in 0..<text.count {
            #expect(JSONSample.code(Array(text.prefix(length))) != nil)
        }
        #expect(JSONSample.code(text) == nil)
    }

    @Test("random bytes and random tokens never crash, and what is accepted can be walked")
    func noise() {
        var random = SystemRandomNumberGenerator()
        let tokens =
            [
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "d83d", "1", "-", "0", ".", "e9",
                "true",
                "null", " ", "é", "\"a\"", "\"a\":", "\"b\":1",
            ].map { Array($0.utf8) } + [[0xC3], [0x80], [0xFF], [0]]
        for _ in 0..<20_000 {
            var text: [UInt8] = []
            for _ in 0..<Int.random(in: 0..<24, using: &random) {
                text += tokens[Int.random(in: 0..<tokens.count, using: &random)]
            }
            if Bool.random(using: &random), !text.isEmpty {
                text[Int.random(in: 0..<text.count, using: &random)] = .random(in: 0...255)
            }
            if let document = try? JSONDocument(text) { Self.walk(document.root) }
        }
    }

    @Test("a large object of unique or of repeated names takes time linear in its size")
    func linear() {
        let names = (0..<200_000).map { "\"n\($0)\":0" }.joined(separator: ",")
        #expect(JSONSample.code(Array("{\(names)}".utf8)) == nil)
        #expect(JSONSample.code(Array("{\(names),\"n0\":0}".utf8)) == .duplicateMember)
    }

    @Test("an error quotes no more than a cut, clean member name")
    func quotes() {
        let name = String(repeating: "é", count: 100) + #"\u0007\n"#
        let error = #expect(throws: JSONError.self) {
            try JSONSample.document("{\"\(name)\":\"secret\",\"\(name)\":1}")
        }
        #expect(error?.memberName == String(repeating: "é", count: 32) + "…")
        #expect(error?.message.contains("secret") == false)
    }

    static func walk(_ node: JSONNode) {
        #expect(node.string.map(\.utf8.count) ?? 0 == node.utf8Length)
        _ = (node.int64, node.decimalNanos(), node.bool, node.line, node.column)
        for element in node.elements { walk(element) }
        for member in node.fields {
            #expect(member.name.kind == .string)
            walk(member.value)
        }
    }
}
