import FarthingScripted
import NIOCore
import NIOPosix

/// Runs `body` against a provider of its own, and shuts that down.
func withProvider(
    _ options: ScriptedOptions = quickOptions(),
    _ body: (ScriptedProvider) async throws -> Void
) async throws {
    let provider = try await ScriptedProvider.start(
        group: .singletonMultiThreadedEventLoopGroup,
        options: options
    )
    do {
        try await body(provider)
    } catch {
        await provider.shutdown()
        throw error
    }
    await provider.shutdown()
}

/// No pauses between chunks, and a small `huge`.
func quickOptions() -> ScriptedOptions {
    var options = ScriptedOptions()
    options.chunkDelayMs = 0
    options.hugeBytes = 300_000
    return options
}

/// Members of a chat request with one short message of two words.
func chatMembers(_ more: String = "", model: String = "gpt-4o-mini") -> String {
    let comma = more.isEmpty ? "" : ","
    return """
        "model":"\(model)","messages":[{"role":"user","content":"Hello there"}]\(comma)\(more)
        """
}

extension ScriptedProvider {
    /// The first line of the bill once no call is open; nil where there is none.
    func settledBill() async throws -> BilledCall? {
        while openCallCount() > 0 { await Task.yield() }
        return bill().first
    }
}
