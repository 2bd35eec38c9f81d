internal import Mustache

/// Reads the templates, which are written in mustache with three things more:
///
/// - a page stands within `frame`, where that says `{{>page}}`, if its first line is `{{>frame}}`;
/// - `{{limit:amount}}` is `{{#limit}}{{>amount}}{{/limit}}`: a value shown by another template;
/// - `{{~note}}` writes text that comes back with a form, so that nothing in it is made visible.
///
/// White space at the start of lines is left out. There is no way to write a value unescaped: a
/// template that tries is an error.
package enum PageTemplates {
    /// All templates, read.
    static func library() throws(PageTemplateError) -> MustacheLibrary {
        MustacheContentTypes.register(PageEscape.shown, named: "SHOWN")
        MustacheContentTypes.register(PageEscape.kept, named: "KEPT")
        var library = MustacheLibrary()
        let frame = lines(of: texts["frame"] ?? "")
        for (name, text) in texts {
            var whole = lines(of: text)
            if whole.first == "{{>frame}}" {
                let page = whole.dropFirst()
                whole = frame.flatMap { $0 == "{{>page}}" ? Array(page) : [$0] }
            }
            let written = whole.joined(separator: "\n")
            do {
                // The line feed stands behind a tag of its own line, and is not written.
                let mustache = "{{% CONTENT_TYPE:SHOWN}}\n" + (try expanded(written))
                try library.register(mustache, named: name)
            } catch {
                throw PageTemplateError(template: name, detail: String(describing: error))
            }
        }
        return library
    }

    /// A tag that is none of ours.
    package struct TagError: Error {
        let tag: String
    }

    /// Writes our own tags in mustache's.
    package static func expanded(_ text: String) throws(TagError) -> String {
        var mustache = ""
        var rest = text[...]
        while let start = firstTag(of: rest) {
            mustache += rest[..<start]
            let inside = rest[start...].dropFirst(2)
            guard let end = closing(of: inside) else {
                throw TagError(tag: String(inside.prefix(40)))
            }
            mustache += try tag(inside[..<end])
            rest = inside[end...].dropFirst(2)
        }
        return mustache + rest
    }

    private static func tag(_ tag: Substring) throws(TagError) -> String {
        guard let first = tag.first, first != "{", first != "&", first != "=", first != "%" else {
            throw TagError(tag: String(tag))
        }
        if first == "~" {
            return "{{% CONTENT_TYPE:KEPT}}{{" + tag.dropFirst() + "}}{{% CONTENT_TYPE:SHOWN}}"
        }
        let halves = tag.split(separator: ":", maxSplits: 1)
        guard halves.count == 2, first != "!" else { return "{{" + tag + "}}" }
        return "{{#\(halves[0])}}{{>\(halves[1])}}{{/\(halves[0])}}"
    }

    private static func firstTag(of text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == "{", next < text.endIndex, text[next] == "{" { return index }
            index = next
        }
        return nil
    }

    private static func closing(of text: Substring) -> Substring.Index? {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == "}", next < text.endIndex, text[next] == "}" { return index }
            index = next
        }
        return nil
    }

    /// The lines without the white space before them, and without those that are empty.
    private static func lines(of text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    }
}
