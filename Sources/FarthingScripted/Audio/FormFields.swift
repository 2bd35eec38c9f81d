/// The fields of a form that brings a recording, read as a provider would: the boundary is the one
/// that the head states.
struct FormFields {
    private(set) var texts: [String: String] = [:]
    private(set) var fileName = ""
    private(set) var file: [UInt8] = []

    init(parsing body: [UInt8], contentType: String?) throws(ProviderError) {
        let type = contentType ?? ""
        guard type.lowercased().hasPrefix("multipart/form-data"),
            let mark = type.firstRange(of: "boundary=")?.upperBound
        else { throw .invalid("file", "the body is not multipart/form-data") }
        let text = type[mark...].filter { $0 != "\"" }
        let delimiter = Array("--\(text)".utf8)
        var starts: [Int] = []
        for index in body.indices where body[index] == UInt8(ascii: "-") {
            if body[index...].starts(with: delimiter) { starts.append(index) }
        }
        guard starts.count > 1 else { throw .invalid("file", "a part has no end") }
        for (start, end) in zip(starts, starts.dropFirst()) {
            read(body[start + delimiter.count + 2..<max(start + delimiter.count + 2, end - 2)])
        }
        guard !file.isEmpty else { throw .invalid("file", "it is required") }
    }

    private mutating func read(_ part: ArraySlice<UInt8>) {
        let blank = Array("\r\n\r\n".utf8)
        guard let head = part.indices.first(where: { part[$0...].starts(with: blank) }) else {
            return
        }
        let text = String(decoding: part[..<head], as: UTF8.self)
        let content = part[(head + 4)...]
        guard let name = Self.parameter("; name=\"", in: text) else { return }
        if name == "file" {
            fileName = Self.parameter("; filename=\"", in: text) ?? ""
            file = Array(content)
        } else {
            texts[name] = String(decoding: content, as: UTF8.self)
        }
    }

    private static func parameter(_ opening: String, in text: String) -> String? {
        guard let start = text.firstRange(of: opening)?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    /// Milliseconds of a WAV with the plainest of heads; nil for everything else, whose length must
    /// be told by steering.
    var waveMs: Int? {
        guard file.count > 44, file.starts(with: "RIFF".utf8) else { return nil }
        let rate = (28..<32).reversed().reduce(0) { $0 << 8 | Int(file[$1]) }
        return rate > 0 ? (file.count - 44) * 1_000 / rate : nil
    }
}
