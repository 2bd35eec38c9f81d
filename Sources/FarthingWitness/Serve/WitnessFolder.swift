package import FarthingReceipts

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#else
internal import Darwin
#endif

/// Looks into a witness's folder without taking it.
package enum WitnessFolder {
    /// What was cosigned of each log, by its origin; files are replaced at once, so that each is
    /// one state or the next.
    package static func states(
        in folder: String,
        of witness: NoteKey
    ) throws(LogError) -> [WitnessState] {
        var states: [WitnessState] = []
        for name in names(in: folder + "/logs") where !name.hasSuffix(".new") {
            let path = folder + "/logs/" + name
            guard let bytes = try LogFile.read(path, bytesMax: SignedNote.bytesMax),
                let origin = SignedCheckpoint(bytes)?.checkpoint.origin,
                let state = WitnessState(bytes, origin: origin, witness: witness)
            else { throw LogError("\(path): no checkpoint that this witness has cosigned") }
            states.append(state)
        }
        return states.sorted { $0.signed.checkpoint.origin < $1.signed.checkpoint.origin }
    }

    /// The folders that hold evidence.
    package static func evidence(in folder: String) -> [String] {
        names(in: folder + "/evidence").sorted().map { folder + "/evidence/" + $0 }
    }

    /// The names in a folder; none where there is no such folder.
    private static func names(in path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }
}
