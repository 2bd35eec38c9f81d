import Foundation
import Testing

/// The checked-in vector files of these tests.
enum Vectors {
    /// The lines of a file in Tests/Vectors, each split at tabs into at most `fields` fields.
    static func lines(_ path: String, fields: Int) throws -> [[ArraySlice<UInt8>]] {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let bytes = [UInt8](try Data(contentsOf: tests.appending(path: "Vectors/" + path)))
        return bytes.split(separator: UInt8(ascii: "\n")).map { line in
            line.split(
                separator: UInt8(ascii: "\t"),
                maxSplits: fields - 1,
                omittingEmptySubsequences: false
            )
        }
    }

    static func string(_ bytes: ArraySlice<UInt8>) -> String {
        String(decoding: bytes, as: UTF8.self)
    }

    static func count(_ bytes: ArraySlice<UInt8>) throws -> Int64 {
        try #require(Int64(string(bytes)))
    }
}
