/// A box of an MP4 file (ISO/IEC 14496-12 §4.2).
struct MP4Box {
    let kind: Int
    /// What stands behind its head.
    let content: AudioBytes

    /// The four letters of a kind as a number.
    static func kind(_ name: StaticString) -> Int {
        name.withUTF8Buffer { $0.reduce(0) { $0 << 8 | Int($1) } }
    }

    func isKind(_ name: StaticString) -> Bool { kind == Self.kind(name) }

    /// The boxes inside; throws where they do not fill it. What a file's last box lacks is missing.
    static func all(
        in content: AudioBytes,
        isFile: Bool = false
    ) throws(AudioError) -> [MP4Box] {
        var boxes: [MP4Box] = []
        var offset = 0
        while offset < content.count {
            guard boxes.count < 100_000, var size = content.big(offset, 4),
                let kind = content.big(offset + 4, 4)
            else { throw AudioError("its boxes do not fit together") }
            var head = 8
            if size == 1 {
                guard let long = content.bigCount(offset + 8) else {
                    throw AudioError("its boxes do not fit together")
                }
                size = long
                head = 16
            } else if size == 0 {
                size = content.count - offset
            }
            guard size >= head, isFile || size <= content.count - offset else {
                throw AudioError("its boxes do not fit together")
            }
            let rest = content.from(offset + head, count: size - head)
            boxes.append(MP4Box(kind: kind, content: rest))
            offset += min(size, content.count - offset)
        }
        return boxes
    }

    /// The boxes of one kind along a path, all of them.
    static func find(
        _ path: [StaticString],
        in content: AudioBytes
    ) throws(AudioError) -> [AudioBytes] {
        var found = [content]
        for name in path {
            var next: [AudioBytes] = []
            for outer in found {
                for box in try all(in: outer) where box.isKind(name) { next.append(box.content) }
            }
            found = next
        }
        return found
    }

    /// The one box along a path; nil where there is none, throws where there are several.
    static func only(
        _ path: [StaticString],
        in content: AudioBytes
    ) throws(AudioError) -> AudioBytes? {
        let found = try find(path, in: content)
        guard found.count <= 1 else { throw AudioError("it has a box twice") }
        return found.first
    }
}
