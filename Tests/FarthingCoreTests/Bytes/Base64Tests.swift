import FarthingCore
import Testing

@Suite("Base 64")
struct Base64Tests {
    /// RFC 4648, section 10.
    @Test(
        "the test vectors of RFC 4648",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
            ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
        ]
    )
    func vectors(_ plain: String, _ text: String) {
        #expect(Base64.standard.encode(Array(plain.utf8)) == Array(text.utf8))
        #expect(Base64.standard.decode(Array(text.utf8)) == Array(plain.utf8))
        let unpadded = text.utf8.filter { $0 != UInt8(ascii: "=") }
        #expect(Base64.url.encode(Array(plain.utf8)) == unpadded)
        #expect(Base64.url.decode(unpadded) == Array(plain.utf8))
    }

    @Test("every byte at every place comes back, in either alphabet")
    func roundTrip() {
        for byte in 0...UInt8.max {
            for before in 0..<3 {
                let bytes = [UInt8](repeating: 0x5A, count: before) + [byte, ~byte]
                for base64 in [Base64.standard, .url] {
                    #expect(base64.decode(base64.encode(bytes)) == bytes)
                }
            }
        }
        #expect(Base64.standard.encode([0xFB, 0xFF]) == Array("+/8=".utf8))
        #expect(Base64.url.encode([0xFB, 0xFF]) == Array("-_8".utf8))
    }

    @Test(
        "another spelling is none",
        arguments: [
            "Zg", "Zg=", "Zh==", "Zm9=", "Zg==\n", "Zg===", "====", "=", "Z===", "Zm9v====",
            "Zg==Zg==",
            " Zg=", "Z-_=", "Zé=", "Zm9vY",
        ]
    )
    func strict(_ text: String) {
        #expect(Base64.standard.decode(Array(text.utf8)) == nil)
    }

    @Test(
        "the alphabet for addresses has no padding",
        arguments: ["Zg==", "Z", "Zh", "Zm+v", "Zm8="]
    )
    func strictURL(_ text: String) {
        #expect(Base64.url.decode(Array(text.utf8)) == nil)
    }
}
