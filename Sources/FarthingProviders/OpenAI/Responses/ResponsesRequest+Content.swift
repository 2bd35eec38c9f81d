import FarthingCore

/// Checks the parts of messages and of the results of tools.
extension ResponsesRequest {
    mutating func checkContent(
        _ content: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        switch content.kind {
        case .string: return
        case .array:
            var position = 0
            for part in content.elements {
                try checkPart(part, "\(param())[\(position)]")
                position += 1
            }
        default: throw .type(param(), expected: "a string or an array", got: content)
        }
    }

    private mutating func checkPart(
        _ part: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard part.kind == .object else { throw .type(param(), expected: "an object", got: part) }
        let type = try part.required("type", param())
        if type.equals("input_text") {
            try Self.checkText(part, "text", ResponsesMembers.inputText, param())
        } else if type.equals("output_text") {
            try Self.checkText(part, "text", ResponsesMembers.outputText, param())
        } else if type.equals("refusal") {
            try Self.checkText(part, "refusal", ResponsesMembers.refusal, param())
        } else if type.equals("input_image") {
            try takeImage(part, param())
        } else if type.equals("input_file") {
            try part.checkMembers(ResponsesMembers.inputFile, param())
            try Self.checkBreakpoint(part, param())
            noteUnmeasured(param(), "what a file's pages cost cannot be seen from its bytes")
        } else {
            throw .unpriced("\(param()).type", "only text and images have a price here yet")
        }
    }

    private static func checkText(
        _ part: JSONNode,
        _ name: String,
        _ members: [StaticString],
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard part.member(name)?.kind == .string else { throw .missing("\(param()).\(name)") }
        try part.checkMembers(members, param())
        try checkBreakpoint(part, param())
    }

    private static func checkBreakpoint(
        _ part: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        guard let mark = part.member("prompt_cache_breakpoint") else { return }
        try mark.refuseLongCache("\(param()).prompt_cache_breakpoint")
    }

    private mutating func takeImage(
        _ part: JSONNode,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        try part.checkMembers(ResponsesMembers.inputImage, param())
        try Self.checkBreakpoint(part, param())
        let url = part.member("image_url")
        if let url, !url.isNull {
            guard url.kind == .string else {
                throw .type("\(param()).image_url", expected: "a string", got: url)
            }
            if url.carriesNoImage {
                throw .unpriced("\(param()).image_url", "only images have a price here")
            }
        } else if part.member("file_id")?.kind != .string {
            throw .missing("\(param()).image_url")
        }
        try images.append(
            ChatImage(url, detail: part.member("detail"), param()),
            upTo: ChatRequest.imagesMax,
            "input"
        )
    }
}
