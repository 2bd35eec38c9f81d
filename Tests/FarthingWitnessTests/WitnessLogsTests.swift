import FarthingReceipts
import Testing

@Suite("A witness's list of logs")
struct WitnessLogsTests {
    private func key(_ origin: String, _ kind: NoteKey.Kind = .signature) throws -> NoteKey {
        try NoteKey(name: origin, kind: kind, key: SigningKey().verifyingKey)
    }

    private func problem(_ text: String) -> String? {
        do throws(LogError) {
            _ = try WitnessLogs([UInt8](text.utf8), place: "logs.txt")
            return nil
        } catch {
            return error.message
        }
    }

    @Test("keys, comments and empty lines are read; a log may have several keys")
    func list() throws {
        let (one, two, other) = (try key("log/a"), try key("log/a"), try key("log/b"))
        let text = "# ours\n\(one.text)\n\n  \(two.text)  \r\n\(other.text)\n\(one.text)"
        let logs = try WitnessLogs([UInt8](text.utf8), place: "logs.txt")
        #expect(logs.origins == ["log/a", "log/b"])
        #expect(logs.keys(of: "log/a") == [one, two])
        #expect(logs.keys(of: "log/b") == [other])
        #expect(logs.keys(of: "log/c") == [])
        #expect(try WitnessLogs([], place: "logs.txt").origins == [])
    }

    @Test("what is no log's key is refused with its line")
    func faults() throws {
        let good = try key("log/a").text
        let witness = try key("witness/w", .cosignature).text
        #expect(problem(good + "\nnonsense")?.hasPrefix("logs.txt, line 2: ") == true)
        #expect(problem(witness)?.contains("witness's key") == true)
        #expect(problem(String(good.dropLast(4)) + "AAA=")?.hasPrefix("logs.txt, line 1: ") == true)
        let many = try (0...WitnessLogs.keysMax).map { _ in try key("log/a").text }
        #expect(problem(many.joined(separator: "\n"))?.contains("more than 16 keys") == true)
    }
}
