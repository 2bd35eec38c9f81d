import FarthingCore
import FarthingReceipts

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The folder of a mirror: a folder for each tenant, and where the journal was read to.
struct MirrorFolder {
    /// What the mirror itself keeps there.
    private static let memory = ".farthing-mirror.json"

    let path: String

    /// The folder of a tenant, which is named as the tenant where that is a harmless name.
    func folder(of tenant: String) -> String {
        path + "/" + Self.name(tenant.isEmpty ? "default" : tenant)
    }

    static func name(_ tenant: String) -> String {
        var name: [UInt8] = []
        for byte in tenant.utf8 {
            let isHarmless =
                byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z")
                || byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
                || byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
                || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".") && !name.isEmpty
            if isHarmless {
                name.append(byte)
            } else {
                name += [UInt8(ascii: "%"), upperHex(byte >> 4), upperHex(byte & 15)]
            }
        }
        // Longer than file systems take: its beginning, and what tells it from others.
        if name.count > 200 {
            name = name.prefix(120) + [UInt8(ascii: "~")]
            name += Hash32(hashing: Array(tenant.utf8)).hex.utf8
        }
        return String(decoding: name, as: UTF8.self)
    }

    // MARK: Where the journal was read to

    /// The first entry that is not in the mirror; 0 in a new folder.
    func next(of origin: String) throws(Failure) -> Int64 {
        try Self.make(path)
        let file = path + "/" + Self.memory
        guard SmallFile.exists(file) else {
            try keep(next: 0, of: origin)
            return 0
        }
        let bytes = try SmallFile.read(file, bytesMax: 4_096, what: "the mirror's state")
        guard let root = try? JSONDocument(bytes).root,
            let ledger = root.member("ledger")?.string,
            let next = root.member("next")?.int64, next >= 0
        else {
            throw Failure(
                .configuration,
                "\(file): cannot be read; remove it, and the journal is read from its beginning"
            )
        }
        guard ledger == origin else {
            throw Failure(
                .configuration,
                "\(path): this is the mirror of another ledger; name another folder with "
                    + "--mirror-agentguard"
            )
        }
        return next
    }

    func keep(next: Int64, of origin: String) throws(Failure) {
        var json = JSONWriter(capacity: 128)
        json.beginObject()
        json.key("ledger")
        json.string(origin)
        json.key("next")
        json.int(next)
        json.endObject()
        let file = path + "/" + Self.memory
        try SmallFile.write(file + ".new", json.bytes)
        guard rename(file + ".new", file) == 0 else {
            throw Failure(.cannotCreate, "\(file): cannot be written: \(systemReason())")
        }
    }

    /// Makes a folder where there is none.
    static func make(_ path: String) throws(Failure) {
        guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
            throw Failure(.cannotCreate, "\(path): cannot be made: \(systemReason())")
        }
    }
}

private func upperHex(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
}
