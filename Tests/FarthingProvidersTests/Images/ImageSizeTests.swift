import FarthingProviders
import Foundation
import Testing

@Suite("Image size")
struct ImageSizeTests {
    static let png =
        [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13] + Array("IHDR".utf8)
        + [0, 0, 2, 0x80, 0, 0, 1, 0xE0, 8, 2, 0, 0, 0]
    /// A preview in a segment of its own, then the tables, then the frame: 640 × 480.
    static let jpeg: [UInt8] =
        [0xFF, 0xD8, 0xFF, 0xE1, 0, 10, 0xFF, 0xC0, 0, 17, 8, 0, 1, 0, 0xFF, 0xC4, 0, 3, 0]
        + [0xFF, 0xFF, 0xC2, 0, 17, 8, 1, 0xE0, 2, 0x80, 3]
    static let gif =
        Array("GIF89a".utf8) + [0x40, 1, 0xE0, 1, 0x80, 0, 0, 1, 2, 3, 4, 5, 6]
        + [0x21, 0xF9, 4, 0, 0, 0, 0, 0, 0x2C, 0x40, 1, 0, 0, 0x40, 1, 0xE0, 1, 0]
        + [2, 2, 0x4C, 1, 0, 0x3B]
    static let webPCanvas =
        Array("RIFF....WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 0x7F, 2, 0, 0xDF, 1, 0]
    static let webPLossy =
        Array("RIFF....WEBPVP8 ".utf8)
        + [9, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 0x80, 0x42, 0xE0, 1]
    static let webPLossless =
        Array("RIFF....WEBPVP8L".utf8) + [9, 0, 0, 0, 0x2F, 0x7F, 0xC2, 0x77, 0]

    @Test(
        "each format's header is read",
        arguments: [png, jpeg, gif, webPCanvas, webPLossy, webPLossless]
    )
    func formats(image: [UInt8]) {
        #expect(ImageSize(image: image) == ImageSize(width: 640, height: 480))
        let url = "data:image/anything;base64," + Data(image).base64EncodedString()
        #expect(ImageSize(dataURL: url.utf8) == ImageSize(width: 640, height: 480))
    }

    @Test(
        "a header that is cut short has no size",
        arguments: [png, jpeg, gif, webPCanvas, webPLossy, webPLossless]
    )
    func cut(image: [UInt8]) {
        let needed = image == Self.png ? 24 : image == Self.jpeg ? image.count - 1 : image.count
        for count in 0..<needed where ImageSize(image: Array(image.prefix(count))) != nil {
            Issue.record("\(count) bytes of \(image.count) have a size")
        }
    }

    @Test(
        "what is no data URL of an image has no size",
        arguments: [
            "", "data:", "https://example.com/a.png", "data:image/png,abc", "data:;base64,",
            "data:image/png;base64,AAAA", "data:image/png;base64,iVBORw0K GgoA",
            "data:text/plain;base64,aGVsbG8=", "DATA:image/png;base64,iVBORw0KGgo=",
        ]
    )
    func noImage(url: String) {
        #expect(ImageSize(dataURL: url.utf8) == nil)
    }

    @Test("an image with a side of zero or beyond the bound has no size")
    func badSides() {
        var image = Self.png
        image.replaceSubrange(16..<20, with: [0, 0, 0, 0])
        #expect(ImageSize(image: image) == nil)
        image.replaceSubrange(16..<20, with: [0xFF, 0xFF, 0xFF, 0xFF])
        #expect(ImageSize(image: image) == nil)
    }

    @Test("no damage to a header does more than change or lose the size")
    func damage() {
        var random = SystemRandomNumberGenerator()
        for image in [Self.png, Self.jpeg, Self.gif, Self.webPLossy, Self.webPLossless] {
            for _ in 0..<500 {
                var damaged = image
                for _ in 0..<3 {
                    let index = Int.random(in: 0..<damaged.count, using: &random)
                    damaged[index] = .random(in: 0...255, using: &random)
                }
                let size = ImageSize(image: damaged)
                #expect(size == nil || size?.width ?? 0 >= 1 && size?.height ?? 0 >= 1)
            }
        }
    }
}
