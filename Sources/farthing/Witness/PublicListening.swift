import FarthingReceipts
import FarthingSQLite
import FarthingWitness
import Logging
import NIOCore

/// Starts the small servers: a witness's, and that of a log's files.
enum PublicListening {
    static func start(
        _ listener: Listener,
        bodyBytesMax: Int = 0,
        flag: String = "--listen",
        _ logger: Logger,
        _ handler: @escaping PublicServer.Handler
    ) async throws(Failure) -> PublicServer {
        var options = PublicServer.Options(
            host: listener.address.host,
            port: listener.address.port
        )
        options.tls = listener.tlsConfiguration
        options.bodyBytesMax = bodyBytesMax
        do {
            return try await PublicServer.start(
                options,
                clockMs: systemNowMs,
                logger: logger,
                handler
            )
        } catch {
            let reason = (error as? IOError).map { systemReason($0.errnoCode) } ?? "\(error)"
            throw Failure(
                .unavailable,
                "cannot listen on \(listener.address.shownHost):\(listener.address.port): "
                    + "\(reason); stop what listens there, or choose another \(flag)"
            )
        }
    }

    /// Serves a log's files.
    static func tiles(
        _ store: TileStore,
        _ listener: Listener,
        flag: String = "--listen",
        _ logger: Logger
    ) async throws(Failure) -> PublicServer {
        let service = TileService(store)
        return try await start(listener, flag: flag, logger) { await service.answer($0) }
    }

    /// Serves the files of a data folder's log, where somebody has said where.
    static func tiles(
        _ folder: DataFolder,
        _ listener: Listener?,
        _ logger: Logger
    ) async throws(Failure) -> PublicServer? {
        guard let listener else { return nil }
        return try await tiles(
            LogPublication.store(folder),
            listener,
            flag: "--log-listen",
            logger
        )
    }

    /// Where it is, as a user would write it.
    static func address(_ listener: Listener, _ server: PublicServer) -> String {
        "\(listener.scheme)://\(listener.address.shownHost):\(server.port)"
    }
}
