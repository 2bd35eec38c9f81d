import FarthingCore
import Testing

/// What the tests of the JSON reader share.
enum JSONSample {
    static func document(
        _ text: String,
        limits: JSONLimits = .standard
    ) throws(JSONError) -> JSONDocument {
        try JSONDocument(Array(text.utf8), limits: limits)
    }

    static func code(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError.Code? {
        do throws(JSONError) {
            _ = try JSONDocument(bytes, limits: limits)
            return nil
        } catch {
            return error.code
        }
    }
}

@Suite("JSON reader: values")
struct JSONReaderTests {
    @Test("members are found by their decoded names, whatever their order and nesting")
    func members() throws {
        let root = try JSONSample.document(
            #" { "a" : [1, {"b":null}, "x"] , "\u0062c" : {"a":true}, "n":"" } "#
        ).root
        #expect(root.kind == .object)
        #expect(root.count == 3)
        #expect(root.member("bc")?.member("a")?.bool == true)
        #expect(root.member("n")?.string == "")
        #expect(root.fields.contains { $0.name.equals("n") })
        #expect(root.member("b") == nil)
        let elements = try #require(root.member("a")).elements.map(\.kind)
        #expect(elements == [.number, .object, .string])
        #expect(root.members.map(\.name) == ["a", "bc", "n"])
        #expect(root.member("a")?.member("a") == nil)
    }

    @Test("a range covers exactly the value's bytes")
    func ranges() throws {
        let text = #" {"a" : "x\n" ,"b":[ 1 , 22 ], "c":-1.5e3} "#
        let document = try JSONSample.document(text)
        func slice(_ node: JSONNode?) -> String? {
            node.map { String(decoding: document.bytes[$0.range], as: UTF8.self) }
        }
        #expect(slice(document.root.member("a")) == #""x\n""#)
        #expect(slice(document.root.member("b")) == "[ 1 , 22 ]")
        #expect(slice(document.root.member("c")) == "-1.5e3")
        #expect(slice(document.root)?.first == "{")
        #expect(slice(document.root)?.last == "}")
    }

    @Test("composed and decomposed letters are different names")
    func namesAreBytes() throws {
        let root = try JSONSample.document("{\"é\":1,\"e\u{301}\":2}").root
        #expect(root.member("\u{E9}")?.int64 == 1)
        #expect(root.member("e\u{301}")?.int64 == 2)
        #expect(root.fields.map { $0.name.isEqual(to: "\u{E9}") } == [true, false])
    }

    @Test(
        "strings decode, and their length is known without decoding",
        arguments: [
            (#""""#, ""), (#""plain text""#, "plain text"),
            (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{c}\n\r\t"),
            (#""\u00e9\u20AC\ud83d\ude00""#, "é€😀"), ("\"é€😀\"", "é€😀"), (#""\u0000""#, "\0"),
            (
                #""a long enough text with one \u0041 escape and more behind it""#,
                "a long enough text with one A escape and more behind it"
            ),
        ]
    )
    func strings(text: String, value: String) throws {
        let root = try JSONSample.document(text).root
        let string = try #require(root.string)
        #expect(Array(string.utf8) == Array(value.utf8))
        #expect(root.utf8Length == value.utf8.count)
        #expect(root.isPlain == !text.contains("\\"))
        #expect(root.isEqual(to: value))
        #expect(!root.isEqual(to: value + "x"))
        var bytes: [UInt8] = []
        root.appendUTF8(to: &bytes)
        #expect(bytes == Array(value.utf8))
    }

    @Test(
        "integers are exact, and what is no integer in range is nil",
        arguments: [
            ("0", 0), ("-0", 0), ("42", 42), ("-9223372036854775808", .min),
            ("9223372036854775807", .max), ("9223372036854775808", nil),
            ("-9223372036854775809", nil), ("123456789012345678901234567890", nil),
            ("1.0", nil), ("1e2", nil), ("\"1\"", nil), ("null", nil), ("true", nil),
        ] as [(String, Int64?)]
    )
    func integers(text: String, value: Int64?) throws {
        #expect(try JSONSample.document(text).root.int64 == value)
    }

    @Test(
        "decimals become nano-units exactly or not at all",
        arguments: [
            ("0", 0), ("-0.0", 0), ("0e999999999999999999", 0), ("1", 1_000_000_000),
            ("2.5e-3", 2_500_000), ("-0.000000001", -1), ("0.0000000001", nil),
            ("0.0000000010", 1), ("1000e-12", 1), ("1e-10", nil), ("1e400", nil), ("1e-400", nil),
            ("9223372036.854775807", .max), ("-9223372036.854775808", .min),
            ("9223372036.854775808", nil), ("0.15", 150_000_000), ("1E+2", 100_000_000_000),
            ("100000000000000000000000000000e-29", 1_000_000_000),
            ("123456789012345678901234567890", nil), ("1e999999999999999999999", nil),
            ("\"1\"", nil),
        ] as [(String, Int64?)]
    )
    func decimals(text: String, nanos: Int64?) throws {
        #expect(try JSONSample.document(text).root.decimalNanos() == nanos)
    }

    @Test("a number's text is kept as written")
    func numberText() throws {
        let root = try JSONSample.document("[1e400,-0,1.10,\"1\"]").root
        #expect(root.elements.map(\.decimalText) == ["1e400", "-0", "1.10", nil])
    }

    @Test("a borrowed buffer parses like an array")
    func borrowed() throws {
        let bytes = Array(#"{"a":1}"#.utf8)
        let document = try bytes.withUnsafeBytes { (raw) throws(JSONError) in
            try JSONDocument(copying: raw)
        }
        #expect(document.root.member("a")?.int64 == 1)
        let empty = UnsafeRawBufferPointer(start: nil, count: 0)
        #expect(throws: JSONError.self) { try JSONDocument(copying: empty) }
    }
}
