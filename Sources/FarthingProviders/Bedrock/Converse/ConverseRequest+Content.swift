import FarthingCore

/// System prompt and messages: what may be in them, and what it counts.
extension ConverseRequest {
    mutating func takeSystem(_ value: JSONNode) throws(RequestError) {
        guard value.kind == .array else { throw .type("system", expected: "an array", got: value) }
        var index = 0
        for block in value.elements {
            let param = "system[\(index)]"
            let (name, value) = try block.onlyMember(param)
            prompt.addFrame()
            if name.equals("text") {
                try takeText(value, "\(param).text")
            } else if name.equals("cachePoint") {
                try takeCachePoint(value, "\(param).cachePoint")
            } else if name.equals("guardContent") {
                try takeGuardContent(value, "\(param).guardContent")
            } else {
                throw .unpriced("\(param).\(name.shownName)", "it may cost extra")
            }
            index += 1
        }
    }

    mutating func takeMessages(_ value: JSONNode) throws(RequestError) {
        guard value.kind == .array else {
            throw .type("messages", expected: "an array of objects", got: value)
        }
        var index = 0
        for message in value.elements {
            let param = "messages[\(index)]"
            try message.checkMembers(["role", "content"], param)
            prompt.addFrame()
            prompt.add(try message.required("role", param))
            let content = try message.required("content", param)
            guard content.kind == .array else {
                throw .type("\(param).content", expected: "an array", got: content)
            }
            var place = 0
            for block in content.elements {
                try takeBlock(block, "\(param).content[\(place)]")
                place += 1
            }
            index += 1
        }
        guard index > 0 else {
            throw RequestError(
                .emptyArray,
                param: "messages",
                "Invalid 'messages': expected at least one message."
            )
        }
    }

    private mutating func takeBlock(_ block: JSONNode, _ param: String) throws(RequestError) {
        let (name, value) = try block.onlyMember(param)
        prompt.addFrame()
        if name.equals("text") {
            try takeText(value, "\(param).text")
        } else if name.equals("toolUse") {
            try value.checkMembers(["toolUseId", "name", "input"], "\(param).toolUse")
            prompt.addTree(value)
        } else if name.equals("toolResult") {
            try takeToolResult(value, "\(param).toolResult")
        } else if name.equals("reasoningContent") {
            try value.checkMembers(
                ["reasoningText", "redactedContent"],
                "\(param).\(name.shownName)"
            )
            prompt.addTree(value)
        } else if name.equals("cachePoint") {
            try takeCachePoint(value, "\(param).cachePoint")
        } else if name.equals("guardContent") {
            try takeGuardContent(value, "\(param).guardContent")
        } else if name.equals("citationsContent") {
            try value.checkMembers(["content", "citations"], "\(param).citationsContent")
            prompt.addTree(value)
        } else {
            try takeMedia(name, value, param)
        }
    }

    private mutating func takeText(_ value: JSONNode, _ param: String) throws(RequestError) {
        guard value.kind == .string else { throw .type(param, expected: "a string", got: value) }
        prompt.add(value)
    }

    /// Without a guardrail, which is refused, this is a text like others.
    private mutating func takeGuardContent(
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        try value.checkMembers(["text"], param)
        let text = try value.required("text", param)
        try text.checkMembers(["text", "qualifiers"], "\(param).text")
        prompt.addTree(text)
    }

    private mutating func takeToolResult(_ value: JSONNode, _ param: String) throws(RequestError) {
        try value.checkMembers(["toolUseId", "content", "status"], param)
        if let id = value.member("toolUseId") { prompt.add(id) }
        if let status = value.member("status") { prompt.add(status) }
        let content = try value.required("content", param)
        guard content.kind == .array else {
            throw .type("\(param).content", expected: "an array", got: content)
        }
        var index = 0
        for block in content.elements {
            let place = "\(param).content[\(index)]"
            let (name, value) = try block.onlyMember(place)
            prompt.addFrame()
            if name.equals("text") {
                try takeText(value, "\(place).text")
            } else if name.equals("json") {
                prompt.addTree(value)
            } else {
                try takeMedia(name, value, place)
            }
            index += 1
        }
    }
}
