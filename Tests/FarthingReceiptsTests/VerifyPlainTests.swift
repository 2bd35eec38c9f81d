import FarthingReceipts
import Testing

/// What the quick reading of our own lines must not pass over.
@Suite("Lines of our own that are not plain")
struct VerifyPlainTests {
    @Test(
        "bytes that are no text in a signature or fingerprint make a line malformed",
        arguments: ["signature", "signerFingerprint"],
        [0xFF, 0x01, 0x22, 0xC3] as [UInt8]
    )
    func bytes(member: String, byte: UInt8) throws {
        let batches = try Sample.batches(signsEach: true)
        var file = try Sample.export(batches, Sample.ours())
        let text = String(decoding: file, as: UTF8.self)
        // The first line names a fingerprint too.
        let entry = try #require(text.ranges(of: "{\"decision\"").first)
        let name = ",\"\(member)\":\""
        let found = try #require(text[entry.upperBound...].ranges(of: name).first)
        let place = text.utf8.distance(from: text.startIndex, to: found.upperBound)
        file[place + 1] = byte
        let fault = Verifier.verify(file, keys: [try Sample.key().verifyingKey]).fault
        #expect(
            fault?.code == .malformedLine && fault?.sequence == 0,
            "\(String(describing: fault))"
        )
    }

    @Test("a line has at most 4 MiB, however the file is cut", arguments: [1 << 20, 5 << 20])
    func length(piece: Int) throws {
        for (count, code) in [
            (Verifier.lineBytesMax, VerificationFault.Code.hashOrSignatureInvalid),
            (Verifier.lineBytesMax + 1, .malformedLine),
        ] {
            var file = try Sample.export(Sample.batches(), Sample.ours())
            let first = try #require(file.firstIndex(of: 0x0A)) + 1
            let end = try #require(file[first...].firstIndex(of: 0x0A))
            let place = try #require(file[first...].firstIndex(of: UInt8(ascii: "{")))
            // A member's name, grown until the line has as many bytes.
            let filler = [UInt8](repeating: UInt8(ascii: "a"), count: count - (end - first))
            let inner = try #require(file[(place + 1)...].firstIndex(of: UInt8(ascii: "{")))
            file.insert(contentsOf: filler, at: inner + 2)
            var verifier = Verifier(keys: [try Sample.key().verifyingKey])
            for start in stride(from: 0, to: file.count, by: piece) {
                verifier.add(Array(file[start..<min(start + piece, file.count)]))
            }
            #expect(verifier.finish().fault?.code == code)
        }
    }
}
