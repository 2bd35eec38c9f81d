import FarthingCore
import FarthingSQLite
import Testing

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

@Suite("The salts of subjects")
struct SubjectStoreTests {
    private func subject(_ value: String, _ dimension: Dimension = .user) -> Subject {
        Subject(tenant: "acme", dimension: dimension, value: value)
    }

    /// A record whose salt and commitment can be found again in a file's bytes.
    private func record(_ subject: Subject) -> SubjectRecord {
        let salt = (0..<Subject.saltBytes).map { _ in UInt8.random(in: 0...255) }
        return SubjectRecord(
            subject: subject,
            salt: salt,
            commitment: Commitment.text(salt),
            createdAtMs: 1
        )
    }

    private func all(_ store: SubjectStore, _ filter: SubjectFilter = SubjectFilter()) throws
        -> [SubjectRecord]
    {
        var found: [SubjectRecord] = []
        try store.forEach(filter) { found.append($0) }
        return found
    }

    @Test("a subject has one salt, whoever asks and however often, after a kill too")
    func once() throws {
        let folder = try TestFolder()
        #expect(!SubjectStore.exists(folder.folder))
        #expect(throws: LedgerError.self) { try SubjectStore(folder.folder, isNew: false) }
        let store = try SubjectStore(folder.folder, isNew: true)
        let (alice, bob) = (subject("alice"), subject("bob"))
        #expect(try store.find([alice]) == [nil])
        let made = try store.findOrAdd([alice, bob, alice], make: record)
        #expect(made[0] == made[2] && made[0].salt != made[1].salt)
        // Durable when it returns: what a kill leaves has it.
        let killed = try folder.copyAsAfterKill()
        for folder in [folder, killed] {
            let again = try SubjectStore(folder.folder, isNew: true)
            #expect(try again.findOrAdd([bob, alice], make: record) == [made[1], made[0]])
            #expect(try again.find([alice, subject("carol"), bob]) == [made[0], nil, made[1]])
            #expect(try again.count() == 2)
        }
    }

    @Test("subjects are told apart by their bytes, tenant and dimension")
    func bytes() throws {
        let folder = try TestFolder()
        let store = try SubjectStore(folder.folder, isNew: true)
        let subjects = [
            subject("caf\u{E9}"), subject("cafe\u{301}"), subject("a\u{0}b"), subject("a"),
            subject("a", .agent), subject("a", .tag("a")), subject("A"), subject("a "),
            subject("'; DROP TABLE subjects; --"),
            Subject(tenant: "other", dimension: .user, value: "a"),
        ]
        let made = try store.findOrAdd(subjects, make: record)
        #expect(Set(made.map(\.commitment)).count == subjects.count)
        #expect(made.map(\.subject) == subjects)
        #expect(try store.find(subjects) == made)
        #expect(try all(store, SubjectFilter(value: "a")).count == 4)
        #expect(try all(store, SubjectFilter(dimension: .user, value: "a")).count == 2)
        let one = SubjectFilter(tenant: "acme", dimension: .user, value: "a")
        #expect(try all(store, one) == [made[3]])
        #expect(try all(store, SubjectFilter(commitment: made[2].commitment)) == [made[2]])
        #expect(try all(store).count == subjects.count)
    }

    @Test("the file is its owner's alone, and nothing stands beside it")
    func file() throws {
        let folder = try TestFolder()
        let store = try SubjectStore(folder.folder, isNew: true)
        _ = try store.findOrAdd([subject("alice")], make: record)
        var status = stat()
        #expect(stat(folder.folder.subjects, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(names(folder.path) == ["subjects.sqlite"])
        _ = try store.erase(try all(store).map(\.commitment))
        #expect(names(folder.path) == ["subjects.sqlite"])
    }

    @Test("of erased subjects no byte is left, in whatever order they came and went")
    func erased() throws {
        let folder = try TestFolder()
        let store = try SubjectStore(folder.folder, isNew: true)
        var kept: [SubjectRecord] = []
        var gone: [SubjectRecord] = []
        for round in 0..<6 {
            // Values of many lengths in no order: pages are split, merged and freed.
            let subjects = (0..<400).map { index in
                let mark = String(UInt64.random(in: .min ... .max), radix: 36)
                let rest = String(repeating: "x", count: Int.random(in: 0...180))
                return subject("\(mark)-\(round)-\(index)-\(rest)")
            }
            kept += try store.findOrAdd(subjects, make: record)
            kept.shuffle()
            let leaving = kept.prefix(round.isMultiple(of: 2) ? 150 : 500)
            kept.removeFirst(leaving.count)
            #expect(try store.erase(leaving.map(\.commitment)) == leaving.count)
            gone += leaving
            let bytes = try folder.bytes("/subjects.sqlite")
            let index = Windows(bytes)
            for record in gone {
                let mark = Array(record.subject.value.utf8.prefix(14))
                #expect(!index.hold(record.salt) && !index.hold(mark))
                #expect(!index.hold(Array(record.commitment.utf8)))
            }
            #expect(kept.allSatisfy { index.hold($0.salt) })
        }
        #expect(try store.erase([gone[0].commitment]) == 0)
        #expect(try store.count() == kept.count)
        #expect(try store.find(kept.map(\.subject)) == kept)
        #expect(try store.find([gone[0].subject]) == [nil])
    }

    @Test("what is no database is said to be none, without a word of its content")
    func damaged() throws {
        let folder = try TestFolder()
        let store = try SubjectStore(folder.folder, isNew: true)
        _ = try store.findOrAdd((0..<50).map { subject("person-\($0)") }, make: record)
        for place in [3, 30] { try folder.damage("/subjects.sqlite") { _ in place } }
        do throws(LedgerError) {
            _ = try SubjectStore(folder.folder, isNew: true).count()
            Issue.record("a damaged file was read")
        } catch {
            #expect(error.code == .unavailable && error.message.contains("subjects.sqlite"))
            #expect(!error.message.contains("person") && !error.detail.contains("person"))
        }
    }
}

/// Which stretches of 8 bytes are in a file, so that many can be looked for.
private struct Windows {
    private let bytes: [UInt8]
    private var places: [UInt64: [Int]] = [:]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        for start in 0..<max(0, bytes.count - 7) {
            let key = Self.key(bytes[start..<(start + 8)])
            if key != 0 { places[key, default: []].append(start) }
        }
    }

    func hold(_ wanted: [UInt8]) -> Bool {
        (places[Self.key(wanted.prefix(8))] ?? []).contains {
            bytes[$0...].starts(with: wanted)
        }
    }

    private static func key(_ bytes: ArraySlice<UInt8>) -> UInt64 {
        bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }
}
