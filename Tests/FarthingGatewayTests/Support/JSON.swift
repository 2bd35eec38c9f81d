import FarthingCore
import Testing

extension RawAnswer {
    /// The body as JSON; fails the test when it is none.
    func json(_ place: SourceLocation = #_sourceLocation) throws -> JSONNode {
        try #require(try? JSONDocument(body).root, "no JSON: \(text)", sourceLocation: place)
    }

    /// The error's code.
    var code: String? {
        (try? JSONDocument(body).root)?.member("error")?.member("code")?.string
    }

    var param: String? {
        (try? JSONDocument(body).root)?.member("error")?.member("param")?.string
    }
}

extension JSONNode {
    subscript(_ name: String) -> JSONNode? { member(name) }
    subscript(_ index: Int) -> JSONNode? { Array(elements).dropFirst(index).first }
}
