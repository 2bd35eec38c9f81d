import ArgumentParser

/// What the author of a policy works with.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Write, check, explain, test, compare, import and reload policies.",
        subcommands: [
            Init.self, Check.self, Explain.self, Test.self, Diff.self, Backtest.self, Import.self,
            Reload.self, Schema.self,
        ]
    )
}
