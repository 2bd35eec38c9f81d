/// Where a session's messages to its client go.
protocol ClientSink: Sendable {
    /// The answer to a request of the client, or no answer at all, after which nothing more belongs
    /// to it.
    func answer(_ request: RPCID, _ message: [UInt8]?) async

    /// A notification or a request of the server; `request` is that of the client which it belongs
    /// to, where that is known.
    func tell(_ message: [UInt8], of request: RPCID?) async
}
