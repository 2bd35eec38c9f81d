/// Azure's paths, which name the same routes as OpenAI's own.
enum AzurePath {
    /// OpenAI's path for one of Azure's; nil for others.
    static func openAI(_ path: String) -> String? {
        let deployments = "/openai/deployments/"
        if path.hasPrefix(deployments) {
            let route = path.dropFirst(deployments.utf8.count).drop { $0 != "/" }
            return route.isEmpty ? nil : "/v1" + route
        }
        if path.hasPrefix("/openai/v1/") { return String(path.dropFirst("/openai".utf8.count)) }
        return path == "/openai/responses" ? "/v1/responses" : nil
    }
}
