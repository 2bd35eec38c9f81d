import FarthingCore
import Testing

@Suite("A document of the registry has one spelling")
struct RegistryDocumentTests {
    private func canonical(_ text: String) throws(RegistryFault) -> String {
        String(decoding: try RegistryDocument.canonical(Array(text.utf8)), as: UTF8.self)
    }

    @Test(
        "white space goes, members are sorted by bytes, escapes are as few as may be",
        arguments: [
            ("{}", "{}"),
            (" { \"b\" : 1 ,\n\"a\":[ true , null ] } ", #"{"a":[true,null],"b":1}"#),
            (
                #"{"a":-0,"b":9223372036854775807,"c":-1}"#,
                #"{"a":0,"b":9223372036854775807,"c":-1}"#
            ),
            (#"{"a":"\u00e9\/\u0041\u0001\n\"\\"}"#, #"{"a":"é/A\u0001\n\"\\"}"#),
            (#"{"\uFF5E":1,"\uD83D\uDE00":2}"#, #"{"～":1,"😀":2}"#),
            (#"{"aa":1,"a":2,"A":3,"é":4,"z":5}"#, #"{"A":3,"a":2,"aa":1,"z":5,"é":4}"#),
            (#"{"o":{"d":[],"c":{}}}"#, #"{"o":{"c":{},"d":[]}}"#),
        ]
    )
    func spelling(text: String, expected: String) throws {
        let once = try canonical(text)
        #expect(Array(once.utf8) == Array(expected.utf8))
        #expect(try canonical(once) == once)
    }

    @Test(
        "what is no object of integers and texts is none",
        arguments: [
            "", "[]", "1", "null", "\"a\"", "{", "{}{}", #"{"a":1.0}"#, #"{"a":1e2}"#,
            #"{"a":9223372036854775808}"#, #"{"a":1,"a":2}"#, #"{"a":"\ud800"}"#, "{\"a\":\"\n\"}",
        ]
    )
    func refusals(text: String) {
        #expect(throws: RegistryFault.self) { try canonical(text) }
    }

    @Test("it is at most so long and so deep")
    func bounds() throws {
        let bytesMax = RegistryChange.documentBytesMax
        let longest = #"{"a":""# + String(repeating: "x", count: bytesMax - 8) + #""}"#
        #expect(try canonical(longest).utf8.count == bytesMax)
        #expect(throws: RegistryFault.self) { try canonical(longest + " ") }
        // The object itself is one of them.
        func nested(_ depth: Int) -> String {
            #"{"a":"# + String(repeating: "[", count: depth - 1)
                + String(repeating: "]", count: depth - 1) + "}"
        }
        let deepest = nested(RegistryChange.documentDepthMax)
        #expect(try canonical(deepest) == deepest)
        #expect(throws: RegistryFault.self) {
            try canonical(nested(RegistryChange.documentDepthMax + 1))
        }
    }
}
