/// The fields of an upload, `multipart/form-data` (RFC 7578).
struct UploadForm {
    private(set) var purpose = ""
    private(set) var fileName = ""
    private(set) var file: [UInt8]?

    /// The first line of the body is the boundary, whatever the request's head says.
    init(parsing body: [UInt8]) throws(ProviderError) {
        guard body.starts(with: "--".utf8), let end = body.firstIndex(of: 0x0D) else {
            throw .invalid("file", "the body is not multipart/form-data")
        }
        let boundary = [0x0D, 0x0A] + body[..<end]
        var start = end
        while start + 2 <= body.count, body[start] == 0x0D {
            guard let head = Self.find([0x0D, 0x0A, 0x0D, 0x0A], in: body, from: start),
                let next = Self.find(boundary, in: body, from: head + 4)
            else { throw .invalid("file", "a part has no end") }
            read(head: body[start..<head], content: body[head + 4..<next])
            start = next + boundary.count
        }
        guard !purpose.isEmpty else { throw .invalid("purpose", "it is required") }
        guard file != nil else { throw .invalid("file", "it is required") }
    }

    private mutating func read(head: ArraySlice<UInt8>, content: ArraySlice<UInt8>) {
        let text = String(decoding: head, as: UTF8.self)
        switch Self.parameter("; name=\"", in: text) {
        case "purpose": purpose = String(decoding: content, as: UTF8.self)
        case "file":
            fileName = Self.parameter("; filename=\"", in: text) ?? "upload"
            file = Array(content)
        default: break
        }
    }

    private static func parameter(_ opening: String, in text: String) -> String? {
        guard let start = text.firstRange(of: opening)?.upperBound else { return nil }
        return String(text[start...].prefix { $0 != "\"" })
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
        bytes.withUnsafeBufferPointer { bytes in
            var position = start
            while position + wanted.count <= bytes.count {
                if bytes[position] == wanted[0],
                    bytes[position..<position + wanted.count].elementsEqual(wanted)
                {
                    return position
                }
                position += 1
            }
            return nil
        }
    }
}
