import FarthingCore
import FarthingPolicy
import Foundation

/// Ways to read policies in tests.
enum PolicyFileSample {
    /// Zones that need no data of the system: all of them are UTC with another name.
    static func zone(_ name: String) -> ZoneRules? {
        guard ["Europe/Berlin", "Asia/Kolkata", "America/New_York"].contains(name) else {
            return nil
        }
        let header = Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        let counts: [UInt8] = [
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 4,
        ]
        let block: [UInt8] = [0, 0, 0, 0, 0, 0] + Array("UTC".utf8) + [0]
        let tzif = header + counts + block + header + counts + block + Array("\nUTC0\n".utf8)
        return try? ZoneRules(name: name, tzif: tzif)
    }

    static func read(_ text: String, file: String = "policy.yaml") throws(PolicyFileErrors)
        -> Policy
    {
        try PolicyReader.read(Array(text.utf8), file: file, zones: zone)
    }

    /// The text of a file of the tests, or of the project, by its path from the tests' folder.
    static func text(_ path: String) throws -> String {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../" + path)
        return try String(contentsOf: file, encoding: .utf8)
    }

    /// The policy that uses every key.
    static func whole() throws -> Policy {
        try read(try text("Vectors/policy/whole.yaml"))
    }

    /// What reading reports, one line each; empty when the policy is fine.
    static func errors(_ text: String, file: String = "policy.yaml") -> [String] {
        do throws(PolicyFileErrors) {
            _ = try read(text, file: file)
            return []
        } catch {
            return error.errors.map(\.description)
        }
    }
}
