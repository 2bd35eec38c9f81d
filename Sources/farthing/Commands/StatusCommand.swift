import ArgumentParser
import FarthingCore
import NIOHTTP1

/// Says whether a server runs, and what it counts.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Say whether a server runs, and what its console counts.",
        discussion: "Ends with 0 where one runs, and with 69 where none answers."
    )

    @OptionGroup var address: ConsoleAddress

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let client = try address.client()
        let answer = try await client.ask(.GET, "/")
        guard answer.status == 200, let body = answer.body else {
            throw Failure(.unavailable, "\(client.base): \(Shown.safe(answer.reason))")
        }
        let agents = body.member("agents_registered")?.int64 ?? 0
        let tools = body.member("tools_registered")?.int64 ?? 0
        let calls = body.member("total_calls_tracked")?.int64 ?? 0
        let health = try await client.ask(.GET, "/health").body
        let aheadUntilMs = health?.member("ahead_until_ms")?.int64
        if json {
            var writer = JSONWriter(capacity: 128)
            writer.beginObject()
            writer.key("agents")
            writer.int(agents)
            if let aheadUntilMs {
                writer.key("aheadUntilMs")
                writer.int(aheadUntilMs)
            }
            writer.key("calls")
            writer.int(calls)
            writer.key("console")
            writer.string(client.base)
            writer.key("tools")
            writer.int(tools)
            writer.endObject()
            return Console.json(writer.bytes)
        }
        Console.line("running: console on \(client.base)")
        Console.line(
            "\(Shown.grouped(agents)) agents, \(Shown.grouped(tools)) tools, "
                + "\(Shown.grouped(calls)) calls"
        )
        if health?.member("ledger")?.string == "disk_low" {
            Console.line("the disk of its data folder is nearly full: no call begins")
        }
        if let aheadUntilMs {
            Console.line(
                "its clock was ahead once: some accounts count in windows until "
                    + "\(Shown.time(aheadUntilMs)) and do not begin anew before"
            )
        }
    }
}
