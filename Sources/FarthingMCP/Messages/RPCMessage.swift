package import FarthingCore

/// One message of JSON-RPC 2.0, checked and on one line.
package struct RPCMessage: Sendable {
    /// What kind of message it is.
    package enum Kind: Sendable {
        /// Asks something under an id.
        case request(RPCID, method: String)
        /// Asks nothing.
        case notification(method: String)
        /// An answer to a request, by its id.
        case response(RPCID)
    }

    /// Why bytes are no message.
    package enum Fault: Error {
        /// No JSON.
        case unparsable
        /// An array of messages, which the protocol has had in one revision only.
        case batch
        /// JSON, and no message; with the id where it has one.
        case invalid(RPCID?)
    }

    /// What kind of message it is.
    package let kind: Kind
    /// The whole message.
    package let root: JSONNode
    /// The message without line feeds, so that it is a line of the standard transport.
    package let bytes: [UInt8]

    /// Checks a message.
    ///
    /// A member that stands twice, a method in an answer and a result in a request are refused: the
    /// server might read another message than was judged here.
    package init(_ bytes: [UInt8], bytesMax: Int) throws(Fault) {
        var bytes = bytes
        // JSON has them between its parts alone.
        for index in bytes.indices where bytes[index] == 0x0A || bytes[index] == 0x0D {
            bytes[index] = 0x20
        }
        var limits = JSONLimits()
        limits.bytesMax = bytesMax
        let root: JSONNode
        do throws(JSONError) {
            root = try JSONDocument(bytes, limits: limits).root
        } catch {
            throw .unparsable
        }
        guard root.kind != .array else { throw .batch }
        let id = root.member("id").flatMap { RPCID($0) }
        guard root.kind == .object, root.member("jsonrpc")?.string == "2.0" else {
            throw .invalid(id)
        }
        let hasAnswer = root.member("result") != nil || root.member("error") != nil
        switch (root.member("method")?.string, root.member("id"), id) {
        case (let method?, nil, _) where !hasAnswer: kind = .notification(method: method)
        case (let method?, _?, let id?) where !hasAnswer: kind = .request(id, method: method)
        case (nil, _?, let id?) where hasAnswer && root.member("method") == nil:
            kind = .response(id)
        default: throw .invalid(id)
        }
        self.root = root
        self.bytes = bytes
    }

    var params: JSONNode? { root.member("params") }

    /// What names the notifications of progress of a request.
    var progressToken: RPCID? {
        params?.member("_meta")?.member("progressToken").flatMap { RPCID($0) }
    }
}
