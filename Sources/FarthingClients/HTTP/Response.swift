import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension HTTPClientResponse {
    /// Whether the body is a stream of events that can be read: the provider was asked not to
    /// encode.
    var isEventStream: Bool {
        guard headers.first(name: "content-encoding").map({ $0 == "identity" }) ?? true,
            let type = headers.first(name: "content-type")?.lowercased()
        else { return false }
        return type.hasPrefix("text/event-stream")
            || type.hasPrefix("application/vnd.amazon.eventstream")
    }

    /// The whole body; nil where it is longer than that.
    func gathered(_ bytesMax: Int) async throws(WireError) -> [UInt8]? {
        var bytes: [UInt8] = []
        do {
            for try await piece in body {
                bytes.append(contentsOf: piece.readableBytesView)
                if bytes.count > bytesMax { return nil }
            }
        } catch {
            throw WireError(error)
        }
        return bytes
    }

    /// The whole body; throws for a longer one.
    func whole(_ bytesMax: Int) async throws(WireError) -> [UInt8] {
        guard let bytes = try await gathered(bytesMax) else { throw .broken }
        return bytes
    }
}
