import FarthingReceipts
import FarthingWitness
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("A witness")
struct WitnessTests {
    private let log: SampleLog
    private let folder: TestFolder

    init() throws {
        log = try SampleLog()
        folder = try TestFolder()
    }

    private func cosignatures(_ answer: PublicAnswer, _ size: Int64, _ key: NoteKey) throws -> Int {
        var note = try log.signed(size).note
        note.merge(try #require(SignedNote.signatures(in: answer.body)))
        return note.cosignatures(by: [key])?.count ?? -1
    }

    @Test("it cosigns step by step, remembers over a restart, and refuses what went before")
    func course() throws {
        var witness = try Witness.at(folder, log.list)
        let key = witness.identity.key
        for (old, new) in [(Int64(0), Int64(7)), (7, 7), (7, 30)] {
            let answer = witness.answer(try log.request(old, new))
            #expect(answer.status == 200)
            #expect(try cosignatures(answer, new, key) == 1)
        }
        for _ in 0..<2 {
            let answer = witness.answer(try log.request(7, 30))
            #expect(answer.status == 409)
            #expect(answer.contentType == "text/x.tlog.size")
            #expect(answer.text == "30\n")
            witness = try reopened(&witness)
        }
        #expect(try witness.latest(of: log.origin)?.head == log.head(30))
        #expect(witness.answer(try log.request(30, 31)).status == 200)
    }

    /// Lets go of the folder, and opens it again.
    private func reopened(_ witness: inout Witness) throws -> Witness {
        let other = try TestFolder()
        witness = try Witness.at(other, log.list)
        return try Witness.at(folder, log.list)
    }

    @Test("statuses: unknown log, untrusted key, malformed body, no proof")
    func refusals() throws {
        let witness = try Witness.at(folder, log.list)
        let stranger = try SampleLog(origin: "log.example/b", size: 3)
        #expect(witness.answer(try stranger.request(0, 3)).status == 404)
        let forger = try SampleLog(size: 3)
        #expect(witness.answer(try forger.request(0, 3)).status == 403)
        #expect(witness.answer([UInt8]("old 0\n".utf8)).status == 400)
        #expect(witness.answer(try log.request(0, 10)).status == 200)
        let bad = WitnessRequest(oldSize: 10, proof: [], signed: try log.signed(20))
        #expect(witness.answer(bad).status == 422)
        #expect(try witness.latest(of: log.origin)?.head == log.head(10))
        #expect(
            witness.counts.answers == [200: 1, 400: 1, 403: 1, 404: 1, 422: 1]
        )
    }

