import FarthingCore

/// Images, documents and search results: what is no plain text.
extension ConverseRequest {
    mutating func takeMedia(
        _ name: JSONNode,
        _ value: JSONNode,
        _ param: String
    ) throws(RequestError) {
        let place = "\(param).\(name.shownName)"
        if name.equals("image") {
            try takeImage(value, place)
        } else if name.equals("document") {
            try takeDocument(value, place)
        } else if name.equals("searchResult") {
            try value.checkMembers(["source", "title", "content", "citations"], place)
            prompt.addTree(value)
            if value.member("citations")?.member("enabled")?.bool ?? false {
                prompt.addAnnouncement()
            }
        } else {
            throw .unpriced(place, "only text, images and documents have a price here")
        }
    }

    private mutating func takeImage(_ value: JSONNode, _ param: String) throws(RequestError) {
        try value.checkMembers(["format", "source"], param)
        let source = try value.required("source", param)
        let (name, data) = try source.onlyMember("\(param).source")
        guard name.equals("bytes") else {
            throw .unpriced("\(param).source.\(name.shownName)", "it cannot be read here")
        }
        guard let claude = modelID.claude else {
            throw .unpriced(param, "what this model bills for images is not known here")
        }
        guard prompt.images < ConversePrompt.imagesMax else {
            throw RequestError(
                .aboveMaximum,
                param: "messages",
                "Invalid 'messages': at most \(ConversePrompt.imagesMax) images."
            )
        }
        let size = ClaudeImages.size(base64: data)
        prompt.addImage(tokens: ClaudeImages.tokensMax(size, claude))
    }

    /// Texts count by their bytes, others as the whole window of a model whose window is known:
    /// what is packed may unfold to any length.
    private mutating func takeDocument(_ value: JSONNode, _ param: String) throws(RequestError) {
        try value.checkMembers(["format", "name", "source", "context", "citations"], param)
        prompt.add(bytes: ConversePrompt.documentTokens)
        if let name = value.member("name") { prompt.add(name) }
        if let context = value.member("context") { prompt.add(context) }
        var isCited = false
        if let citations = value.member("citations"), !citations.isNull {
            try citations.checkMembers(["enabled"], "\(param).citations")
            isCited = try citations.member("enabled")?.flag("\(param).citations.enabled") ?? false
        }
        if isCited { prompt.addAnnouncement() }
        let source = try value.required("source", param)
        let (name, data) = try source.onlyMember("\(param).source")
        if name.equals("text") || name.equals("content") {
            prompt.addTree(data)
        } else if name.equals("bytes"), isPlainText(value.member("format")) {
            // Four characters carry three bytes; a cited text is cut into numbered sentences.
            let bytes = Int64(data.utf8Length) / 4 * 3 + 3
            prompt.add(bytes: isCited ? bytes * 2 : bytes)
        } else if name.equals("bytes") {
            guard let claude = modelID.claude else {
                throw .unpriced(
                    "\(param).format",
                    "documents that are no plain text cannot be counted for this model"
                )
            }
            prompt.fillWindow(claude.contextTokens(isLong: false))
        } else {
            throw .unpriced("\(param).source.\(name.shownName)", "it cannot be read here")
        }
    }

    private func isPlainText(_ format: JSONNode?) -> Bool {
        guard let format else { return false }
        return format.equals("txt") || format.equals("md")
    }
}
