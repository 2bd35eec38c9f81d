import FarthingCore

/// Messages that the proxy writes itself.
enum RPCText {
    /// Codes of JSON-RPC and of the protocol.
    enum Code: Int {
        case parse = -32_700
        case invalidRequest = -32_600
        case methodNotFound = -32_601
        case invalidParams = -32_602
        /// The server is gone, or does not take the request.
        case server = -32_000

        /// Whether a server that answers with it has not begun with a call.
        static func saysNothingWasDone(_ code: Int64) -> Bool {
            [parse, invalidRequest, methodNotFound, invalidParams].contains { $0.rawValue == code }
        }
    }

    static func error(_ id: RPCID?, _ code: Code, _ message: String) -> [UInt8] {
        answer(id) { json in
            json.key("error")
            json.beginObject()
            json.key("code")
            json.int(code.rawValue)
            json.key("message")
            json.string(message)
            json.endObject()
        }
    }

    static func result(_ id: RPCID, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        answer(id) { json in
            json.key("result")
            json.beginObject()
            write(&json)
            json.endObject()
        }
    }

    /// A result that was written before, under the id of another request.
    static func result(_ id: RPCID, raw: [UInt8]) -> [UInt8] {
        answer(id) { json in
            json.key("result")
            json.raw(raw)
        }
    }

    /// Tells the server that nobody waits for a request any more.
    static func cancelled(_ id: RPCID) -> [UInt8] {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("jsonrpc")
        json.literalString("2.0")
        json.key("method")
        json.literalString("notifications/cancelled")
        json.key("params")
        json.beginObject()
        json.key("requestId")
        id.write(to: &json)
        json.key("reason")
        json.literalString("no answer came in time")
        json.endObject()
        json.endObject()
        return json.bytes
    }

    private static func answer(_ id: RPCID?, _ write: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("jsonrpc")
        json.literalString("2.0")
        json.key("id")
        if let id { id.write(to: &json) } else { json.null() }
        write(&json)
        json.endObject()
        return json.bytes
    }
}

extension RPCMessage.Fault {
    /// What whoever sent it is told.
    var answer: [UInt8] {
        switch self {
        case .unparsable: RPCText.error(nil, .parse, "The message is no JSON.")
        case .batch:
            RPCText.error(
                nil,
                .invalidRequest,
                "Batches are not taken; send each message by itself."
            )
        case .invalid(let id):
            RPCText.error(id, .invalidRequest, "The message is none of JSON-RPC 2.0.")
        }
    }
}
