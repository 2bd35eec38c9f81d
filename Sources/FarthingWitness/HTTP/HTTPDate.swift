/// The time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
package enum HTTPDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// - Parameter seconds: since 1970, from 0 on.
    package static func text(_ seconds: Int64) -> String {
        let (day, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
        let date = civil(day)
        let time = [rest / 3_600, rest / 60 % 60, rest % 60].map(two).joined(separator: ":")
        return "\(days[Int(day % 7)]), \(two(date.day)) \(months[date.month - 1]) \(date.year) "
            + "\(time) GMT"
    }

    /// The Gregorian date of a day since 1970.
    private static func civil(_ day: Int64) -> (year: Int64, month: Int, day: Int64) {
        // Years begin in March here, so that a leap day is the last of its year; eras have 400.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let ofEra = shifted % 146_097
        let year = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let month = (5 * ofYear + 2) / 153
        let isNextYear = month >= 10
        return (
            era * 400 + year + (isNextYear ? 1 : 0),
            Int(isNextYear ? month - 9 : month + 3),
            ofYear - (153 * month + 2) / 5 + 1
        )
    }

    private static func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}
