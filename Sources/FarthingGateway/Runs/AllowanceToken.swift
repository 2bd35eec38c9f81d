import FarthingCore

/// The text by which a child run shows its allowance: `fa_`, what was carved, a point, a signature.
///
/// Nothing of it is kept: a server that restarts, or another one with the same secret, reads it again.
enum AllowanceToken {
    private static let version: Int64 = 1

    /// What the signature covers. No request's body begins with a zero byte, so that no hash of
    /// one, which is made under the same secret, is ever a signature.
    private static func signature(_ payload: [UInt8], _ gateway: GatewayState) -> String {
        gateway.contentHash([0] + Array("farthing allowance".utf8) + [0] + payload)
    }

    static func write(_ allowance: Allowance, _ gateway: GatewayState) -> String {
        var json = JSONWriter(capacity: 512)
        json.beginObject()
        json.key("d")
        json.int(allowance.depth)
        json.key("e")
        json.int(allowance.endsAtMs)
        json.key("h")
        json.string(allowance.hold.description)
        json.key("k")
        json.string(allowance.principal)
        json.key("l")
        json.beginArray()
        for line in allowance.lines {
            json.beginArray()
            json.string(line.budget)
            json.string(line.scope)
            json.bool(line.isCarved)
            json.endArray()
        }
        json.endArray()
        json.key("m")
        write(allowance.models, &json)
        if let nanos = allowance.nanos {
            json.key("n")
            json.int(nanos)
        }
        if let holder = allowance.holder {
            json.key("o")
            json.string(holder)
        }
        if let parent = allowance.parentRun {
            json.key("p")
            json.string(parent)
        }
        json.key("r")
        json.string(allowance.run)
        json.key("t")
        write(allowance.tools, &json)
        json.key("v")
        json.int(version)
        json.endObject()
        let payload = String(decoding: Base64.url.encode(json.bytes), as: UTF8.self)
        return "fa_" + payload + "." + signature(json.bytes, gateway)
    }

    private static func write(_ levels: [[Glob]], _ json: inout JSONWriter) {
        json.beginArray()
        for level in levels {
            json.beginArray()
            for glob in level { json.string(glob.pattern) }
            json.endArray()
        }
        json.endArray()
    }

    /// Reads a token; throws for everything that ``write(_:_:)`` has not made here.
    static func read(
        _ token: Substring,
        _ gateway: GatewayState
    ) throws(RequestRefusal) -> Allowance {
        guard token.utf8.count <= Allowance.tokenBytesMax, token.hasPrefix("fa_"),
            let point = token.utf8.firstIndex(of: UInt8(ascii: ".")),
            let payload = Base64.url.decode(token.utf8[..<point].dropFirst(3)),
            isSame(token[point...].dropFirst(), signature(payload, gateway)),
            let root = try? JSONDocument(payload).root, root.member("v")?.int64 == version,
            let allowance = Allowance(root)
        else { throw .allowanceInvalid }
        return allowance
    }

    /// Compares in a time that says nothing of where two texts differ.
    private static func isSame(_ left: Substring, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }
}

extension Allowance {
    /// What a token's content says; nil where something is missing.
    fileprivate init?(_ root: JSONNode) {
        guard let hold = root.member("h")?.string.flatMap({ HoldID($0) }),
            let principal = root.member("k")?.string, let run = root.member("r")?.string,
            let depth = root.member("d")?.int64, let endsAtMs = root.member("e")?.int64,
            let models = root.member("m").flatMap(Self.levels),
            let tools = root.member("t").flatMap(Self.levels), let lines = root.member("l")
        else { return nil }
        self.init(
            hold: hold,
            principal: principal,
            holder: root.member("o")?.string,
            parentRun: root.member("p")?.string,
            run: run,
            depth: depth,
            endsAtMs: endsAtMs,
            nanos: root.member("n")?.int64,
            models: models,
            tools: tools,
            lines: []
        )
        for node in lines.elements {
            let parts = Array(node.elements)
            guard parts.count == 3, let budget = parts[0].string, let scope = parts[1].string,
                let isCarved = parts[2].bool
            else { return nil }
            self.lines.append(Line(budget: budget, scope: scope, isCarved: isCarved))
        }
    }

    private static func levels(_ node: JSONNode) -> [[Glob]]? {
        var levels: [[Glob]] = []
        for level in node.elements {
            let globs = level.elements.map { $0.string.flatMap { Glob($0) } }
            let found = globs.compactMap { $0 }
            guard found.count == globs.count else { return nil }
            levels.append(found)
        }
        return levels
    }
}
