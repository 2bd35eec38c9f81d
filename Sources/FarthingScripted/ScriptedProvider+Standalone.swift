import NIOCore
import NIOPosix

extension ScriptedProvider {
    /// Runs a provider on an event loop of its own until the task is cancelled.
    ///
    /// `ready` is called once, when it listens. Throws when the port is taken.
    package static func runStandalone(
        port: Int = 0,
        options: ScriptedOptions = ScriptedOptions(),
        ready: @Sendable (ScriptedProvider) -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let outcome: Result<Void, any Error>
        do {
            let provider = try await start(port: port, group: group, options: options)
            ready(provider)
            try await withTaskCancellationHandler {
                try await provider.waitUntilClosed()
            } onCancel: {
                provider.stopListening()
            }
            await provider.shutdown()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        try await group.shutdownGracefully()
        try outcome.get()
    }
}
