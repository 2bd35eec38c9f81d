import FarthingCore
import FarthingReceipts
import Foundation
import Testing

/// Files under Tests/Vectors.
enum Vectors {
    static func bytes(_ name: String) throws -> [UInt8] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent()
        return [UInt8](try Data(contentsOf: folder.appending(path: "Vectors/\(name)")))
    }

    static func json(_ name: String) throws -> JSONNode { try JSONDocument(bytes(name)).root }

    /// The keys of the agentguard-spend vectors, by member.
    static func key(_ member: String) throws -> [UInt8] {
        let keys = try json("agentguard_spend/chain_keys.json")
        return [UInt8](try #require(keys.member(member)?.string).utf8)
    }
}

extension Verifier {
    static func verify(_ file: [UInt8], keys: [VerifyingKey], origin: String? = nil) -> Verification
    {
        var verifier = Verifier(keys: keys, origin: origin)
        verifier.add(file)
        return verifier.finish()
    }
}
