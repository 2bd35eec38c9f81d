import FarthingCore
import Testing

@Suite("Writing JSON")
struct JSONWriterTests {
    private func text(_ write: (inout JSONWriter) -> Void) -> String {
        var json = JSONWriter(capacity: 16)
        write(&json)
        return String(decoding: json.bytes, as: UTF8.self)
    }

    @Test("members and elements are parted by commas, at any depth")
    func commas() {
        let written = text { json in
            json.beginObject()
            json.key("a")
            json.beginArray()
            json.int(Int64(1))
            json.beginObject()
            json.endObject()
            json.beginArray()
            json.endArray()
            json.null()
            json.bool(true)
            json.endArray()
            json.key(text: "b")
            json.string("x")
            json.key("c")
            json.raw(Array("{}".utf8))
            json.key("d")
            json.literalString("y")
            json.endObject()
        }
        #expect(written == #"{"a":[1,{},[],null,true],"b":"x","c":{},"d":"y"}"#)
    }

    @Test("integers are written whole, the extremes too")
    func integers() {
        let values: [Int64] = [0, 7, -7, 10, 99, 100, -1_000, .max, .min]
        let written = text { json in
            json.beginArray()
            for value in values { json.int(value) }
            json.endArray()
        }
        #expect(written == "[" + values.map(String.init).joined(separator: ",") + "]")
    }

    @Test("strings are escaped where they must be and only there")
    func strings() {
        let table: [(String, String)] = [
            ("", #""""#), ("plain", #""plain""#), ("é€😀", "\"é€😀\""), ("/", #""/""#),
            ("\"\\", #""\"\\""#), ("\u{8}\t\n\u{C}\r", #""\b\t\n\f\r""#),
            ("\u{0}\u{1F}", #""\u0000\u001f""#), ("\u{7F}\u{2028}", "\"\u{7F}\u{2028}\""),
        ]
        for (value, wanted) in table {
            #expect(text { $0.string(value) } == wanted)
            let back = try? JSONDocument(Array(wanted.utf8)).root.string
            #expect(back == value)
        }
    }

    @Test("an emptied writer begins anew")
    func removesAll() {
        var json = JSONWriter()
        json.int(Int64(1))
        json.removeAll()
        json.int(Int64(2))
        #expect(json.bytes == Array("2".utf8))
    }
}
