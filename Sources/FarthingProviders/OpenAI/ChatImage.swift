import FarthingCore

/// An image in a prompt.
package struct ChatImage: Hashable, Sendable {
    package let detail: ImageDetail

    /// Nil where the request does not carry the image itself.
    package let size: ImageSize?

    /// Reads an image's address and detail; `param` names the object that has them.
    init(
        _ url: JSONNode?,
        detail node: JSONNode?,
        _ param: @autoclosure () -> String
    ) throws(RequestError) {
        var detail = ImageDetail.auto
        if let node, !node.isNull {
            guard let known = ImageDetail(rawValue: node.string ?? "") else {
                throw RequestError(
                    .invalidValue,
                    param: "\(param()).detail",
                    "Invalid value for '\(param()).detail'."
                )
            }
            detail = known
        }
        self.detail = detail
        // Images that are addresses, or of a kind we cannot read, have no size here.
        size = url?.withUTF8 { ImageSize(dataURL: $0) } ?? nil
    }
}

extension [ChatImage] {
    /// Adds an image; a request may have `countMax` in the parameter that holds them.
    mutating func append(
        _ image: ChatImage,
        upTo countMax: Int,
        _ param: String
    ) throws(RequestError) {
        guard count < countMax else {
            throw RequestError(
                .aboveMaximum,
                param: param,
                "Invalid '\(param)': at most \(countMax) images."
            )
        }
        append(image)
    }
}

extension JSONNode {
    /// Whether this is an address that carries something else than an image in itself.
    var carriesNoImage: Bool {
        withUTF8 { text in
            func begins(_ prefix: String) -> Bool {
                text.count >= prefix.utf8.count
                    && zip(text, prefix.utf8).allSatisfy { $0 | 0x20 == $1 }
            }
            return begins("data:") && !begins("data:image/")
        } ?? false
    }
}
