import FarthingReceipts
import Testing

@Suite("Requests to a witness")
struct WitnessRequestTests {
    /// The example of C2SP's tlog-witness.
    private static let example = """
        old 20852014
        PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
        jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
        5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
        /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

        example.com/behind-the-sofa
        20852163
        CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

        — example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
        — example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=

        """

    @Test("the example of the protocol is read, and written as it was")
    func example() throws {
        let request = try #require(WitnessRequest([UInt8](Self.example.utf8)))
        #expect(request.oldSize == 20_852_014)
        #expect(request.proof.count == 4)
        #expect(request.checkpoint.origin == "example.com/behind-the-sofa")
        #expect(request.checkpoint.size == 20_852_163)
        #expect(request.signed.note.signatures.count == 2)
        #expect(request.bytes == [UInt8](Self.example.utf8))
    }

    private static let hash = "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw="

    @Test(
        "anything but the one spelling is refused",
        arguments: [
            ("old 20852014", "old 020852014"), ("old 20852014", "old -1"), ("old 20852014", "old "),
            ("old 20852014", "old +1"), ("old 20852014", "old 1 "), ("old 20852014", "old  1"),
            ("old 20852014", "OLD 1"), ("old 20852014", "old 9223372036854775808"),
            ("old 20852014\n", ""), ("old 20852014\n", "old 20852014\r\n"),
            (hash, String(hash.dropLast())), (hash, hash + "="), (hash, " " + hash),
            (hash, "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkax="), (hash, "AAAA"),
            (hash, hash.replacing("/", with: "_") + " "), (hash, hash + "\r"),
            ("/0=\n\n", "/0=\n"), ("/0=\n\n", "/0=\n\n\n"), ("20852163", "020852163"),
            ("20852163", "-5"), ("\n— ", "\n- "), ("Az3g", "Az3*"), ("sofa\n", "sofa\u{0}\n"),
        ]
    )
    func malformed(change: (String, String)) {
        let text = Self.example.replacing(change.0, with: change.1, maxReplacements: 1)
        #expect(text != Self.example)
        #expect(WitnessRequest([UInt8](text.utf8)) == nil)
    }

    @Test("63 hashes are read, 64 are not; a body beyond the bound is not looked at")
    func bounds() throws {
        let parts = Self.example.split(separator: "\n\n", maxSplits: 1)
        let rest = "\n" + parts[1]
        for (count, isRead) in [(0, true), (63, true), (64, false), (1_000, false)] {
            let lines = String(repeating: Self.hash + "\n", count: count)
            let body = [UInt8](("old 1\n" + lines + rest).utf8)
            #expect((WitnessRequest(body) != nil) == isRead, "\(count) hashes")
        }
        let long = [UInt8](repeating: 0x61, count: WitnessRequest.bytesMax + 1)
        #expect(WitnessRequest(long) == nil)
        #expect(WitnessRequest([]) == nil)
    }

    @Test("no cut of a request is one")
    func cuts() {
        let bytes = [UInt8](Self.example.utf8)
        for count in 0..<bytes.count {
            // Without its second signature line it is a whole request again.
            let read = WitnessRequest([UInt8](bytes.prefix(count)))
            #expect(read == nil || read?.signed.note.signatures.count == 1, "\(count) bytes")
        }
    }

    @Test("random changes of bytes crash nothing, and what is read is written as it was")
    func mutations() {
        var numbers = SystemRandomNumberGenerator()
        let example = [UInt8](Self.example.utf8)
        for _ in 0..<20_000 {
            var bytes = example
            for _ in 0..<Int.random(in: 1...4, using: &numbers) {
                let index = Int.random(in: 0..<bytes.count, using: &numbers)
                switch Int.random(in: 0..<3, using: &numbers) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &numbers)
                case 1: bytes.remove(at: index)
                default: bytes.insert(bytes[index], at: index)
                }
            }
            if let read = WitnessRequest(bytes) { #expect(read.bytes == bytes) }
        }
    }
}
