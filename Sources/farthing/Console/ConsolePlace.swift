import FarthingConsole
import FarthingSQLite

/// Where the console of a data folder is to be found, for commands beside a running server: a file in the
/// folder, written while a console listens.
enum ConsolePlace {
    /// The longest address.
    private static let bytesMax = 1_024

    private static func path(_ folder: DataFolder) -> String { folder.path + "/console.address" }

    /// Notes the address of a console that listens.
    static func keep(_ address: String, _ folder: DataFolder) throws(Failure) {
        remove(folder)
        try SmallFile.write(path(folder), Array((address + "\n").utf8), mode: 0o600)
    }

    /// Forgets it: nothing listens there any more.
    static func remove(_ folder: DataFolder) { SmallFile.remove(path(folder)) }

    /// The address of the console that works on a folder; nil where none runs. What a server has left
    /// behind that was killed says nothing: somebody else may listen there.
    static func find(_ folder: DataFolder) -> String? {
        guard SmallFile.exists(path(folder)), AdminClient.finds(folder),
            let bytes = try? SmallFile.read(path(folder), bytesMax: bytesMax, what: "the address")
        else { return nil }
        return String(String(decoding: bytes, as: UTF8.self).filter { !$0.isWhitespace })
    }

    /// Whether two addresses are of one console: this machine has several names.
    static func isSame(_ one: String, _ other: String) -> Bool { normal(one) == normal(other) }

    private static func normal(_ address: String) -> String {
        let parts = address.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
        guard parts.count == 2, let colon = parts[1].lastIndex(of: ":") else { return address }
        let host = HostNames.name(of: parts[1])
        let name = HostNames.isLoopback(host) ? "127.0.0.1" : host
        return parts[0].lowercased() + "//" + name + parts[1][colon...]
    }
}
