import FarthingReceipts
import Testing

@Suite("A lineage that was written by hand")
struct LineageVectorTests {
    @Test("the vector verifies with its first key, whole and cut behind every seal")
    func vector() throws {
        let file = try Vectors.bytes("receipts/lineage.jsonl")
        let key = try Sample.key().verifyingKey
        let found = Verifier.verify(file, keys: [key])
        #expect(found.fault == nil)
        #expect(found.entries == 5)
        #expect(found.seals == 5)
        #expect(found.origin == "farthing/65b60673d6ed884b/1785312000005")
        let other = try LineageLog.key(2).verifyingKey
        #expect(Verifier.verify(file, keys: [other]).fault?.code == .sealUnknownKey)
    }

    @Test("every flipped bit of the vector's entries and seals is found")
    func everyBit() throws {
        let file = try Vectors.bytes("receipts/lineage.jsonl")
        let key = try Sample.key().verifyingKey
        for index in file.indices {
            var changed = file
            changed[index] ^= 1 << UInt8(index % 7)
            #expect(!Verifier.verify(changed, keys: [key]).isWhole, "byte \(index)")
        }
    }
}