    @Test("of 64 forked checkpoints at one time it cosigns one; its folder says which")
    func race() async throws {
        let witness = try Witness.at(folder, log.list)
        #expect(witness.answer(try log.request(0, 10)).status == 200)
        let requests = try (0..<64).map { number in
            let forked = try SampleLog(
                key: log.signingKey,
                size: 20 + Int64(number % 8),
                forkedAt: Int64(10 + number % 8)
            )
            return (try forked.request(10, 20), forked)
        }
        let answers = await withTaskGroup(of: (Int, PublicAnswer).self) { group in
            for (index, item) in requests.enumerated() {
                group.addTask { (index, witness.answer(item.0.bytes)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        let cosigned = answers.filter { $0.value.status == 200 }.keys
        let heads = Set(cosigned.map { requests[$0].1.head(20) })
        #expect(heads.count == 1)
        #expect(try witness.latest(of: log.origin)?.head == heads.first)
        for (index, answer) in answers where answer.status == 200 {
            #expect(requests[index].1.head(20) == heads.first)
        }
        #expect(answers.values.allSatisfy { [200, 409].contains($0.status) })
        #expect(witness.counts.forks == 64 - cosigned.count - sameHead(answers, requests, heads))
    }

    /// Those that were refused only because the same head was cosigned a moment before.
    private func sameHead(
        _ answers: [Int: PublicAnswer],
        _ requests: [(WitnessRequest, SampleLog)],
        _ heads: Set<WitnessHead>
    ) -> Int {
        answers.count { $0.value.status == 409 && heads.contains(requests[$0.key].1.head(20)) }
    }

    @Test("64 submitters of steps at one time: the chain of what is cosigned never goes back")
    func steps() async throws {
        let witness = try Witness.at(folder, log.list)
        let log = log
        let cosigned = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<64 {
                group.addTask {
                    var old: Int64 = 0
                    var sizes: [Int64] = []
                    for _ in 0..<20 {
                        let new = min(old + Int64.random(in: 0...5), 100)
                        let answer = witness.answer(try log.request(old, new))
                        switch answer.status {
                        case 200:
                            sizes.append(new)
                            old = new
                        case 409: old = Int64(answer.text.dropLast()) ?? -1
                        default: throw SampleError()
                        }
                    }
                    return sizes
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        for sizes in cosigned { #expect(sizes == sizes.sorted()) }
        let largest = cosigned.joined().max() ?? 0
        #expect(try witness.latest(of: log.origin)?.head == log.head(largest))
    }

    @Test("a fork is kept as evidence that any reader of notes can check, once and not without end")
    func evidence() throws {
        let witness = try Witness.at(folder, log.list)
        #expect(witness.answer(try log.request(0, 50)).status == 200)
        let other = try SampleLog(key: log.signingKey, size: 60, forkedAt: 3)
        for _ in 0..<3 {
            #expect(witness.answer(try other.request(50, 50)).status == 409)
            #expect(witness.answer(try other.request(50, 60)).status == 422)
        }
        for number in 0..<200 {
            let signed = try other.signed(50, extensions: ["number \(number)"])
            let request = WitnessRequest(oldSize: 50, proof: [], signed: signed)
            #expect(witness.answer(request).status == 409)
        }
        let names = TestFolder.names(folder.path + "/evidence")
        #expect(names.count { $0.hasPrefix("fork-") } <= 16)
        #expect(names.count { $0.hasPrefix("fork-") } > 1)
        #expect(names.count { $0.hasPrefix("unproven-") } == 1)
        let name = try #require(names.first { $0.hasPrefix("fork-") })
        let place = folder.path + "/evidence/" + name
        let cosigned = try #require(try LogFile.read(place + "/cosigned", bytesMax: 1 << 20))
        let request = try #require(try LogFile.read(place + "/request", bytesMax: 1 << 20))
        let one = try #require(SignedCheckpoint(cosigned))
        let two = try #require(WitnessRequest(request)).signed
        #expect(one.note.verdict(keys: [try log.key]) == .valid)
        #expect(two.note.verdict(keys: [try log.key]) == .valid)
        #expect(one.checkpoint.size == two.checkpoint.size)
        #expect(one.checkpoint.root != two.checkpoint.root)
        #expect(witness.counts.forks == 203)
    }

    @Test("logs do not touch each other; one that leaves the list and comes back is remembered")
    func lists() throws {
        let other = try SampleLog(origin: "log.example/b", size: 20)
        let text = try log.key.text + "\n" + other.key.text
        let both = try WitnessLogs([UInt8](text.utf8), place: "logs")
        let witness = try Witness.at(folder, both)
        #expect(witness.answer(try log.request(0, 9)).status == 200)
        #expect(witness.answer(try other.request(0, 3)).status == 200)
        witness.take(try log.list)
        #expect(witness.answer(try other.request(3, 4)).status == 404)
        #expect(witness.answer(try log.request(9, 10)).status == 200)
        witness.take(both)
        #expect(witness.answer(try other.request(0, 4)).text == "3\n")
        #expect(witness.answer(try other.request(3, 4)).status == 200)
    }

    @Test("a state that was changed is never signed over: the start says so")
    func damaged() throws {
        do {
            let witness = try Witness.at(folder, log.list)
            #expect(witness.answer(try log.request(0, 9)).status == 200)
        }
        let name = try #require(TestFolder.names(folder.path + "/logs").first)
        let path = folder.path + "/logs/" + name
        // A checkpoint that is the log's own, but that this witness has not cosigned.
        try LogFile.replaceDurably(path, with: try log.signed(5).note.bytes)
        #expect(throws: LogError.self) { try Witness.at(folder, log.list) }
        try LogFile.replaceDurably(path, with: [])
        #expect(throws: LogError.self) { try Witness.at(folder, log.list) }
    }

    @Test("a disk that takes nothing: no cosignature leaves, and the head stays")
    func fullDisk() throws {
        let witness = try Witness.at(folder, log.list)
        #expect(witness.answer(try log.request(0, 9)).status == 200)
        let name = try #require(TestFolder.names(folder.path + "/logs").first)
        // A folder in the place of the temporary file: opening it for writing fails for root too.
        let path = folder.path + "/logs/" + name + ".new"
        try LogFile.makeFolders(path)
        #expect(witness.answer(try log.request(9, 12)).status == 500)
        rmdir(path)
        #expect(witness.answer(try log.request(9, 13)).status == 200)
        #expect(try witness.latest(of: log.origin)?.head == log.head(13))
    }

    @Test("one process at a time has the folder")
    func locked() throws {
        let witness = try Witness.at(folder, log.list)
        #expect(throws: LogError.self) { try Witness.at(folder, log.list) }
        #expect(witness.counts.answers.isEmpty)
    }

    @Test("a key is made once, for its owner alone, and completed after a crash")
    func identity() throws {
        let place = folder.path + "/w"
        #expect(throws: LogError.self) { try WitnessIdentity(making: "a b", in: place) }
        #expect(!LogFile.exists(place))
        let made = try WitnessIdentity(making: "witness.example/w1", in: place)
        var status = stat()
        #expect(stat(place + "/witness.key", &status) == 0)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(try WitnessIdentity(in: place).key == made.key)
        #expect(made.key.kind == .cosignature)
        #expect(throws: LogError.self) { try WitnessIdentity(making: "w", in: place) }
        // As after a crash between the two files.
        unlink(place + "/witness.vkey")
        #expect(throws: LogError.self) { try WitnessIdentity(in: place) }
        #expect(try WitnessIdentity(making: "witness.example/w1", in: place).key == made.key)
    }
}
