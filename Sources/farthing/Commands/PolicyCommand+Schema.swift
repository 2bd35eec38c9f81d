import ArgumentParser
import FarthingPolicy

extension PolicyCommand {
    /// Prints the schema with which editors check policies; published as `docs/policy.schema.json`.
    struct Schema: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the JSON Schema of policies, for editors."
        )

        func run() async throws {
            Console.line(PolicySchema.text)
        }
    }
}
