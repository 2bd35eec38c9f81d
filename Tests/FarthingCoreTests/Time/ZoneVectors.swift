import FarthingCore
import Foundation
import Testing

/// One file of Tests/Vectors/zones, made by Scripts/vectors/zone_vectors.py from Python's zoneinfo.
struct ZoneVectors: Sendable, CustomTestStringConvertible {
    struct Row: Sendable {
        var ms: Int64
        var offsetMs: Int64
        var intervals: [(window: Window, interval: WindowInterval)]
    }

    static let names = [
        "UTC", "Asia/Kolkata", "Asia/Kathmandu", "Europe/Berlin", "Europe/Dublin",
        "America/New_York", "America/Sao_Paulo", "America/Santiago", "America/St_Johns",
        "America/Havana", "Australia/Lord_Howe", "Africa/Casablanca", "Africa/Cairo",
        "Pacific/Apia", "Pacific/Chatham", "Asia/Beirut", "Asia/Gaza", "Asia/Tehran",
        "America/Nuuk", "Antarctica/Troll",
    ]

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../Vectors/zones")

    let name: String
    let tzif: [UInt8]
    let rules: ZoneRules
    let rows: [Row]

    init(_ name: String) throws {
        let file = name.replacing("/", with: "_") + ".json"
        let bytes = try Data(contentsOf: ZoneVectors.folder.appending(path: file))
        let root = try JSONDocument([UInt8](bytes)).root
        let encoded = try #require(root.member("tzif")?.string)
        self.name = name
        tzif = [UInt8](try #require(Data(base64Encoded: encoded)))
        rules = try ZoneRules(name: name, tzif: tzif)
        rows = try #require(root.member("rows")).elements.map { row in
            let numbers = row.elements.compactMap(\.int64)
            try #require(numbers.count == 13)
            let windows: [Window] = [.minute, .hour, .day, .week, .month]
            return Row(
                ms: numbers[0] * 1_000 + numbers[1],
                offsetMs: numbers[2] * 1_000,
                intervals: windows.enumerated().map { index, window in
                    let at = 3 + index * 2
                    let interval = WindowInterval(
                        startMs: numbers[at] * 1_000,
                        endMs: numbers[at + 1] * 1_000
                    )
                    return (window, interval)
                }
            )
        }
    }

    var testDescription: String { name }
}

/// Random numbers that are the same in every run.
struct ZoneTestGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var mixed = state
        mixed ^= mixed >> 33
        mixed = mixed &* 0xFF51_AFD7_ED55_8CCD
        mixed ^= mixed >> 33
        return mixed
    }
}
