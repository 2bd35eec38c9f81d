import AsyncHTTPClient
import FarthingCore
import NIOCore
import NIOHTTP1

/// Asks a running server's console.
struct ConsoleClient {
    /// How long an answer is waited for.
    private static let timeoutMs: Int64 = 10_000
    private static let answerBytesMax = 4 << 20

    /// Without a slash at its end.
    let base: String
    private let token: String?

    /// - Parameter token: shown in each request; nil shows nothing.
    init(_ address: String, token: String?) throws(Failure) {
        var base = address
        while base.hasSuffix("/") { base.removeLast() }
        guard base.hasPrefix("http://") || base.hasPrefix("https://"), base.utf8.count > 8 else {
            throw Failure(
                .usage,
                "--server \(Shown.safe(address)): no address; write it as "
                    + "http://\(ConsoleSettings.usual)"
            )
        }
        self.base = base
        self.token = token
    }

    /// An answer: its status and its body, where that is JSON.
    struct Answer {
        var status: Int
        var body: JSONNode?
        /// Whether a token was shown.
        var hasToken = true

        /// What the server says of what it has refused.
        var reason: String {
            if status == 401, !hasToken {
                return
                    "the console asks for a token, and that of a data folder is shown to its own "
                    + "console alone; name one with --token-file or FARTHING_TOKEN"
            }
            return body?.member("detail")?.string ?? "the server answered \(status)"
        }
    }

    /// Sends one request.
    func ask(_ method: HTTPMethod, _ path: String, _ body: [UInt8]? = nil) async throws(Failure)
        -> Answer
    {
        var request = HTTPClientRequest(url: base + path)
        request.method = method
        request.headers.add(name: "accept", value: "application/json")
        if let token { request.headers.add(name: "authorization", value: "Bearer " + token) }
        if let body {
            request.headers.add(name: "content-type", value: "application/json")
            request.body = .bytes(body)
        }
        do {
            let response = try await HTTPClient.shared.execute(
                request,
                timeout: .milliseconds(Self.timeoutMs)
            )
            let bytes = try await response.body.collect(upTo: Self.answerBytesMax)
            let document = try? JSONDocument([UInt8](buffer: bytes))
            return Answer(
                status: Int(response.status.code),
                body: document?.root,
                hasToken: token != nil
            )
        } catch {
            throw Failure(
                .unavailable,
                "no console answers at \(base); start one with `farthing serve`, or name another "
                    + "address with --server"
            )
        }
    }
}
