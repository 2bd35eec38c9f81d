import ArgumentParser
import FarthingPolicy
import FarthingProviders

/// Shows what becomes of each provider's routes and parameters.
struct RoutesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "routes",
        abstract: "Show which routes and parameters are priced, free or refused."
    )

    @Option(help: "openai, anthropic, gemini, bedrock, azure or compatible alone.")
    var provider: String?

    @Flag(help: "Print the page that docs/routes.md is.")
    var markdown = false

    func run() throws {
        var chapters = RouteChapter.all
        if let provider {
            chapters = chapters.filter { $0.word == provider }
            guard !chapters.isEmpty else {
                let known = RouteChapter.all.map { String($0.word) }
                let hint = OperatorText.hint(for: provider, among: known)
                throw Failure(.usage, "--provider \(Shown.safe(provider)): unknown\(hint)")
            }
        }
        if markdown { return Console.text(RoutePage.page(chapters)) }
        for chapter in chapters {
            var table = Table([.text("METHOD"), .text("PATH"), .text(""), .text("WHY")])
            for route in chapter.routes {
                table.add([
                    route.method, chapter.prefix + route.path, route.treatment.rawValue, route.note,
                ])
            }
            table.print()
        }
    }
}
