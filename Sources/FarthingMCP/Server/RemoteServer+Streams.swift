import AsyncHTTPClient
import NIOCore
import NIOHTTP1

extension RemoteServer {
    /// How often a stream is taken up again that broke before the answer came, without anything
    /// new.
    private static let resumptionsMax = 5
    private static let pauseMs: Int64 = 1_000
    private static let pauseMaxMs: Int64 = 30_000

    /// Reads the stream that answers a request; one that the server has broken off, and gave a
    /// place to go on from, is taken up again there.
    func follow(_ body: HTTPClientResponse.Body, of request: RPCID) async throws(LinkFailure) {
        var framer = EventFramer(bytesMax: bytesMax)
        var body = body
        for attempt in 0...Self.resumptionsMax {
            if try await read(body, &framer, until: request) { return }
            guard let place = framer.lastID, attempt < Self.resumptionsMax else { break }
            try? await Task.sleep(for: .milliseconds(framer.retryMs ?? Self.pauseMs))
            if Task.isCancelled { break }
            var resumption = makeRequest(.GET, accept: "text/event-stream")
            resumption.headers.add(name: "last-event-id", value: place)
            let response: HTTPClientResponse
            do throws(LinkFailure) {
                response = try await execute(resumption, timeout: .hours(2))
            } catch {
                throw LinkFailure(reason: error.reason, mayHaveArrived: true)
            }
            guard response.status.code == 200 else { break }
            body = response.body
        }
        await handler(.failed(request, .unanswered))
    }

    /// Reads a stream to its end, or to the answer of a request; true for that.
    private func read(
        _ body: HTTPClientResponse.Body,
        _ framer: inout EventFramer,
        until request: RPCID?
    ) async throws(LinkFailure) -> Bool {
        var isAnswered = false
        do {
            for try await bytes in body {
                for event in framer.take(bytes.readableBytesView) {
                    if event.isTooLong {
                        guard let request else { continue }
                        let reason = "the server's answer is longer than \(bytesMax) bytes"
                        let failure = LinkFailure(reason: reason, mayHaveArrived: true)
                        await handler(.failed(request, failure))
                        return true
                    }
                    guard !event.data.isEmpty, event.name.isEmpty || event.name == "message" else {
                        continue
                    }
                    let message = try? RPCMessage(event.data, bytesMax: bytesMax)
                    await handler(.message(event.data))
                    if case .response(request) = message?.kind { isAnswered = true }
                }
                if isAnswered { return true }
            }
        } catch {
            // The stream has broken, as streams do.
        }
        return isAnswered
    }

    /// Hears what the server says by itself, as long as it wants to; servers need not.
    func listen() async {
        var framer = EventFramer(bytesMax: bytesMax)
        var pauseMs = Self.pauseMs
        while !Task.isCancelled {
            var request = makeRequest(.GET, accept: "text/event-stream")
            if let place = framer.lastID {
                request.headers.add(name: "last-event-id", value: place)
            }
            do throws(LinkFailure) {
                let response = try await execute(request, timeout: .hours(24))
                // It says nothing by itself, or does not know the session any more.
                if (400..<500).contains(response.status.code) { return }
                if response.status.code == 200 {
                    pauseMs = Self.pauseMs
                    _ = try await read(response.body, &framer, until: nil)
                }
            } catch {
                pauseMs = min(pauseMs * 2, Self.pauseMaxMs)
            }
            try? await Task.sleep(for: .milliseconds(framer.retryMs ?? pauseMs))
        }
    }
}
