import FarthingProviders

/// The page of all routes and parameters, as Markdown.
enum RoutePage {
    static func page(_ chapters: [RouteChapter]) -> String {
        var page = """
            # Routes and parameters

            Made by `farthing routes --markdown`; do not edit. What is in none of these tables is refused. *Priced*:
            held for before the call, settled after it. *Free*: costs nothing, or nothing that is not counted
            elsewhere. *Refused*: may cost what cannot be bounded or priced here; the error names it.

            """
        for chapter in chapters {
            page += "\n## \(chapter.title)\n\n| | path | | |\n|---|---|---|---|\n"
            for route in chapter.routes {
                page +=
                    "| \(route.method) | `\(chapter.prefix)\(route.path)` | \(route.treatment) | "
                    + "\(cell(route.note)) |\n"
            }
            for route in unique(chapter.parameters.map(\.route)) {
                page += "\n### `\(chapter.prefix)\(route)`\n\n| parameter | | |\n|---|---|---|\n"
                for parameter in chapter.parameters where parameter.route == route {
                    page +=
                        "| `\(parameter.name)` | \(parameter.treatment) | \(cell(parameter.note)) |\n"
                }
            }
        }
        return page
    }

    private static func cell(_ text: String) -> String {
        text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
    }

    private static func unique(_ texts: [String]) -> [String] {
        var seen: Set<String> = []
        return texts.filter { seen.insert($0).inserted }
    }
}
