import FarthingCore

/// What a ledger's owner is told: a JSON object whose member `ok` is true, or false with `error`.
enum AdminAnswer {
    /// An answer with the members that `body` writes, all of whose names come before `ok`.
    static func done(_ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 1_024)
        json.beginObject()
        body(&json)
        json.key("ok")
        json.bool(true)
        json.endObject()
        return json.bytes
    }

    static func failed(_ failure: Failure) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("code")
        json.int(Int64(failure.code.rawValue))
        json.key("error")
        json.string(failure.message)
        json.key("ok")
        json.bool(false)
        json.endObject()
        return json.bytes
    }

    /// The answer's object; throws what it says went wrong.
    static func read(_ bytes: [UInt8]) throws(Failure) -> JSONNode {
        guard let root = try? JSONDocument(bytes).root, root.kind == .object else {
            throw Failure(.unavailable, "the server's answer cannot be read; look at its log")
        }
        guard root.member("ok")?.bool == true else {
            let code = root.member("code")?.int64.flatMap { Failure.Code(rawValue: Int32($0)) }
            throw Failure(
                code ?? .unavailable,
                root.member("error")?.string ?? "the server refused without a reason"
            )
        }
        return root
    }
}
