import FarthingCore
import Testing

@Suite("Usage")
struct UsageTests {
    @Test("totals count every bucket exactly once")
    func totals() {
        var usage = Usage.zero
        for (index, bucket) in Usage.Bucket.allCases.enumerated() {
            usage[bucket] = 1 << Int64(index)
        }
        #expect(usage.totalInputTokens == (1 << 9) - 1)
        #expect(usage.totalOutputTokens == (1 << 13) - (1 << 9))
        #expect(usage.totalTokens == (1 << 13) - 1)
        #expect(usage.requests == 1 << 15)
    }

    @Test("every bucket adds up by itself")
    func sums() throws {
        for bucket in Usage.Bucket.allCases {
            var left = Usage.zero
            left[bucket] = 3
            var right = Usage.zero
            right[bucket] = 4
            let sum = try left + right
            for other in Usage.Bucket.allCases {
                #expect(sum[other] == (other == bucket ? 7 : 0))
            }
        }
    }

    @Test("a sum beyond the bound of a bucket is an error that names it")
    func sumOutOfBounds() {
        let full = Usage(inputTokens: Usage.bucketMax, requests: 0)
        #expect(throws: UsageError.outOfBounds(.input)) {
            _ = try full + Usage(inputTokens: 1, requests: 0)
        }
        #expect(throws: UsageError.outOfBounds(.output)) {
            _ = try Usage(outputTokens: .max, requests: 0) + Usage(outputTokens: .max, requests: 0)
        }
    }

    @Test("negative and absurd counts are out of bounds in every bucket")
    func bounds() {
        #expect(Usage().isWithinBounds)
        for bucket in Usage.Bucket.allCases {
            var usage = Usage.zero
            usage[bucket] = Usage.bucketMax
            #expect(usage.isWithinBounds)
            usage[bucket] = Usage.bucketMax + 1
            #expect(!usage.isWithinBounds)
            usage[bucket] = -1
            #expect(!usage.isWithinBounds)
        }
    }
}
