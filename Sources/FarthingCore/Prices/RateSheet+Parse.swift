extension RateSheet {
    /// Reads a sheet such as `standard>272000 in=8 cached=0.8 out=30`; nil where it is not one.
    init?(parsing field: ArraySlice<UInt8>) {
        var parts = field.split(separator: UInt8(ascii: " "))[...]
        guard let head = parts.popFirst() else { return nil }
        let title = head.split(separator: UInt8(ascii: ">"), maxSplits: 1)
        guard let variant = PriceVariant(name: title[0]) else { return nil }
        var aboveInputTokens: Int64 = -1
        if title.count == 2 {
            guard let start = Int64(String(decoding: title[1], as: UTF8.self)), start >= 0 else {
                return nil
            }
            aboveInputTokens = start
        }
        var given: [(bucket: Usage.Bucket, rate: Rate)] = []
        for part in parts {
            let sides = part.split(separator: UInt8(ascii: "="), maxSplits: 1)
            guard
                sides.count == 2, let bucket = Usage.Bucket(column: sides[0]),
                let rate = Rate(dollarsPerMillion: sides[1])
            else { return nil }
            given.append((bucket, rate))
        }
        guard let input = given.first(where: { $0.bucket == .input })?.rate else { return nil }
        self.init(
            variant: variant,
            aboveInputTokens: aboveInputTokens,
            input: input,
            output: given.first { $0.bucket == .output }?.rate ?? .free
        )
        if let cached = given.first(where: { $0.bucket == .cachedInput })?.rate {
            self[.cachedInputAudio] = cached
            self[.cachedInputImage] = cached
        }
        for (bucket, rate) in given { self[bucket] = rate }
    }
}

extension PriceVariant {
    fileprivate init?(name: ArraySlice<UInt8>) {
        guard let variant = Self.allCases.first(where: { $0.name.utf8.elementsEqual(name) }) else {
            return nil
        }
        self = variant
    }
}

extension Usage.Bucket {
    /// The column names of a price book, in the order of the cases.
    private static let columns: [StaticString] = [
        "in", "cached", "write", "hour", "audio", "audio-cached", "image", "image-cached", "video",
        "out", "reasoning", "out-audio", "out-image", "search", "file-search", "request",
        "second", "character", "image-each", "out-image-each",
    ]

    fileprivate init?(column: ArraySlice<UInt8>) {
        let index = Self.columns.firstIndex { name in
            name.withUTF8Buffer { $0.elementsEqual(column) }
        }
        guard let index else { return nil }
        self.init(rawValue: index)
    }
}
