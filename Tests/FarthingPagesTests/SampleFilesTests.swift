import FarthingPages
import Foundation
import Testing

@Suite("Files to look at")
struct SampleFilesTests {
    /// The folder into which all pages and their assets are written, for a browser.
    private static let folder = ProcessInfo.processInfo.environment["FARTHING_PAGES_FOLDER"]

    @Test("all pages and assets are written to a folder", .enabled(if: folder != nil))
    func files() throws {
        let folder = URL(filePath: try #require(Self.folder))
        let assets = folder.appending(path: "assets")
        try FileManager.default.createDirectory(at: assets, withIntermediateDirectories: true)
        for name in PageAsset.names {
            let asset = try #require(PageAsset.named(name))
            try Data(asset.bytes).write(to: assets.appending(path: name))
        }
        let renderer = try PageRenderer(marksUnknown: true)
        let long = String(repeating: "W", count: 200) + "\u{202E}<b>"
        let hostile = SamplePages { $0.isEmpty ? "" : String($0.prefix(3)) + long }
        for (suffix, samples) in [("", SamplePages.plain), ("-long", hostile)] {
            for (name, page) in samples.all {
                var frame = samples.frame
                if name == "sign-in" { frame.person = nil }
                let html = renderer.render(page, in: frame)
                try Data(html).write(to: folder.appending(path: name + suffix + ".html"))
            }
        }
    }
}
