import ArgumentParser
import FarthingMCP

/// Where the proxy serves clients over HTTP, and which.
struct MCPClientOptions: ParsableArguments {
    private static let usual = "127.0.0.1:8487"
    private static let tokenFileBytesMax = 4_096
    /// A token that nobody finds by trying.
    private static let tokenBytes = 16...512

    @OptionGroup var address: PublicListenOptions

    @Option(help: "A file with the token that clients show; needed beyond loopback.")
    var tokenFile: String?

    @Option(help: "Pages of this origin may ask, beside this machine's own; may be repeated.")
    var allowOrigin: [String] = []

    @Option(help: "Sessions at once, each with a connection to the server. (default: 64)")
    var sessionsMax: Int?

    /// What is asked for; nil for standard input and output.
    func options() throws(Failure) -> HTTPFront.Options? {
        guard address.listen != nil else {
            guard tokenFile == nil, allowOrigin.isEmpty, sessionsMax == nil,
                address.tlsCert == nil, address.tlsKey == nil, !address.behindTlsProxy,
                address.readyFile == nil
            else {
                throw Failure(
                    .usage,
                    "clients over HTTP need --listen HOST:PORT, as \(Self.usual); without it the client "
                        + "is who has started this"
                )
            }
            return nil
        }
        let listener = try address.listener(usual: Self.usual)
        var options = HTTPFront.Options(
            host: listener.address.host,
            port: listener.address.port,
            isLoopback: listener.address.isLoopback
        )
        options.tls = listener.tlsConfiguration
        options.origins = Set(allowOrigin)
        options.token = try token()
        guard options.token != nil || options.isLoopback else {
            throw Failure(
                .usage,
                "--listen \(Shown.safe(address.listen ?? "")): whoever can connect there would spend; "
                    + "name a file with a token that clients show, --token-file"
            )
        }
        if let sessionsMax {
            guard (1...1_024).contains(sessionsMax) else {
                throw Failure(.usage, "--sessions-max \(sessionsMax): it lies from 1 to 1024")
            }
            options.sessionsMax = sessionsMax
        }
        return options
    }

    /// Writes the port where it was asked for.
    func tell(_ port: Int) throws(Failure) {
        if let readyFile = address.readyFile { try ReadyFile.write(readyFile, port: port) }
    }

    private func token() throws(Failure) -> String? {
        guard let tokenFile else { return nil }
        let bytes = try SmallFile.read(
            tokenFile,
            bytesMax: Self.tokenFileBytesMax,
            what: "the clients' token"
        )
        let text = String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace }
        guard Self.tokenBytes.contains(text.utf8.count),
            text.utf8.allSatisfy({ (0x21...0x7E).contains($0) })
        else {
            throw Failure(
                .configuration,
                "\(tokenFile): the token has \(Self.tokenBytes.lowerBound) to "
                    + "\(Self.tokenBytes.upperBound) letters, digits and marks"
            )
        }
        return text
    }
}
