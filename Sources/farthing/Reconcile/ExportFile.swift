import FarthingCore

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A provider's export as a file, in whichever of the known forms it is.
struct ExportFile {
    /// A month of hours with every model and project is some ten megabytes.
    static let bytesMax = 64 << 20

    let name: String
    /// The provider of a CSV file that does not name one.
    var provider: String?
    /// Only lines of this project or workspace.
    var project: String?

    /// Reads the file, or standard input for `-`, and what it says of each provider.
    func read() throws(Failure) -> [ExportSource] {
        let bytes = try bytes()
        let first = bytes.first { !Self.isSpace($0) }
        guard let first else { throw fault(nil, "the file is empty") }
        let isJSON = first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
        return isJSON
            ? try ExportPages(file: self).read(bytes) : try ExportTable(file: self).read(bytes)
    }

    /// An error that names the file and, where one is known, the line.
    func fault(_ line: Int?, _ reason: String) -> Failure {
        let place = name == "-" ? "standard input" : name
        return Failure(.unreadable, "\(place):\(line.map { "\($0):" } ?? "") \(reason)")
    }

    /// What every reader does with a line; `place` says where it stands.
    func add(
        _ figures: ExportFigures,
        model: String?,
        in window: UsageWindow,
        to source: inout ExportSource,
        line: Int
    ) throws(Failure) {
        guard source.add(figures, model: model, in: window) else {
            throw fault(line, "the sums of \(window.text) are out of bounds")
        }
    }

    private func bytes() throws(Failure) -> [UInt8] {
        guard name == "-" else {
            do throws(Failure) {
                return try SmallFile.read(name, bytesMax: Self.bytesMax, what: "the export")
            } catch {
                throw Failure(.unreadable, error.message)
            }
        }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while bytes.count <= Self.bytesMax {
            let count = chunk.withUnsafeMutableBytes { systemRead(0, $0) }
            if count < 0 { throw fault(nil, "cannot be read: \(systemReason())") }
            if count == 0 { return bytes }
            bytes.append(contentsOf: chunk[0..<count])
        }
        throw fault(nil, "more than \(Self.bytesMax) bytes")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
}

/// `read` of the system, whose name the file's own hides.
private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}
