import FarthingCore
import Testing

/// A borrowed cursor must read what a document reads, and refuse what a document refuses.
@Suite("JSON reader: borrowed values")
struct JSONViewTests {
    @Test("reads and refuses the same texts as a document, for the same reasons")
    func vectors() throws {
        for (_, bytes) in try JSONVectors.texts() {
            #expect(Reading(viewing: bytes) == Reading(bytes))
        }
    }

    @Test("random tokens and changed bytes are read, and refused, as a document does")
    func noise() {
        var random = SystemRandomNumberGenerator()
        let tokens =
            [
                "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u0041", "1", "-", ".5e3", "true",
                " ", "é", "\"a\"", "\"a\":", "\"b\":1", #""\u0061":[2]"#, #"{"a":{"b":"c"}}"#,
            ].map { Array($0.utf8) } + [[0xC3], [0x80], [0]]
        for round in 0..<20_000 {
            var text: [UInt8] = round.isMultiple(of: 2) ? [UInt8(ascii: "{")] : []
            for _ in 0..<Int.random(in: 0..<24, using: &random) {
                text += tokens[Int.random(in: 0..<tokens.count, using: &random)]
            }
            let viewed = Reading(viewing: text)
            let read = Reading(text)
            #expect(viewed == read, "\(String(decoding: text, as: UTF8.self))")
        }
    }

    @Test("a text of more values than fit on the stack is read to its end")
    func many() {
        for count in [1, 61, 62, 63, 64, 65, 127, 128, 129, 1_000, 50_000] {
            let list = Array(
                ("[" + Array(repeating: "7", count: count).joined(separator: ",") + "]").utf8
            )
            #expect(Reading(viewing: list) == Reading(list))
            // Open containers move with the tape.
            let nested = Array(
                ("{\"a\":[{\"b\":" + String(decoding: list, as: UTF8.self) + ",\"c\":1}],\"a\":2}")
                    .utf8
            )
            #expect(Reading(viewing: nested) == Reading(nested))
        }
    }

    @Test("limits hold, below the values that fit on the stack as above")
    func limits() {
        for nodesMax in [1, 2, 63, 64, 65, 100] {
            var limits = JSONLimits()
            limits.nodesMax = nodesMax
            for count in [nodesMax - 1, nodesMax] {
                let list = Array(
                    ("[" + Array(repeating: "1", count: count).joined(separator: ",") + "]").utf8
                )
                let reading = Reading(viewing: list, limits)
                #expect(reading == Reading(list, limits))
                #expect((reading.error?.code == .tooManyValues) == (count == nodesMax))
            }
        }
        var limits = JSONLimits()
        limits.bytesMax = 4
        #expect(Reading(viewing: Array("\"abc\"".utf8), limits).error?.code == .tooLong)
        limits.bytesMax = 5
        #expect(Reading(viewing: Array("\"abc\"".utf8), limits).error == nil)
    }

    @Test("members are found by their decoded names, and a value's source is a text of its own")
    func members() throws {
        let text = Array(#"{"a":[{"\u0062":"x\n\u00e9"}],"aa":-12,"":true,"n":null}"#.utf8)
        var looks = 0
        try text.withUnsafeBytes { bytes in
            try JSONView.read(bytes) { root in
                let inner = root.member("a")?.elements.first { _ in true }?.member("b")
                #expect(inner?.string == "x\né")
                #expect(inner?.equals("x\né") == true)
                #expect(inner?.isPlain == false)
                #expect(inner.map { Array($0.source) } == Array(#""x\n\u00e9""#.utf8))
                #expect(root.member("aa")?.int64 == -12)
                #expect(root.member("")?.bool == true)
                #expect(root.member("n")?.isNull == true)
                #expect(root.member("b") == nil)
                #expect(root.member("aa")?.member("a") == nil)
                looks += 1
            }
        }
        #expect(looks == 1)
    }

    @Test("a node lends its value, whatever stands around it")
    func lending() throws {
        let document = try JSONSample.document(#"[1,{"a":[true,"x"]},3]"#)
        let node = try #require(document.root.elements.first { $0.kind == .object })
        let texts = node.withView { view in
            view.member("a")?.elements.map { String(decoding: $0.source, as: UTF8.self) }
        }
        #expect(texts == ["true", #""x""#])
    }
}

/// All that a reader can tell of a text.
private struct Reading: Equatable {
    private(set) var error: JSONError?
    private var facts: [String] = []

    init(_ text: [UInt8], _ limits: JSONLimits = .standard) {
        do throws(JSONError) {
            add(try JSONDocument(text, limits: limits).root, of: text)
        } catch {
            self.error = error
        }
    }

    init(viewing text: [UInt8], _ limits: JSONLimits = .standard) {
        text.withUnsafeBytes { bytes in
            do throws(JSONError) {
                try JSONView.read(bytes, limits: limits) { add($0) }
            } catch {
                self.error = error
            }
        }
    }

    private mutating func add(_ node: JSONNode, of text: [UInt8]) {
        facts.append(
            "\(node.kind) \(node.count) \(String(decoding: text[node.range], as: UTF8.self))"
        )
        facts.append("\(node.int64 ?? 0) \(node.decimalText ?? "") \(node.decimalNanos() ?? 0)")
        facts.append(
            "\(node.string ?? "") \(node.utf8Length) \(node.isPlain) \(node.bool ?? false)"
        )
        for element in node.elements { add(element, of: text) }
        for field in node.fields {
            add(field.name, of: text)
            add(field.value, of: text)
        }
    }

    private mutating func add(_ view: JSONView) {
        facts.append("\(view.kind) \(view.count) \(String(decoding: view.source, as: UTF8.self))")
        facts.append("\(view.int64 ?? 0) \(view.decimalText ?? "") \(view.decimalNanos() ?? 0)")
        facts.append(
            "\(view.string ?? "") \(view.utf8Length) \(view.isPlain) \(view.bool ?? false)"
        )
        for element in view.elements { add(element) }
        for field in view.fields {
            add(field.name)
            add(field.value)
        }
    }
}
