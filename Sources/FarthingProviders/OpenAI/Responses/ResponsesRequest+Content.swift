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
        var detail = ImageDetail.auto
        if let node = part.member("detail"), !node.isNull {
            guard let known = ImageDetail(rawValue: node.string ?? "") else {
                throw RequestError(
                    .invalidValue,
                    param: "\(param()).detail",
                    "Invalid value for '\(param()).detail'."
                )
            }
            detail = known
        }
        guard images.count < ChatRequest.imagesMax else {
            throw RequestError(
                .aboveMaximum,
                param: "input",
                "Invalid 'input': at most \(ChatRequest.imagesMax) images."
            )
        }
        // Images that are addresses, or of a kind we cannot read, have no size here.
        let size = url?.withUTF8 { ImageSize(dataURL: $0) } ?? nil
        images.append(ChatImage(detail: detail, size: size))
    }
}

extension JSONNode {
    /// Whether this is an address that carries something else than an image in itself.
    fileprivate var carriesNoImage: Bool {
        withUTF8 { text in
            func begins(_ prefix: StaticString) -> Bool {
                let wanted = UnsafeBufferPointer(
                    start: prefix.utf8Start,
                    count: prefix.utf8CodeUnitCount
                )
                return text.count >= wanted.count
                    && zip(text, wanted).allSatisfy { $0 == $1 || $0 | 0x20 == $1 }
            }
            return begins("data:") && !begins("data:image/")
        } ?? false
    }
}
