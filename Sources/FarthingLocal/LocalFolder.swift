import FarthingSQLite

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// Where a program keeps its journal and keys.
enum LocalFolder {
    /// The longest part of a name that is taken from a program's.
    private static let nameBytesMax = 64

    /// The folder that was named, or the usual one of this program.
    static func find(_ path: String?) throws(LocalError) -> DataFolder {
        guard var path else { return DataFolder(path: try usualPath()) }
        guard !path.isEmpty else {
            throw LocalError(.folder, "the folder's path is empty; leave it out for the usual one")
        }
        guard !path.utf8.contains(0) else {
            throw LocalError(.folder, "the folder's path has a NUL character in it; leave that out")
        }
        while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
        return DataFolder(path: path)
    }

    /// Makes the folder and those above it that are missing, all for their owner alone.
    static func make(_ folder: DataFolder) throws(LocalError) {
        var end = folder.path.utf8.startIndex
        let bytes = folder.path.utf8
        while let slash = bytes[end...].dropFirst().firstIndex(of: UInt8(ascii: "/")) {
            let above = String(folder.path[..<slash])
            if mkdir(above, 0o700) != 0, errno != EEXIST {
                throw LocalError(.folder, "cannot make the folder \(above): \(lastReason())")
            }
            end = slash
        }
        do throws(FolderError) {
            try folder.make()
        } catch {
            throw LocalError(error)
        }
        var status = stat()
        guard stat(folder.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw LocalError(.folder, "\(folder.path) is no folder; name another one")
        }
        guard access(folder.path, W_OK | X_OK) == 0 else {
            throw LocalError(
                .folder,
                "the folder \(folder.path) cannot be written: \(lastReason()); name another one, or "
                    + "let this program's user write there"
            )
        }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    private static func usualPath() throws(LocalError) -> String {
        let program = name(of: CommandLine.arguments.first ?? "")
        #if canImport(Darwin)
        let base = variable("HOME").map { $0 + "/Library/Application Support" }
        #else
        // The XDG base directory specification wants relative paths to be passed over.
        let data = variable("XDG_DATA_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        let base = data ?? variable("HOME").map { $0 + "/.local/share" }
        #endif
        guard let base, base.hasPrefix("/") else {
            throw LocalError(
                .folder,
                "there is no HOME under which a folder could be made; name one with `folder:`"
            )
        }
        return "\(base)/farthing/\(program)"
    }

    /// A program's name as a folder can have it: it leads nowhere else, whatever it is.
    static func name(of program: String) -> String {
        let last = program.split(separator: "/").last ?? ""
        var bytes: [UInt8] = []
        for byte in last.utf8.prefix(nameBytesMax) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                bytes.append(byte)
            case UInt8(ascii: ".") where !bytes.isEmpty: bytes.append(byte)
            default: bytes.append(UInt8(ascii: "_"))
            }
        }
        return bytes.isEmpty ? "program" : String(decoding: bytes, as: UTF8.self)
    }

    private static func variable(_ name: String) -> String? {
        guard let value = getenv(name) else { return nil }
        let text = String(cString: value)
        return text.isEmpty ? nil : text
    }

    private static func lastReason() -> String {
        let number = errno
        return strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
