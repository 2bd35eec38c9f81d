extension ImageSize {
    /// Reads the size from the bytes of a PNG, JPEG, GIF or WebP image, or from as many of its first
    /// bytes as hold it; nil where they do not.
    package init?(image: [UInt8]) {
        let bytes = ImageBytes(bytes: image)
        let size = bytes.pngSize ?? bytes.jpegSize ?? bytes.gifSize ?? bytes.webPSize
        guard let size else { return nil }
        self = size
    }
}

/// The headers of the four formats that vision models take.
private struct ImageBytes {
    let bytes: [UInt8]

    /// The header chunk is the first and has a fixed place.
    var pngSize: ImageSize? {
        guard has([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], at: 0), has("IHDR", at: 12)
        else { return nil }
        return size(big(16, 4), big(20, 4))
    }

    /// Segments with a length each, up to the frame header: C0 to CF without tables (C4, C8, CC).
    var jpegSize: ImageSize? {
        guard has([0xFF, 0xD8, 0xFF], at: 0) else { return nil }
        var index = 2
        while index + 4 <= bytes.count {
            guard bytes[index] == 0xFF else { return nil }
            let marker = bytes[index + 1]
            if marker == 0xFF {
                index += 1
                continue
            }
            // A scan or the end before any frame header: not an image that could be decoded.
            if marker == 0xDA || marker == 0xD9 { return nil }
            if marker == 0x01 || (0xD0...0xD8).contains(marker) {
                index += 2
                continue
            }
            if (0xC0...0xCF).contains(marker), ![0xC4, 0xC8, 0xCC].contains(marker) {
                return size(big(index + 7, 2), big(index + 5, 2))
            }
            guard let length = big(index + 2, 2), length >= 2 else { return nil }
            index += 2 + Int(length)
        }
        return nil
    }

    /// The screen, and every frame to the end of the file, since decoders grow the screen where a
    /// frame reaches past it.
    var gifSize: ImageSize? {
        guard has("GIF87a", at: 0) || has("GIF89a", at: 0) else { return nil }
        guard var width = little(6, 2), var height = little(8, 2), bytes.count > 12 else {
            return nil
        }
        var index = 13 + colorTableLength(bytes[10])
        while index < bytes.count {
            switch bytes[index] {
            case 0x3B:
                return size(width, height)
            case 0x21:
                guard let end = blocksEnd(from: index + 2) else { return nil }
                index = end
            case 0x2C:
                guard
                    let left = little(index + 1, 2), let top = little(index + 3, 2),
                    let frameWidth = little(index + 5, 2), let frameHeight = little(index + 7, 2),
                    index + 9 < bytes.count
                else { return nil }
                width = max(width, left + frameWidth)
                height = max(height, top + frameHeight)
                let data = index + 10 + colorTableLength(bytes[index + 9]) + 1
                guard let end = blocksEnd(from: data) else { return nil }
                index = end
            default:
                return nil
            }
        }
        return nil
    }

    /// A RIFF file whose first chunk is a lossy frame, a lossless one, or the canvas of both.
    var webPSize: ImageSize? {
        guard has("RIFF", at: 0), has("WEBP", at: 8) else { return nil }
        if has("VP8X", at: 12) {
            guard let width = little(24, 3), let height = little(27, 3) else { return nil }
            return size(width + 1, height + 1)
        }
        if has("VP8L", at: 12), has([0x2F], at: 20), let bits = little(21, 4) {
            return size((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
        }
        if has("VP8 ", at: 12), has([0x9D, 0x01, 0x2A], at: 23) {
            guard let width = little(26, 2), let height = little(28, 2) else { return nil }
            return size(width & 0x3FFF, height & 0x3FFF)
        }
        return nil
    }

    /// The bytes of a colour table of which these flags tell.
    private func colorTableLength(_ flags: UInt8) -> Int {
        flags & 0x80 == 0 ? 0 : 3 << (Int(flags & 7) + 1)
    }

    /// The place after a row of GIF's data blocks.
    private func blocksEnd(from start: Int) -> Int? {
        var index = start
        while index < bytes.count {
            let length = Int(bytes[index])
            index += 1 + length
            if length == 0 { return index }
        }
        return nil
    }

    private func size(_ width: Int64?, _ height: Int64?) -> ImageSize? {
        guard let width, let height else { return nil }
        return ImageSize(width: width, height: height)
    }

    private func has(_ text: StaticString, at index: Int) -> Bool {
        text.withUTF8Buffer { has(Array($0), at: index) }
    }

    private func has(_ expected: [UInt8], at index: Int) -> Bool {
        index + expected.count <= bytes.count && bytes[index...].starts(with: expected)
    }

    private func big(_ index: Int, _ count: Int) -> Int64? {
        guard index + count <= bytes.count else { return nil }
        return bytes[index..<(index + count)].reduce(0) { $0 << 8 | Int64($1) }
    }

    private func little(_ index: Int, _ count: Int) -> Int64? {
        guard index + count <= bytes.count else { return nil }
        return bytes[index..<(index + count)].reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
}
