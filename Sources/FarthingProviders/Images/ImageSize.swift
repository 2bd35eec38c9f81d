/// The size of an image in pixels, each side 1...``sideMax``.
package struct ImageSize: Hashable, Sendable {
    /// No format read here has longer sides, PNG excepted, whose larger images count as unreadable.
    package static let sideMax: Int64 = 1 << 24

    package let width: Int64
    package let height: Int64

    /// Makes a size; nil where a side is out of bounds.
    package init?(width: Int64, height: Int64) {
        let sides = 1...Self.sideMax
        guard sides.contains(width), sides.contains(height) else { return nil }
        self.width = width
        self.height = height
    }

    /// Squares of 32 pixels that cover the image.
    var patches: Int64 { ((width + 31) / 32) * ((height + 31) / 32) }
}
