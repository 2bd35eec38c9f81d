import FarthingConsole
import FarthingCore
import FarthingGateway
import FarthingSQLite
import FarthingSidecar
import Logging

/// The sidecar of a server: its socket, and its listener for other machines.
struct SidecarAssembly: Sendable {
    private struct Serving: Sendable {
        var server: SidecarServer
        var ending: Task<Void, Never>
        /// Nil on TCP.
        var place: SidecarSocket?
    }

    private let serving: [Serving]
    /// What the start says of it, a line each.
    let notices: [String]

    /// Starts to listen; nil where no sidecar is wanted.
    ///
    /// - Parameter killSwitch: before the store's ledger.
    static func start(
        _ settings: SidecarSettings,
        _ store: ServerStore,
        _ killSwitch: KillSwitch,
        _ state: GatewayState,
        _ keys: KeyDirectory,
        _ counts: ServerCounts,
        _ logger: Logger
    ) async throws(Failure) -> SidecarAssembly? {
        guard settings.isWanted else { return nil }
        if let id = settings.key, keys.find(id: id, nowMs: systemNowMs()) == nil {
            throw Failure(
                .configuration,
                "--sidecar-key \(Shown.safe(id)): \(await trouble(with: id, store)); "
                    + "farthing keys list shows those that there are"
            )
        }
        if let place = settings.place { try SidecarListening.check(place) }
        let desks = SidecarDesks(
            state,
            SwitchedLedger(store.ledger, killSwitch),
            store.gate,
            keys,
            keyID: settings.key,
            stopped: { killSwitch.reason(of: $0) }
        )
        let signer = try await Self.signer(store)
        let options = Self.options(settings, desks, counts.endedRuns, logger)
        let service = SidecarService(
            { desks.desk },
            signer,
            options,
            version: "farthing",
            standstill: { desks.standstill }
        )
        var serving: [Serving] = []
        var notices: [String] = []
        if let path = settings.path {
            let place: SidecarSocket
            do throws(SidecarError) {
                place = try SidecarSocket(path)
            } catch {
                throw Failure(.unavailable, "--sidecar \(path): \(error.message)")
            }
            let server = SidecarServer(descriptor: place.descriptor, service, options)
            let (one, _) = Self.serve(server, place, "--sidecar \(path)", logger)
            serving.append(one)
            notices.append("sidecar for SpendGuard's clients on unix:\(path)")
        }
        if let place = settings.place {
            let server = SidecarServer(place, service, options)
            let name = "--sidecar-listen \(place.shown)"
            let (one, progress) = Self.serve(server, nil, name, logger)
            serving.append(one)
            do throws(Failure) {
                try await SidecarListening.wait(for: server, place, progress)
            } catch {
                await SidecarAssembly(serving: serving, notices: []).stop()
                throw error
            }
            notices.append(
                "sidecar for SpendGuard's clients on \(place.shown), for clients with certificates"
            )
        }
        counts.sidecar.follow(service, serving.map(\.server))
        return SidecarAssembly(serving: serving, notices: notices)
    }

    private static func signer(_ store: ServerStore) async throws(Failure) -> SidecarKeys {
        do {
            return try await SidecarKeys(store.ledger, store.signing.ring)
        } catch {
            throw Failure(describing: error)
        }
    }

    /// The settings' options, with those who are told of what happens.
    private static func options(
        _ settings: SidecarSettings,
        _ desks: SidecarDesks,
        _ endedRuns: EndedRuns,
        _ logger: Logger
    ) -> SidecarOptions {
        var options = settings.options
        options.onRunEnded = { run, atMs in
            endedRuns.note(run, workspace: await desks.workspace, atMs: atMs)
        }
        let refused = SidecarStrangers(logger)
        options.onUserRefused = { refused.note($0) }
        return options
    }

    private static func serve(
        _ server: SidecarServer,
        _ place: SidecarSocket?,
        _ name: String,
        _ logger: Logger
    ) -> (Serving, SidecarListening.Progress) {
        let progress = SidecarListening.Progress()
        let ending = Task {
            do {
                try await server.serve()
                progress.noteEnd("it has ended")
            } catch {
                progress.noteEnd("\(error)")
                logger.error("the sidecar has ended: \(name): \(error)")
            }
        }
        return (Serving(server: server, ending: ending, place: place), progress)
    }

    /// Why a key cannot be used.
    private static func trouble(with id: String, _ store: ServerStore) async -> String {
        guard let key = (try? await store.ledger.accessKeys())?.first(where: { $0.id == id }) else {
            return "no key of this folder has that id"
        }
        return key.revokedAtMs == nil ? "the key has expired" : "the key is revoked"
    }

    /// Takes no more calls, lets those in flight end, and leaves the socket's path.
    func stop() async {
        await withTaskGroup { group in
            for one in serving {
                group.addTask {
                    await one.server.end(nowMs: systemNowMs(), trigger: "shutdown")
                    one.ending.cancel()
                    one.place?.leave()
                }
            }
        }
    }
}
