import FarthingCore
import Testing

@testable import FarthingConsole

@Suite("agent-gov: amounts")
struct GovAmountTests {
    @Test(
        "an amount is read exactly; what is finer than a nano-unit is rounded as its use demands",
        arguments: [
            ("0", 0, 0), ("-0.0", 0, 0), ("1", 1_000_000_000, 1_000_000_000),
            ("0.1", 100_000_000, 100_000_000), ("2.5e-3", 2_500_000, 2_500_000),
            ("1E2", 100_000_000_000, 100_000_000_000), ("00.50", 500_000_000, 500_000_000),
            ("1e-9", 1, 1), ("5e-10", 1, 1), ("1.0000000001", 1_000_000_001, 1_000_000_000),
            ("1.9999999999", 2_000_000_000, 1_999_999_999), ("1e-400", 1, 1),
            ("900000000", 900_000_000_000_000_000, 900_000_000_000_000_000),
            ("0.30000000000000004", 300_000_001, 300_000_000),
            (" +7. ", 7_000_000_000, 7_000_000_000), (".5", 500_000_000, 500_000_000),
        ]
    )
    func reads(_ text: String, _ up: Int64, _ down: Int64) {
        #expect(GovAmount.read(text, .up) == .nanos(up))
        #expect(GovAmount.read(text, .down) == .nanos(down))
    }

    @Test(
        "what is no amount says why",
        arguments: [
            ("-1", GovAmount.Reading.negative), ("-1e-12", .negative), ("-1e300", .negative),
            ("900000000.000000001", .tooMuch), ("9e8", .nanos(Money.maxNanos)), ("1e300", .tooMuch),
            ("1e99999999999999999999", .tooMuch), ("123456789012345678901234567890", .tooMuch),
            ("899999999.9999999999", .nanos(Money.maxNanos)),
            ("", .noNumber), (".", .noNumber), ("ten", .noNumber), ("1e", .noNumber),
            ("1e+", .noNumber), ("nan", .noNumber), ("inf", .noNumber), ("1_000", .noNumber),
            ("0x10", .noNumber), ("1 2", .noNumber), ("--1", .noNumber), ("1.2.3", .noNumber),
            ("٣", .noNumber),
        ]
    )
    func refuses(_ text: String, _ expected: GovAmount.Reading) {
        #expect(GovAmount.read(text, .up) == expected)
    }

    @Test(
        "a number of a JSON text is read as the same text is",
        arguments: ["0", "12.5", "1e-10", "-3", "1e18", "0.1234567891", "900000000", "1E-9"]
    )
    func readsNodes(_ text: String) throws {
        let node = try JSONDocument(Array(text.utf8)).root
        for rounding in [GovAmount.Rounding.up, .down] {
            #expect(GovAmount.read(node, rounding) == GovAmount.read(text, rounding))
        }
    }

    @Test(
        "amounts are written in full, and in hundredths with halves away from zero",
        arguments: [
            (Int64(0), "0", "0", "0.00"), (1, "0.000000001", "0", "0.00"),
            (2_500_000_000, "2.5", "2.5", "2.50"), (5_000_000, "0.005", "0.01", "0.01"),
            (4_999_999, "0.004999999", "0", "0.00"), (667_000_000, "0.667", "0.67", "0.67"),
            (-5_000_000, "-0.005", "-0.01", "-0.01"), (-120_000_000, "-0.12", "-0.12", "-0.12"),
            (Money.maxNanos, "900000000", "900000000", "900000000.00"),
            (1_090_000_000, "1.09", "1.09", "1.09"),
        ]
    )
    func writes(_ nanos: Int64, _ full: String, _ rounded: String, _ cents: String) {
        var json = JSONWriter()
        json.beginArray()
        json.amount(nanos)
        json.roundedAmount(nanos)
        json.endArray()
        #expect(String(decoding: json.bytes, as: UTF8.self) == "[\(full),\(rounded)]")
        #expect(GovText.cents(nanos) == cents)
    }
}
