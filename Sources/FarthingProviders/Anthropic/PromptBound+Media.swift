import FarthingCore

/// Images, documents and search results: what is billed by formula, and never by encoded bytes.
extension PromptBound {
    mutating func takeImage(_ block: JSONNode, _ place: MessagesPlace) throws(RequestError) {
        if let change = block.member("transformations" as StaticString), !change.isNull {
            try change.checkMembers(MessagesMembers.transformations, "\(place).transformations")
        }
        let source = try block.required("source", "\(place)")
        let type = try source.required("type", "\(place).source")
        if type.equals("base64") {
            try source.checkMembers(MessagesMembers.base64, "\(place).source")
            let data = try source.required("data", "\(place).source")
            images.append(ClaudeImages.size(base64: data))
        } else {
            try Self.checkReference(source, type, place)
            images.append(nil)
        }
    }

    mutating func takeDocument(_ block: JSONNode, _ place: MessagesPlace) throws(RequestError) {
        let before = tokens
        for field in block.fields where field.name.equals("title") || field.name.equals("context") {
            add(field.value)
        }
        let source = try block.required("source", "\(place)")
        let type = try source.required("type", "\(place).source")
        if type.equals("text") {
            try source.checkMembers(MessagesMembers.base64, "\(place).source")
            add(try source.required("data", "\(place).source"))
        } else if type.equals("content") {
            try source.checkMembers(MessagesMembers.content, "\(place).source")
            let content = try source.required("content", "\(place).source")
            try takeContent(content, place, [.text, .image])
        } else if type.equals("base64") {
            try source.checkMembers(MessagesMembers.base64, "\(place).source")
            hasPages = true
        } else {
            try Self.checkReference(source, type, place)
            hasPages = true
        }
        try takeCitations(block, before, place)
    }

    mutating func takeSearchResult(
        _ block: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        let before = tokens
        for field in block.fields where field.name.equals("title") || field.name.equals("source") {
            add(field.value)
        }
        try takeContent(try block.required("content", "\(place)"), place, [.text])
        try takeCitations(block, before, place)
    }

    /// Takes what a fetch by the provider gave before: an error, or a document.
    mutating func takeFetchResult(_ block: JSONNode, _ place: MessagesPlace) throws(RequestError) {
        let content = try block.required("content", "\(place)")
        guard content.member("type" as StaticString)?.equals("web_fetch_result") == true else {
            return addTree(content)
        }
        try content.checkMembers(MessagesMembers.fetched, "\(place).content")
        if let url = content.member("url" as StaticString) { add(url) }
        let document = try content.required("content", "\(place).content")
        try document.checkMembers(MessagesMembers.document, "\(place).content.content")
        try takeDocument(document, place)
    }

    /// Where a text can be cited, its sentences are marked and the model is told how to.
    private mutating func takeCitations(
        _ block: JSONNode,
        _ before: Int64,
        _ place: MessagesPlace
    ) throws(RequestError) {
        guard let citations = block.member("citations" as StaticString), !citations.isNull else {
            return
        }
        try citations.checkMembers(MessagesMembers.citations, "\(place).citations")
        guard try citations.member("enabled" as StaticString)?.flag("citations.enabled") == true
        else { return }
        tokens += (tokens - before) * (Self.citedFactor - 1) + Self.citationTokens
    }

    /// A source that only refers to what it means.
    private static func checkReference(
        _ source: JSONNode,
        _ type: JSONNode,
        _ place: MessagesPlace
    ) throws(RequestError) {
        if type.equals("url") {
            try source.checkMembers(MessagesMembers.url, "\(place).source")
        } else if type.equals("file") {
            try source.checkMembers(MessagesMembers.file, "\(place).source")
        } else {
            throw .unpriced("\(place).source.type", "a source of this kind has no price here")
        }
    }
}
