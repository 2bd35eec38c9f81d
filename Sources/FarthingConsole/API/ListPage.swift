package import FarthingCore

/// A page of a list: what it begins behind, and how long it is.
package struct ListPage: Hashable, Sendable {
    /// The items of a page where nobody says how many.
    package static let limitUsual = 50
    /// The most items of a page.
    package static let limitMax = 200

    /// The place of the last item before the page; nil for the first page.
    package var after: String?
    package var limit: Int

    package init(after: String?, limit: Int) {
        self.after = after
        self.limit = limit
    }

    /// What a cursor stands for; nil where it is none.
    static func after(_ cursor: String) -> String? {
        guard let bytes = Base64.url.decode(cursor.utf8) else { return nil }
        let text = String(decoding: bytes, as: UTF8.self)
        return text.utf8.elementsEqual(bytes) ? text : nil
    }

    /// The cursor behind a place.
    static func cursor(_ place: String) -> String {
        String(decoding: Base64.url.encode(Array(place.utf8)), as: UTF8.self)
    }

    /// Answers a page.
    ///
    /// - Parameters:
    ///   - items: as many as the page has, and one more where there are more.
    ///   - place: the place of an item in its list.
    package func answer<Item>(
        _ items: [Item],
        place: (Item) -> String,
        _ write: (Item, inout JSONWriter) throws -> Void
    ) rethrows -> ConsoleAnswer {
        let shown = items.prefix(limit)
        return try .json { json in
            json.key("items")
            json.beginArray()
            for item in shown {
                json.beginObject()
                try write(item, &json)
                json.endObject()
            }
            json.endArray()
            json.key("next")
            if items.count > limit, let last = shown.last {
                json.string(Self.cursor(place(last)))
            } else {
                json.null()
            }
        }
    }
}
