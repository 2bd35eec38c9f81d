import FarthingCore

/// Tools, as far as the program runs them itself.
extension ConverseRequest {
    mutating func takeToolConfig(_ value: JSONNode) throws(RequestError) {
        try value.checkMembers(["tools", "toolChoice"], "toolConfig")
        prompt.addAnnouncement()
        if let choice = value.member("toolChoice"), !choice.isNull {
            try choice.checkMembers(["auto", "any", "tool"], "toolConfig.toolChoice")
            prompt.addTree(choice)
        }
        guard let tools = value.member("tools"), !tools.isNull else { return }
        guard tools.kind == .array else {
            throw .type("toolConfig.tools", expected: "an array", got: tools)
        }
        var index = 0
        for tool in tools.elements {
            try takeTool(tool, "toolConfig.tools[\(index)]")
            index += 1
        }
    }

    private mutating func takeTool(_ tool: JSONNode, _ param: String) throws(RequestError) {
        let (name, value) = try tool.onlyMember(param)
        if name.equals("toolSpec") {
            let place = "\(param).toolSpec"
            try value.checkMembers(["name", "description", "inputSchema", "strict"], place)
            prompt.addFrame()
            prompt.addTree(value)
        } else if name.equals("cachePoint") {
            try takeCachePoint(value, "\(param).cachePoint")
        } else {
            throw .unpriced(
                "\(param).\(name.shownName)",
                "tools that the provider runs cost extra"
            )
        }
    }

    mutating func takeCachePoint(_ value: JSONNode, _ param: String) throws(RequestError) {
        try value.checkMembers(["type", "ttl"], param)
        guard let time = value.member("ttl"), !time.isNull, !time.equals("5m") else { return }
        guard time.equals("1h") else {
            throw .unpriced("\(param).ttl", "this time has no price here")
        }
        prompt.writeHourCache()
    }
}

extension JSONNode {
    /// The one member of a union that is not null.
    func onlyMember(
        _ param: @autoclosure () -> String
    ) throws(RequestError) -> (name: JSONNode, value: JSONNode) {
        guard kind == .object else { throw .type(param(), expected: "an object", got: self) }
        var found: (name: JSONNode, value: JSONNode)?
        for field in fields where !field.value.isNull {
            guard found == nil else {
                throw RequestError(
                    .invalidValue,
                    param: param(),
                    "Invalid '\(param())': only one of its members may be set."
                )
            }
            found = field
        }
        guard let found else { throw .missing(param()) }
        return found
    }
}
