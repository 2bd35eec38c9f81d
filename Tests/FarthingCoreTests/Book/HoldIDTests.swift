import FarthingCore
import Testing

@Suite("Hold ids")
struct HoldIDTests {
    @Test("an id is written as a lower-case UUID of version 4 and read back")
    func roundTrip() {
        let halves: [UInt64] = [0, 1, 0x0123_4567_89AB_CDEF, 0xFFFF_FFFF_FFFF_FFFF]
        for high in halves {
            for low in halves {
                let id = HoldID(random: high, low)
                let text = id.description
                #expect(text.utf8.count == 36)
                #expect(HoldID(text) == id)
                #expect(Array(text)[14] == "4")
                #expect("89ab".contains(Array(text)[19]))
                #expect(text == text.lowercased())
                var bytes: [UInt8] = []
                id.append(to: &bytes)
                #expect(bytes == Array(text.utf8))
            }
        }
        let id = HoldID(random: 0x0123_4567_89AB_CDEF, 0x0123_4567_89AB_CDEF)
        #expect(id.description == "01234567-89ab-4def-8123-456789abcdef")
    }

    @Test(
        "anything else is not an id",
        arguments: [
            "", "0", "01234567-89ab-4def-8123-456789abcde", "01234567-89ab-4def-8123-456789abcdef0",
            "01234567-89AB-4def-8123-456789abcdef", "0123456789ab4def8123456789abcdef",
            "01234567_89ab-4def-8123-456789abcdef", "01234567-89ab-4def-8123-456789abcdeg",
            "{1234567-89ab-4def-8123-456789abcdef", "0123456-789ab-4def-8123-456789abcdef",
            "01234567-89ab-4def-8123-456789abcdé",
        ]
    )
    func refuses(text: String) {
        #expect(HoldID(text) == nil)
    }

    @Test("any version is read, so that other programs may make ids")
    func otherVersions() {
        let text = "0191e2c4-7a10-7c1e-1b1f-3f5a6c7d8e9f"
        #expect(HoldID(text)?.description == text)
    }
}
