import FarthingCore
import FarthingMCP
import Testing

@Suite("Messages")
struct MessageTests {
    private func read(_ text: String) throws(RPCMessage.Fault) -> RPCMessage {
        try RPCMessage(Array(text.utf8), bytesMax: 4_096)
    }

    @Test("a request has a method and an id, a notification no id, an answer no method")
    func kinds() throws {
        let request = try read(#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#)
        guard case .request(.int(7), "ping") = request.kind else {
            Issue.record("\(request.kind)")
            return
        }
        let notification = try read(#"{"jsonrpc":"2.0","method":"notifications/x"}"#)
        guard case .notification("notifications/x") = notification.kind else {
            Issue.record("\(notification.kind)")
            return
        }
        for answer in [#""result":{}"#, #""error":{"code":1,"message":""}"#] {
            let message = try read(#"{"jsonrpc":"2.0","id":"a",\#(answer)}"#)
            guard case .response(.text("a")) = message.kind else {
                Issue.record("\(message.kind)")
                continue
            }
        }
    }

    @Test(
        "what could be read as two messages is none",
        arguments: [
            #"{"jsonrpc":"2.0","id":1,"method":"a","result":{}}"#,
            #"{"jsonrpc":"2.0","id":1,"method":7,"result":{}}"#,
            #"{"jsonrpc":"2.0","id":null,"method":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1.5,"method":"tools/call"}"#,
            #"{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}"#,
            #"{"jsonrpc":"1.0","id":1,"method":"a"}"#, #"{"id":1,"method":"a"}"#,
            #"{"jsonrpc":"2.0","id":1}"#, "[]", "7", "", "{",
        ]
    )
    func faults(_ text: String) {
        #expect(throws: RPCMessage.Fault.self) { try read(text) }
    }

    @Test("a message becomes one line, whatever blanks it came with")
    func line() throws {
        let message = try read("{\"jsonrpc\":\"2.0\",\r\n\t\"id\":1,\n\"method\":\"a\\n\"}")
        #expect(!message.bytes.contains(0x0A) && !message.bytes.contains(0x0D))
        #expect(message.root.member("method")?.string == "a\n")
    }

    @Test("an answer's id is found in its beginning where it stands before the result")
    func beginning() {
        func id(_ text: String) -> RPCID? { RPCID(beginning: Array(text.utf8)) }
        #expect(id(#"{"jsonrpc":"2.0","id":12,"result":{"a":[1,"#) == .int(12))
        #expect(id(#" { "id" : "a,\"b" , "jsonrpc":"2.0","result":{"id":1,"#) == .text(#"a,"b"#))
        #expect(id(#"{"jsonrpc":"2.0","result":{"id":1,"x":2,"#) == nil)
        #expect(id(#"{"jsonrpc":"2.0","id":3,"method":"sampling/x","params":{"#) == nil)
        #expect(id("") == nil)
    }

    @Test("a splice changes nothing else")
    func splice() throws {
        let text = Array(#" {"a" : {}, "b":[ ], "c":{"d":1.50e2} , "e":[1]} "#.utf8)
        let root = try JSONDocument(text).root
        var splice = JSONSplice(text)
        splice.add("x", Array("1".utf8), to: try #require(root.member("a")))
        splice.append(Array("2".utf8), to: try #require(root.member("b")))
        splice.add("y", Array("3".utf8), to: try #require(root.member("c")))
        splice.append(Array("4".utf8), to: try #require(root.member("e")))
        let expected = #" {"a" : {"x":1}, "b":[ 2], "c":{"d":1.50e2,"y":3} , "e":[1,4]} "#
        #expect(String(decoding: splice.result, as: UTF8.self) == expected)
    }

    @Test("the same arguments in another order and with other blanks are the same")
    func canonical() throws {
        func bytes(_ text: String) throws -> [UInt8] {
            let text = Array(text.utf8)
            return CanonicalJSON.bytes(of: try JSONDocument(text).root, in: text)
        }
        let one = try bytes(#"{"b":[1,{"d":null,"c":"ä\u0041"}],"a":true}"#)
        #expect(try bytes(#" { "a" : true, "b": [1, {"c":"\u00e4A", "d":null}] }"#) == one)
        #expect(try bytes(#"{"b":[1.0,{"d":null,"c":"äA"}],"a":true}"#) != one)
        #expect(try bytes(#"{"b":[{"d":null,"c":"äA"},1],"a":true}"#) != one)
        #expect(CanonicalJSON.bytes(of: nil, in: []).isEmpty)
    }
}
