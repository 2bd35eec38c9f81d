import FarthingReceipts
import FarthingWitness
import Logging

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A temporary folder; gone when nothing needs it any more.
final class TestFolder: Sendable {
    let path: String

    init() throws {
        var template = Array("/tmp/farthing-witness-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw SampleError() }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { Self.remove(path) }

    static func names(_ path: String) -> [String] {
        guard let folder = opendir(path) else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let item = readdir(folder) {
            let name = withUnsafePointer(to: &item.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    private static func remove(_ path: String) {
        for name in names(path) { remove(path + "/" + name) }
        if unlink(path) != 0 { rmdir(path) }
    }
}

extension Logger {
    /// Says nothing.
    static let none = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
}

extension Witness {
    /// A witness in a folder, whose clock stands.
    static func at(
        _ folder: TestFolder,
        _ logs: WitnessLogs,
        nowMs: Int64 = 1_795_255_380_000
    ) throws -> Witness {
        if !WitnessIdentity.exists(in: folder.path) {
            _ = try WitnessIdentity(making: "witness.example/w1", in: folder.path)
        }
        return try Witness(
            folder: folder.path,
            logs: logs,
            clockMs: { nowMs },
            logger: .none
        )
    }

    func answer(_ request: WitnessRequest) -> PublicAnswer { answer(request.bytes) }
}

extension PublicAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }
}
