import ArgumentParser

/// Where a small server listens, and with what protection.
struct PublicListenOptions: ParsableArguments {
    @Option(help: "Where to listen, HOST:PORT; port 0 takes any.")
    var listen: String?

    @Option(help: "The certificate chain in PEM, to listen with TLS.")
    var tlsCert: String?

    @Option(help: "The certificate's private key in PEM.")
    var tlsKey: String?

    @Flag(help: "Listen beyond loopback without TLS, behind a proxy that does TLS.")
    var behindTlsProxy = false

    @Option(help: "Write the port here when requests can be taken.")
    var readyFile: String?

    /// - Parameter usual: the address where none is named.
    func listener(usual: String) throws(Failure) -> Listener {
        var flags: [Setting: String] = [:]
        flags[.listen] = listen
        flags[.tlsCert] = tlsCert
        flags[.tlsKey] = tlsKey
        if behindTlsProxy { flags[.behindTlsProxy] = "true" }
        return try Listener(Settings(alone: flags), usual: usual)
    }

    /// - Parameter folder: the server's own, which is perhaps made only now.
    func tell(_ port: Int, besides folder: String) throws(Failure) {
        if let readyFile { try ReadyFile.write(readyFile, port: port, besides: folder) }
    }

    /// Fails where the port may not be written where it was asked for, before anything is made.
    func checkReadyFile(besides folder: String) throws(Failure) {
        if let readyFile { try ReadyFile.check(readyFile, besides: folder) }
    }
}
