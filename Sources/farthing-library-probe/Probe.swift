import Farthing
import FarthingCore
import FarthingRemote

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A program that spends by a running server's budgets until it is killed, and says what it did: what
/// the tests of several processes run.
///
///     farthing-library-probe spend|flush URL|SOCKET OUTBOX
///
/// The key stands in `FARTHING_PROBE_KEY`. Each line says one thing: `settling HOLD NANOS` before the
/// library has it, `settled HOLD NANOS RECEIPT` after its promise, where a receipt is `later` for what
/// waits in the outbox, `error CODE` for a call that was not made or not booked, and `refused CODE
/// MESSAGE` where it could not begin at all.
@main
struct Probe {
    /// What a call may cost, and what it costs at the most.
    private static let heldNanos: Int64 = 2_000_000
    /// Longer than a server's restart, so that settlements come early and late.
    private static let holdMs: Int64 = 2_000
    private static let tasks = 3
    private static let flushMs: Int64 = 30_000

    static func main() async {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let key = getenv("FARTHING_PROBE_KEY") else {
            say("usage: FARTHING_PROBE_KEY=fk_… farthing-library-probe spend|flush SERVER OUTBOX")
            exit(64)
        }
        var options = RemoteLedger.Options()
        options.outboxFolder = arguments[3]
        options.timeoutMs = 500
        options.holdTimeoutMs = 500
        options.openCallsMax = 64
        let ledger: RemoteLedger
        do throws(SpendError) {
            ledger = try makeLedger(arguments[2], String(cString: key), options)
        } catch {
            say("refused \(error.code.rawValue) \(error.message)")
            exit(69)
        }
        guard arguments[1] == "spend" else {
            let isDone = await ledger.flush(withinMs: flushMs)
            say("flushed \(isDone) \(ledger.unsentCount)")
            return
        }
        let governor = Governor(ledger: ledger)
        await withDiscardingTaskGroup { group in
            for _ in 0..<tasks {
                group.addTask { while true { await spend(governor) } }
            }
        }
    }

    private static func makeLedger(
        _ server: String,
        _ key: String,
        _ options: RemoteLedger.Options
    ) throws(SpendError) -> RemoteLedger {
        guard server.hasPrefix("/") else {
            return try RemoteLedger(server, key: key, options: options)
        }
        return try RemoteLedger(socket: server, key: key, options: options)
    }

    private static func spend(_ governor: Governor) async {
        let request = SpendRequest(tool: "probe", cost: .nanos(heldNanos), expiresInMs: holdMs)
        do {
            let call = try await governor.hold(request).dispatch()
            let id = call.permit.id
            let nanos = Int64.random(in: 1...heldNanos / 2)
            try? await Task.sleep(for: .milliseconds(5))
            say("settling \(id) \(nanos)")
            let receipt = try await call.settle(.nanos(nanos))
            say("settled \(id) \(nanos) \(receipt.sequence.map(String.init) ?? "later")")
        } catch {
            say("error \(error.code.rawValue)")
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    /// A line in one write, so that a kill cuts none in two.
    private static func say(_ text: String) {
        let line = Array((text + "\n").utf8)
        _ = line.withUnsafeBytes { write(STDOUT_FILENO, $0.baseAddress, $0.count) }
    }
}
