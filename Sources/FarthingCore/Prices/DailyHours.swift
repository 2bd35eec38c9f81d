/// A part of every day in UTC, such as a provider's off-peak hours; it may pass midnight.
public struct DailyHours: Hashable, Sendable {
    /// The first minute of the day, 0...1439.
    public let startMinute: Int64
    /// The minute after the last, 0...1439; before ``startMinute`` where it lies on the next day.
    public let endMinute: Int64

    /// Makes hours; nil where a minute is not one of a day, or nothing lies between them.
    public init?(startMinute: Int64, endMinute: Int64) {
        guard (0..<1_440).contains(startMinute), (0..<1_440).contains(endMinute),
            startMinute != endMinute
        else { return nil }
        self.startMinute = startMinute
        self.endMinute = endMinute
    }

    /// Whether a time in milliseconds UTC lies in these hours.
    public func contains(_ timeMs: Int64) -> Bool {
        let minute = (timeMs - floorDivide(timeMs, 86_400_000) * 86_400_000) / 60_000
        return endMinute < startMinute
            ? minute >= startMinute || minute < endMinute
            : minute >= startMinute && minute < endMinute
    }

    /// Reads `00:30-16:30`; nil for anything else.
    init?(parsing text: some Collection<UInt8>) {
        let minutes = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
            .map { half -> Int64 in
                let parts = half.split(separator: UInt8(ascii: ":"))
                guard half.count == 5, parts.count == 2,
                    let hour = Int64(String(decoding: parts[0], as: UTF8.self)),
                    let minute = Int64(String(decoding: parts[1], as: UTF8.self)),
                    (0..<24).contains(hour), (0..<60).contains(minute)
                else { return -1 }
                return hour * 60 + minute
            }
        guard minutes.count == 2 else { return nil }
        self.init(startMinute: minutes[0], endMinute: minutes[1])
    }

    /// `00:30–16:30 UTC`, for people.
    package var title: String {
        func clock(_ minute: Int64) -> String {
            let (hour, rest) = minute.quotientAndRemainder(dividingBy: 60)
            return "\(hour < 10 ? "0" : "")\(hour):\(rest < 10 ? "0" : "")\(rest)"
        }
        return "\(clock(startMinute))–\(clock(endMinute)) UTC"
    }
}
