import FarthingGateway
import Testing

@Suite("How long outputs usually are")
struct LengthHistogramTests {
    @Test("a quantile is at least the length that it stands for, and at most a quarter more")
    func bounds() {
        for length in [Int64(0), 1, 3, 4, 5, 7, 8, 9, 100, 1_000, 4_095, 4_096, 1 << 20] {
            var lengths = LengthHistogram()
            for _ in 0..<20 { lengths.add(length) }
            let quantile = lengths.quantile(permille: 950)
            #expect(quantile >= length)
            #expect(quantile <= length + length / 4 + 1)
        }
    }

    @Test("nineteen short ones in twenty give a short length, eighteen do not")
    func share() {
        var lengths = LengthHistogram()
        for _ in 0..<19 { lengths.add(10) }
        lengths.add(10_000)
        #expect(lengths.quantile(permille: 950) < 16)
        lengths.add(10_000)
        #expect(lengths.quantile(permille: 950) >= 10_000)
    }

    @Test("a change of habit shows")
    func change() {
        var lengths = LengthHistogram()
        for _ in 0..<10_000 { lengths.add(10) }
        for _ in 0..<100 { lengths.add(2_000) }
        #expect(lengths.quantile(permille: 950) >= 2_000)
        #expect(lengths.count < 1_000)
    }

    @Test("no length is too long, and none is no error")
    func extremes() {
        var lengths = LengthHistogram()
        #expect(lengths.quantile(permille: 950) == 0)
        lengths.add(.max)
        lengths.add(-1)
        #expect(lengths.quantile(permille: 1_000) > 1 << 20)
    }
}
