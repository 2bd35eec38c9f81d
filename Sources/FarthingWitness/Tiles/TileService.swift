package import FarthingReceipts
internal import NIOPosix

/// A log's files over HTTP, read-only, as C2SP tlog-tiles has them: `/checkpoint` and `/tile/…`.
package struct TileService: Sendable {
    private let files: TileFiles

    /// - Parameter store: the log's files; they need not exist yet.
    package init(_ store: TileStore) { files = TileFiles(folder: store.folder) }

    package func answer(_ request: PublicRequest) async -> PublicAnswer {
        guard let resource = Resource(request.path) else {
            return .refusal(404, "there is nothing here; try /checkpoint")
        }
        guard request.method == "GET" || request.method == "HEAD" else {
            return .onlyFor(methods: "GET, HEAD")
        }
        let files = files
        do {
            return try await NIOThreadPool.singleton.runIfActive { resource.answer(from: files) }
        } catch {
            return .refusal(503, "the server is stopping")
        }
    }

    private enum Resource: Sendable {
        case checkpoint
        case tile(TilePath)

        init?(_ path: String) {
            if path == "/checkpoint" {
                self = .checkpoint
                return
            }
            guard path.first == "/", let tile = TilePath(String(path.dropFirst())) else {
                return nil
            }
            self = .tile(tile)
        }

        func answer(from files: TileFiles) -> PublicAnswer {
            let bytes: [UInt8]?
            do throws(LogError) {
                switch self {
                case .checkpoint: bytes = try files.checkpoint()
                case .tile(let path): bytes = try files.tile(path)
                }
            } catch {
                // The path on the disk is nobody's business.
                return .refusal(500, "this cannot be read")
            }
            guard let bytes else { return .refusal(404, "not published") }
            var answer = PublicAnswer(status: 200, body: bytes)
            switch self {
            // It changes, and a few seconds are as long as it may be old.
            case .checkpoint: answer.caching = "public, max-age=3"
            // It never changes: the path says how wide it is.
            case .tile:
                answer.contentType = "application/octet-stream"
                answer.caching = "public, max-age=31536000, immutable"
            }
            return answer
        }
    }
}
