import FarthingCore

/// Checks tools, which of them the model is to use, and the form of its answer.
extension ChatRequest {
    mutating func takeTools(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.eachItem("tools") { tool, index throws(RequestError) in
            try Self.checkTool(tool, "tools[\(index)]")
        }
        hasTools = hasTools || value.count > 0
        extras.append(value)
    }

    private static func checkTool(_ tool: JSONNode, _ param: String) throws(RequestError) {
        let type = try tool.required("type", param)
        if type.equals("function") {
            try tool.checkMembers(ChatMembers.functionTool, param)
            let function = try tool.required("function", param)
            try function.checkMembers(ChatMembers.function, "\(param).function")
        } else if type.equals("custom") {
            try tool.checkMembers(ChatMembers.customTool, param)
            let custom = try tool.required("custom", param)
            try custom.checkMembers(ChatMembers.custom, "\(param).custom")
        } else {
            throw .unpriced("\(param).type", "tools that the provider runs cost extra")
        }
    }

    mutating func takeFunctions(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        try value.eachItem("functions") { function, index throws(RequestError) in
            try function.checkMembers(ChatMembers.function, "functions[\(index)]")
        }
        hasTools = hasTools || value.count > 0
        extras.append(value)
    }

    /// Takes `tool_choice` or its forerunner `function_call`.
    mutating func takeToolChoice(_ name: JSONNode, _ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        if value.kind == .object {
            if name.equals("function_call") {
                try value.checkMembers(ChatMembers.named, "function_call")
            } else {
                try Self.checkToolChoice(value)
            }
        } else if value.kind != .string {
            throw .type(name.shownName, expected: "a string or an object", got: value)
        }
        toolChoices.append(value)
    }

    private static func checkToolChoice(_ choice: JSONNode) throws(RequestError) {
        let param = "tool_choice"
        let type = try choice.required("type", param)
        if type.equals("function") {
            try choice.checkMembers(ChatMembers.functionTool, param)
            let function = try choice.required("function", param)
            try function.checkMembers(ChatMembers.named, "\(param).function")
        } else if type.equals("custom") {
            try choice.checkMembers(ChatMembers.customTool, param)
            let custom = try choice.required("custom", param)
            try custom.checkMembers(ChatMembers.named, "\(param).custom")
        } else if type.equals("allowed_tools") {
            try choice.checkMembers(ChatMembers.allowedTools, param)
            let allowed = try choice.required("allowed_tools", param)
            try allowed.checkMembers(ChatMembers.allowed, "\(param).allowed_tools")
            let tools = try allowed.required("tools", "\(param).allowed_tools")
            var index = 0
            for tool in tools.elements {
                try checkTool(tool, "\(param).allowed_tools.tools[\(index)]")
                index += 1
            }
        } else {
            throw .unpriced("\(param).type", "tools that the provider runs cost extra")
        }
    }

    mutating func takeResponseFormat(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        let param = "response_format"
        guard value.kind == .object else { throw .type(param, expected: "an object", got: value) }
        let type = try value.required("type", param)
        if type.equals("json_schema") {
            try value.checkMembers(ChatMembers.schemaFormat, param)
            let schema = try value.required("json_schema", param)
            try schema.checkMembers(ChatMembers.schema, "\(param).json_schema")
        } else if type.equals("text") || type.equals("json_object") {
            try value.checkMembers(ChatMembers.format, param)
        } else {
            throw .unpriced("\(param).type", "nobody here knows what this form costs")
        }
        extras.append(value)
    }

    mutating func takePrediction(_ value: JSONNode) throws(RequestError) {
        guard !value.isNull else { return }
        guard let content = value.member("content") else { throw .missing("prediction.content") }
        try value.checkMembers(ChatMembers.prediction, "prediction")
        switch content.kind {
        case .string: break
        case .array:
            var index = 0
            for part in content.elements {
                guard part.member("type")?.equals("text") ?? false else {
                    throw .unpriced("prediction.content", "only text has a price here")
                }
                try part.checkTextPart("prediction.content[\(index)]")
                index += 1
            }
        default: throw .type("prediction.content", expected: "a string or array", got: content)
        }
        prediction = content
        predictionBytes = content.textTokens { Int64($0.utf8Length) }
    }
}
