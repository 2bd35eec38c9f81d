import Foundation
import Testing

/// The checked-in recordings, with the durations that ffprobe states.
struct Recording: CustomTestStringConvertible, Sendable {
    let name: String
    let bytes: [UInt8]
    let microseconds: Int64

    var testDescription: String { name }

    static let all: [Recording] = {
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let lines = (try? Vectors.lines("audio/durations.txt", fields: 2)) ?? []
        return lines.compactMap { line in
            let name = Vectors.string(line[0])
            guard let seconds = Double(Vectors.string(line[1])),
                let data = try? Data(contentsOf: tests.appending(path: "Vectors/audio/" + name))
            else { return nil }
            return Recording(
                name: name,
                bytes: [UInt8](data),
                microseconds: Int64((seconds * 1e6).rounded())
            )
        }
    }()

    static func named(_ name: String) throws -> Recording {
        try #require(all.first { $0.name == name })
    }
}
