import Foundation

/// Texts with Python's verdict, made by Scripts/vectors/json_texts.py.
enum JSONVectors {
    static func texts() throws -> [(isGood: Bool, bytes: [UInt8])] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Vectors/json/texts.txt").standardizedFileURL
        return try String(contentsOf: file, encoding: .utf8)
            .split(separator: "\n")
            .map { line in
                var digits = line.dropFirst(2)
                var bytes: [UInt8] = []
                while !digits.isEmpty {
                    bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
                    digits = digits.dropFirst(2)
                }
                return (line.hasPrefix("+"), bytes)
            }
    }
}
