import FarthingReceipts
import FarthingWitness
import Testing

@Suite("Submitting a checkpoint")
struct SubmissionTests {
    private let log: SampleLog
    private let witness = SigningKey()

    init() throws { log = try SampleLog(size: 30) }

    private var key: NoteKey {
        get throws {
            try NoteKey(name: "w.example/1", kind: .cosignature, key: witness.verifyingKey)
        }
    }

    private func submission(_ size: Int64 = 20, cosigned: Int64? = nil) throws -> Submission {
        let signed = try log.signed(size)
        return Submission(signed.note, signed.checkpoint, key: try key, cosignedSize: cosigned)
    }

    private func line(_ size: Int64, by signer: SigningKey, _ name: String = "w.example/1") throws
        -> [UInt8]
    {
        try Cosignature.sign(
            log.signed(size).note.text,
            name: name,
            by: signer,
            timestampS: 1_795_255_380
        ).line
    }

    @Test("a valid cosignature is taken, whatever stands beside it")
    func cosigned() throws {
        var submission = try submission()
        let own = try line(20, by: witness)
        let body = try line(20, by: SigningKey(), "other.example/2") + own
        let step = submission.take(status: 200, contentType: nil, body: body)
        guard case .done(.cosigned(let taken)) = step else {
            Issue.record("\(step)")
            return
        }
        #expect(taken.line == own)
    }

    @Test("a wrong, a missing or another's cosignature is said to be wrong")
    func wrong() throws {
        let bodies: [[UInt8]] = [
            [], [UInt8]("thanks\n".utf8), try line(19, by: witness),
            try line(20, by: SigningKey()), try line(20, by: witness, "w.example/2"),
            Array(try line(20, by: witness).dropLast()),
        ]
        for body in bodies {
            var submission = try submission()
            let step = submission.take(status: 200, contentType: nil, body: body)
            guard case .done(.wrong) = step else {
                Issue.record("\(String(decoding: body, as: UTF8.self)): \(step)")
                continue
            }
        }
    }

    @Test("a witness that is behind is asked again, once, from where it stands")
    func behind() throws {
        var submission = try submission()
        #expect(submission.oldSize == 0)
        let size = [UInt8]("7\n".utf8)
        #expect(submission.take(status: 409, contentType: "text/x.tlog.size", body: size) == .send)
        #expect(submission.oldSize == 7)
        #expect(!submission.hasForgotten)
        let step = submission.take(
            status: 409,
            contentType: "text/x.tlog.size; charset=utf-8",
            body: [UInt8]("8\n".utf8)
        )
        guard case .done(.failed) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test("a witness that says less than it has cosigned has forgotten")
    func forgotten() throws {
        var submission = try submission(cosigned: 15)
        #expect(submission.oldSize == 15)
        #expect(
            submission.take(
                status: 409,
                contentType: "text/x.tlog.size",
                body: [UInt8]("7\n".utf8)
            ) == .send
        )
        #expect(submission.hasForgotten)
    }

    @Test("a witness that is ahead, or has another tree, shows that our log was put back")
    func rollback() throws {
        var one = try submission()
        #expect(
            one.take(status: 409, contentType: "text/x.tlog.size", body: [UInt8]("21\n".utf8))
                == .done(.isAhead(witnessSize: 21))
        )
        var two = try submission(cosigned: 20)
        #expect(
            two.take(status: 409, contentType: "text/x.tlog.size", body: [UInt8]("20\n".utf8))
                == .done(.otherHistory(witnessSize: 20))
        )
        var three = try submission(cosigned: 10)
        #expect(
            three.take(status: 422, contentType: nil, body: [])
                == .done(.otherHistory(witnessSize: 10))
        )
    }

    @Test(
        "a 409 that names no size is wrong",
        arguments: ["", "7", "07\n", "-1\n", "+7\n", "7 \n", "x\n", "9223372036854775808\n"]
    )
    func conflictWithoutSize(text: String) throws {
        var submission = try submission()
        let step = submission.take(
            status: 409,
            contentType: "text/x.tlog.size",
            body: [UInt8](text.utf8)
        )
        guard case .done(.wrong) = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test("other statuses: unknown, malformed, unwell")
    func statuses() throws {
        for status in [403, 404] {
            var submission = try submission()
            #expect(
                submission.take(status: status, contentType: nil, body: [])
                    == .done(.unknownHere(status: status))
            )
        }
        for status in [500, 503, 429, 301, 201, 204] {
            var submission = try submission()
            let step = submission.take(status: status, contentType: nil, body: [])
            #expect(step == .done(.failed("it answered \(status)")))
        }
    }

    @Test("addresses of witnesses")
    func addresses() throws {
        let key = try key
        for (prefix, url) in [
            ("https://w.example", "https://w.example/add-checkpoint"),
            ("https://w.example/", "https://w.example/add-checkpoint"),
            ("http://127.0.0.1:8486/a/b/", "http://127.0.0.1:8486/a/b/add-checkpoint"),
        ] {
            #expect(try WitnessEndpoint(name: "w", prefix: prefix, key: key).url == url)
        }
        for prefix in [
            "", "w.example", "ftp://w", "https://", "https:///x", "https://w/?a", "https://w/ b",
        ] {
            #expect(throws: LogError.self) {
                try WitnessEndpoint(name: "w", prefix: prefix, key: key)
            }
        }
        #expect(throws: LogError.self) {
            try WitnessEndpoint(name: "w", prefix: "https://w", key: try log.key)
        }
    }
}
