extension Usage {
    /// Appends every bucket that is not zero, as an object in the order of the names.
    package func write(to json: inout JSONWriter) {
        json.beginObject()
        for bucket in Bucket.byCountName where self[bucket] != 0 {
            json.key(bucket.countName)
            json.int(self[bucket])
        }
        json.endObject()
    }

    /// Reads what ``write(to:)`` writes; nil where a name is not known, or a count out of bounds.
    package init?(buckets node: JSONNode) {
        guard node.kind == .object else { return nil }
        self = .zero
        for (name, value) in node.fields {
            let bucket = Bucket.byCountName.first { bucket in
                name.withRawString { bucket.countName.equals($0) } ?? false
            }
            guard let bucket, let count = value.int64, (0...Usage.bucketMax).contains(count)
            else { return nil }
            self[bucket] = count
        }
    }
}

extension Usage.Bucket {
    /// All buckets in the order of their ``countName``.
    static let byCountName: [Usage.Bucket] = [
        .inputAudioSecond, .cacheWrite, .cacheWriteHour, .cachedInput, .cachedInputAudio,
        .cachedInputImage, .request, .inputCharacter, .fileSearch, .input, .inputAudio,
        .inputImage, .inputImageEach, .inputVideo, .output, .outputAudio, .outputImage,
        .outputImageEach, .reasoning, .webSearch,
    ]
}

extension StaticString {
    /// Whether a string's bytes are these.
    func equals(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        text.elementsEqual(UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount))
    }
}
