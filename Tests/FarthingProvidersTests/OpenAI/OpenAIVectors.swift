import Foundation

/// Files of Tests/Vectors/openai, made by Scripts/vectors/openai_messages.py.
enum OpenAIVectors {
    struct Request {
        let o200k: Int64
        let cl100k: Int64
        let body: [UInt8]
    }

    static func requests() throws -> [Request] {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../Vectors/openai/messages.txt").standardizedFileURL
        return try Data(contentsOf: file).split(separator: UInt8(ascii: "\n")).map { line in
            let parts = line.split(separator: UInt8(ascii: "\t"), maxSplits: 2)
            func count(_ index: Int) -> Int64 {
                Int64(String(decoding: parts[index], as: UTF8.self)) ?? -1
            }
            return Request(o200k: count(0), cl100k: count(1), body: Array(parts[2]))
        }
    }
}
