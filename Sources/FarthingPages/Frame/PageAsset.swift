internal import FarthingCore

/// A file that pages need, from within the program.
package struct PageAsset: Sendable {
    /// The file's name, as `farthing.css`.
    package let name: String
    /// Its contents.
    package let bytes: [UInt8]
    /// Its type, as `text/css; charset=utf-8`.
    package let contentType: String
    /// A strong entity tag with its quotation marks, made of the contents.
    package let etag: String

    /// The file of this name: `farthing.css`, `live.js`, `docs.js` or `farthing.svg`; nil of any other.
    package static func named(_ name: String) -> PageAsset? { PageAssets.all.files[name] }

    /// The names of all files.
    package static var names: [String] { PageAssets.all.files.keys.sorted() }

    /// The start of the hash, as pages name it, so that a file may be kept by browsers for ever.
    var version: String { String(etag.dropFirst().prefix(12)) }

    init(_ name: String, _ contentType: String, _ pieces: [[UInt8]]) {
        self.name = name
        self.contentType = contentType
        bytes = Array(pieces.joined())
        etag = "\"" + SHA256Hash.of(bytes).prefix(16).map(hexadecimal).joined() + "\""
    }
}

/// All files that pages need.
struct PageAssets: Sendable {
    let files: [String: PageAsset]

    static let all = PageAssets([
        PageAsset(
            "farthing.css",
            "text/css; charset=utf-8",
            [
                PackageResources.base_css, PackageResources.frame_css,
                PackageResources.forms_css, PackageResources.lists_css,
                PackageResources.charts_css, PackageResources.pages_css,
            ]
        ),
        PageAsset(
            "live.js",
            "text/javascript; charset=utf-8",
            [PackageResources.live_js]
        ),
        PageAsset(
            "docs.js",
            "text/javascript; charset=utf-8",
            [PackageResources.docs_js]
        ),
        PageAsset("farthing.svg", "image/svg+xml", [PackageResources.farthing_svg]),
    ])

    private init(_ list: [PageAsset]) {
        files = Dictionary(uniqueKeysWithValues: list.map { ($0.name, $0) })
    }

    /// The file's address, which changes with its contents.
    func href(_ name: String) -> String {
        let link = PageLink("assets", name)
        guard let file = files[name] else { return link.href }
        return link.adding("v", file.version).href
    }
}

private func hexadecimal(_ byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
