import FarthingReceipts
import Foundation
import Testing

@Suite("Keys")
final class KeyTests {
    private let folder = FileManager.default.temporaryDirectory
        .appending(path: "farthing-keys-\(UUID().uuidString)")

    init() throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    private func path(_ name: String) -> String { folder.appending(path: name).path }

    private func file(_ name: String, _ bytes: [UInt8], mode: Int = 0o600) throws -> String {
        let path = path(name)
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: mode]
        #expect(
            FileManager.default.createFile(
                atPath: path,
                contents: Data(bytes),
                attributes: attributes
            )
        )
        try FileManager.default.setAttributes(attributes, ofItemAtPath: path)
        return path
    }

    @Test("a key is made once, only its owner may read it, and it is read back the same")
    func made() throws {
        let path = path("private.key")
        let made = try KeyFile.signingKey(atOrMadeAt: path)
        #expect(made.isNew)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        #expect(attributes[.size] as? Int == 32)
        let again = try KeyFile.signingKey(atOrMadeAt: path)
        #expect(!again.isNew)
        #expect(again.key.verifyingKey == made.key.verifyingKey)
        #expect(throws: KeyError.self) { try KeyFile.write(SigningKey(), to: path) }
        #expect(try KeyFile.signingKey(at: path).fingerprint == made.key.fingerprint)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a public key is written for all and read back the same")
    func publicKey() throws {
        let key = try Sample.key().verifyingKey
        try KeyFile.write(key, to: path("public.key"))
        #expect(try KeyFile.verifyingKey(at: path("public.key")) == key)
        let hex = try file("public.hex", [UInt8]((key.hex + "\n").utf8), mode: 0o644)
        #expect(try KeyFile.verifyingKey(at: hex) == key)
        #expect(key.fingerprint.utf8.count == 16)
        try FileManager.default.removeItem(at: folder)
    }

    @Test("32 bytes, 64 digits in either case, and one line end are the same key")
    func spellings() throws {
        let key = try Sample.key()
        let hex = Sample.seed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        for text in [hex, hex.uppercased(), hex + "\n", hex + "\r\n"] {
            #expect(try SigningKey([UInt8](text.utf8)).verifyingKey == key.verifyingKey)
        }
        // RFC 8032, section 7.1, test 1.
        let known = try SigningKey(
            [UInt8]("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60".utf8)
        )
        #expect(
            known.verifyingKey.hex
                == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
        )
    }

    @Test("a wrong, short, empty, zero or unreadable key is a clear error that names the file")
    func bad() throws {
        let zeros = [UInt8](repeating: 0, count: 32)
        let contents: [[UInt8]] = [
            [], [1], [UInt8](Sample.seed.dropLast()), Sample.seed + [1], zeros,
            [UInt8](String(repeating: "g", count: 64).utf8),
            [UInt8](String(repeating: "a", count: 64).utf8) + [10, 10],
            [UInt8](repeating: 65, count: 5000),
        ]
        for (index, bytes) in contents.enumerated() {
            let path = try file("bad\(index)", bytes)
            #expect { try KeyFile.signingKey(at: path) } throws: { error in
                (error as? KeyError)?.message.hasPrefix(path) == true
            }
        }
        for mode in [0o640, 0o604, 0o660, 0o644, 0o620] {
            let path = try file("open\(mode)", Sample.seed, mode: mode)
            #expect { try KeyFile.signingKey(at: path) } throws: { error in
                (error as? KeyError)?.message.contains("chmod 600") == true
            }
            #expect(throws: KeyError.self) { try KeyFile.signingKey(atOrMadeAt: path) }
        }
        for missing in [path("none"), folder.path, path("no/folder")] {
            #expect { try KeyFile.signingKey(at: missing) } throws: { error in
                (error as? KeyError)?.message.hasPrefix(missing) == true
            }
            #expect(throws: KeyError.self) { try KeyFile.verifyingKey(at: missing) }
        }
        #expect(throws: KeyError.self) {
            try KeyFile.signingKey(atOrMadeAt: path("no/private.key"))
        }
        try FileManager.default.removeItem(at: folder)
    }

    @Test("a key never shows itself when printed")
    func printed() throws {
        let key = try Sample.key()
        var dumped = ""
        dump(key, to: &dumped)
        let shown = "\(key) \(String(reflecting: key)) \(dumped)"
        #expect(shown.contains(key.fingerprint))
        let hex = Sample.seed.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(!shown.contains(hex) && !shown.contains(hex.prefix(16)))
        #expect(!shown.contains("1, 2, 3") && !shown.contains("Curve25519"))
    }
}
