import FarthingCore

/// What a request carries beside text, by its own bytes; the declared type is not believed alone.
package enum GeminiMedia: Hashable, Sendable {
    case image(ImageSize, GeminiResolution?)
    /// Its pages cannot be counted without reading all of it, so that it has as many as Google takes.
    case document(GeminiResolution?)
    case audio(seconds: Int64)
    /// A text file; each byte is a token.
    case text(bytes: Int64)

    /// How much of a medium is decoded: previews of some hundred kilobytes may stand before an
    /// image's size.
    private static let decodedBytesMax = 1 << 20

    private enum Member { case type, data, name }

    private static let members = ProtoMembers<Member>([
        ("mimeType", .type), ("data", .data), ("displayName", .name),
    ])

    /// Types that are read as text (Google, “Document understanding”).
    private static let textTypes: Set<Substring> = [
        "text/plain", "text/html", "text/css", "text/csv", "text/xml", "text/rtf", "text/md",
        "text/markdown", "text/javascript", "text/x-python", "text/x-typescript",
        "application/json", "application/xml", "application/x-javascript",
        "application/x-python",
    ]

    /// Reads an `inlineData` object; throws where what it costs cannot be told from its bytes.
    init(
        _ node: JSONNode,
        resolution: GeminiResolution?,
        _ param: String
    ) throws(RequestError) {
        var type = ""
        var data: JSONNode?
        try Self.members.each(in: node, param) { member, value throws(RequestError) in
            try value.checkString("\(param).\(member)")
            switch member {
            case .type: type = (value.string ?? "").lowercased()
            case .data: data = value
            case .name: return
            }
        }
        guard let data, data.kind == .string else { throw .missing("\(param).data") }
        let name = type.prefix { $0 != ";" && $0 != " " }
        guard
            let head = data.withUTF8({ Base64Prefix.decode($0, bytesMax: Self.decodedBytesMax) })
                ?? nil
        else {
            throw RequestError(
                .invalidValue,
                param: "\(param).data",
                "Invalid '\(param).data': it is not base64."
            )
        }
        let bytes = Int64(data.utf8Length / 4 * 3 + 3)
        guard let medium = Self.medium(name, head, bytes: bytes, resolution) else {
            throw .unpriced(
                param,
                "how many tokens it costs cannot be read from it; PNG, JPEG and WebP images, "
                    + "PDF, text and uncompressed WAV can be"
            )
        }
        self = medium
    }

    private static func medium(
        _ type: Substring,
        _ head: [UInt8],
        bytes: Int64,
        _ resolution: GeminiResolution?
    ) -> GeminiMedia? {
        if type.hasPrefix("image/") {
            return ImageSize(image: head).map { .image($0, resolution) }
        }
        let isDocument = isPDF(head)
        if type == "application/pdf" { return isDocument ? .document(resolution) : nil }
        if ["audio/wav", "audio/x-wav", "audio/wave"].contains(type) {
            return WaveHeader(head).map { .audio(seconds: $0.seconds(bytes: bytes)) }
        }
        return textTypes.contains(type) && !isDocument ? .text(bytes: bytes) : nil
    }

    /// The mark stands within the first kilobyte of a PDF.
    private static func isPDF(_ head: [UInt8]) -> Bool {
        let mark = Array("%PDF-".utf8)
        let places = min(head.count - mark.count, 1_024)
        guard places >= 0 else { return false }
        return (0...places).contains { head[$0...].starts(with: mark) }
    }
}
