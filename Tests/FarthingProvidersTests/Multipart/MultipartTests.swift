import FarthingProviders
import Testing

@Suite("forms")
struct MultipartTests {
    private static func read(
        _ body: String,
        _ contentType: String? = "multipart/form-data; boundary=xYz"
    ) throws(MultipartError) -> MultipartForm {
        try MultipartForm(Array(body.utf8), MultipartBoundary(contentType: contentType))
    }

    private static func part(_ head: String, _ content: String) -> String {
        "--xYz\r\n\(head)\r\n\r\n\(content)\r\n"
    }

    private static let model = part(#"Content-Disposition: form-data; name="model""#, "whisper-1")
    private static let file = part(
        "content-disposition: form-data; name=\"file\"; filename=\"a b;é.wav\"\r\n"
            + "Content-Type: audio/wav",
        "RIFF\r\n--\r\n\r\n-xYz"
    )

    @Test("parts are read as they stand", arguments: ["", "\r\n"])
    func parts(end: String) throws {
        let form = try Self.read(Self.model + Self.file + "--xYz--" + end)
        #expect(form.parts.map(\.name) == ["model", "file"])
        #expect(form.parts.map(\.filename) == [nil, "a b;é.wav"])
        #expect(form.parts.map(\.contentType) == [nil, "audio/wav"])
        #expect(form.text(of: form.parts[0]) == "whisper-1")
        #expect(form.text(of: form.parts[1]) == "RIFF\r\n--\r\n\r\n-xYz")
    }

    @Test("a part may be empty, and a form too long a list")
    func sizes() throws {
        let empty = Self.part(#"Content-Disposition: form-data; name="a""#, "")
        let form = try Self.read(empty + "--xYz--")
        #expect(form.parts[0].content.isEmpty)
        let many = String(repeating: empty, count: 257)
        #expect(throws: MultipartError.self) { try Self.read(many + "--xYz--") }
        let long = String(repeating: "n", count: 2_048)
        #expect(throws: MultipartError.self) {
            try Self.read(
                Self.part("Content-Disposition: form-data; name=\"\(long)\"", "") + "--xYz--"
            )
        }
    }

    @Test(
        "boundaries are read in one way",
        arguments: [
            ("multipart/form-data; boundary=xYz", "xYz"),
            ("Multipart/Form-Data;BOUNDARY=\"a'()+_,-./:=?\"", "a'()+_,-./:=?"),
            ("multipart/form-data ; boundary=x ", "x"),
        ]
    )
    func boundaries(value: String, text: String) throws {
        #expect(try MultipartBoundary(contentType: value).text == text)
        let again = try MultipartBoundary(contentType: value).contentType
        #expect(try MultipartBoundary(contentType: again).text == text)
    }

    @Test(
        "other content types are refused",
        arguments: [
            nil, "", "application/json", "multipart/mixed; boundary=x", "multipart/form-data",
            "multipart/form-data; boundary=", "multipart/form-data; boundary=\"\"",
            "multipart/form-data; boundary=a b", "multipart/form-data; boundary=x; boundary=y",
            "multipart/form-data; charset=utf-8; boundary=x", "multipart/form-data; boundary=é",
            "multipart/form-data; boundary=" + String(repeating: "x", count: 71),
        ] as [String?]
    )
    func contentTypes(value: String?) {
        #expect(throws: MultipartError.self) { try MultipartBoundary(contentType: value) }
    }

    @Test(
        "what two parsers could read in two ways is refused",
        arguments: [
            "", "--xYz", "--xYz--", "--xYz--\r\n", "x" + model + "--xYz--",
            "\r\n" + model + "--xYz--",
            model, model + "--xYz", model + "--xYz-", model + "--xYz--x", model + "--xYz--\r\n\r\n",
            model + "--xYz--\n", model + "--xYz \r\n", model + "--xYzA\r\n",
            "--xYz\nContent-Disposition: form-data; name=\"a\"\n\nb\n--xYz--",
            part("Content-Disposition: form-data; name=\"a\"", "b\n--xYz--\r\n") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\"", "b --xYz") + "--xYz--",
            part("Content-Disposition: form-data", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=a", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\\\"\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\"; name=\"b\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\"; filename*=UTF-8''x", "b") + "--xYz--",
            part("Content-Disposition: attachment; name=\"a\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\" x", "b") + "--xYz--",
            part("Content-Type: text/plain", "b") + "--xYz--",
            part(
                "Content-Disposition: form-data; name=\"a\"\r\n"
                    + "Content-Disposition: form-data; name=\"b\"",
                "b"
            ) + "--xYz--",
            part(
                "Content-Disposition: form-data; name=\"a\"\r\nContent-Transfer-Encoding: base64",
                "b"
            ) + "--xYz--",
            part("Content-Disposition: form-data;\r\n name=\"a\"", "b") + "--xYz--",
            part("Content-Disposition : form-data; name=\"a\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\u{0}\"", "b") + "--xYz--",
            part("Content-Disposition: form-data; name=\"a\"\r\nX: y", "b") + "--xYz--",
        ]
    )
    func refused(body: String) {
        #expect(throws: MultipartError.self) { try Self.read(body) }
    }

    @Test("a form that is cut anywhere is refused")
    func cut() throws {
        let whole = Array((Self.model + Self.file + "--xYz--").utf8)
        let boundary = try MultipartBoundary(contentType: "multipart/form-data; boundary=xYz")
        for end in 0..<whole.count {
            #expect(throws: MultipartError.self) {
                try MultipartForm(Array(whole[..<end]), boundary)
            }
        }
        #expect(throws: Never.self) { try MultipartForm(whole, boundary) }
    }
}
