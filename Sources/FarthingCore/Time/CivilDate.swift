/// A date of the proleptic Gregorian calendar, without a zone.
package struct CivilDate: Hashable, Sendable {
    /// The year; 0 is the year before 1.
    package let year: Int64
    /// The month, from 1 to 12.
    package let month: Int64
    /// The day of the month, from 1.
    package let day: Int64

    /// Makes a date; the caller has checked the month, and a day beyond the month's end runs over.
    package init(year: Int64, month: Int64, day: Int64) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// The date that lies `dayNumber` days after 1 January 1970.
    package init(dayNumber: Int64) {
        // Years that begin in March put the leap day last, so that 400 of them are alike.
        let fromEpoch = dayNumber + CivilDate.daysToEpoch
        let cycle = floorDivide(fromEpoch, CivilDate.cycleDays)
        let dayOfCycle = fromEpoch - cycle * CivilDate.cycleDays
        let leapsPassed =
            dayOfCycle / 1_460 - dayOfCycle / 36_524 + dayOfCycle / (CivilDate.cycleDays - 1)
        let yearOfCycle = (dayOfCycle - leapsPassed) / 365
        let dayOfYear =
            dayOfCycle - (365 * yearOfCycle + yearOfCycle / 4 - yearOfCycle / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = cycle * 400 + yearOfCycle + (month <= 2 ? 1 : 0)
    }

    /// How many days the date lies after 1 January 1970.
    package var dayNumber: Int64 {
        let marchYear = month <= 2 ? year - 1 : year
        let cycle = floorDivide(marchYear, 400)
        let yearOfCycle = marchYear - cycle * 400
        let marchMonth = month > 2 ? month - 3 : month + 9
        let dayOfYear = (153 * marchMonth + 2) / 5 + day - 1
        let dayOfCycle = yearOfCycle * 365 + yearOfCycle / 4 - yearOfCycle / 100 + dayOfYear
        return cycle * CivilDate.cycleDays + dayOfCycle - CivilDate.daysToEpoch
    }

    /// Whether the year has a 29 February.
    package static func isLeap(_ year: Int64) -> Bool {
        year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
    }

    /// How many days a month has; `month` from 1 to 12.
    package static func days(inMonth month: Int64, ofYear year: Int64) -> Int64 {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Days in 400 years.
    private static let cycleDays: Int64 = 146_097
    /// Days from 1 March of the year 0 to 1 January 1970.
    private static let daysToEpoch: Int64 = 719_468
}

/// Divides and rounds down, also below zero; `divisor` is positive.
func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
    let quotient = value / divisor
    return quotient * divisor > value ? quotient - 1 : quotient
}
