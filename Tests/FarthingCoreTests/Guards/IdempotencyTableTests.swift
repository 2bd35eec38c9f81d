import FarthingCore
import Testing

@Suite("Guards: idempotency keys")
struct IdempotencyTableTests {
    private let key = IdempotencyTable.Key(run: "r1", search, key: "k")
    private let ten = ArgumentHash("10")
    private let twenty = ArgumentHash("20")

    @Test("a key is free, in progress, done, and free again when its time is over")
    func states() throws {
        let table = Held(IdempotencyTable())
        let ticket = try #require(table.first(key, ten, at: 0))
        #expect(table.says(key, ten, at: 1) == "in progress")
        table.machine.end(ticket, .done("paid"), ttlNanos: 60, nowNanos: 10)
        #expect(table.says(key, ten, at: 69) == "done paid")
        #expect(table.says(key, ten, at: 70) == "free")
    }

    @Test("the time to live never ends a call under way, and runs from its end")
    func running() throws {
        let table = Held(IdempotencyTable(keysMax: 2))
        let ticket = try #require(table.first(key, ten, at: 0))
        #expect(table.says(key, ten, at: 1_000_000 * second) == "in progress")
        table.machine.end(ticket, .done("late"), ttlNanos: second, nowNanos: 1_000_001 * second)
        #expect(table.says(key, ten, at: 1_000_002 * second - 1) == "done late")
        #expect(table.says(key, ten, at: 1_000_002 * second) == "free")
    }

    @Test("the same key with other arguments is a conflict, in progress, done and unknown")
    func arguments() throws {
        let table = Held(IdempotencyTable())
        let ticket = try #require(table.first(key, ten, at: 0))
        #expect(table.says(key, twenty, at: 0) == "conflict")
        #expect(table.says(key, nil, at: 0) == "conflict")
        table.machine.end(ticket, .done("paid"), ttlNanos: second, nowNanos: 0)
        #expect(table.says(key, twenty, at: 1) == "conflict")
        let other = IdempotencyTable.Key(run: "r1", search, key: "l")
        let failed = try #require(table.first(other, ten, at: 0))
        table.machine.end(failed, .unknown(lastError: "E"), ttlNanos: second, nowNanos: 0)
        #expect(table.says(other, twenty, at: 1) == "conflict")
        #expect(table.says(other, ten, at: 1) == "unknown E")
    }

    @Test("a failure is of unknown outcome until its time is over, or somebody frees the key")
    func unknown() throws {
        let table = Held(IdempotencyTable())
        let ticket = try #require(table.first(key, ten, at: 0))
        #expect(table.forget(key) == false)
        table.machine.end(ticket, .unknown(lastError: "Timeout"), ttlNanos: second, nowNanos: 0)
        #expect(table.says(key, ten, at: second - 1) == "unknown Timeout")
        #expect(table.forget(key))
        #expect(table.says(key, ten, at: second - 1) == "free")
    }

    @Test(
        "a call that did nothing frees its key at once, and an old ticket ends nobody else's call"
    )
    func released() throws {
        let table = Held(IdempotencyTable())
        let old = try #require(table.first(key, ten, at: 0))
        table.machine.end(old, .nothing, ttlNanos: second, nowNanos: 0)
        let new = try #require(table.first(key, twenty, at: 0))
        table.machine.end(old, .done("wrong"), ttlNanos: second, nowNanos: 0)
        #expect(table.says(key, twenty, at: 0) == "in progress")
        table.machine.end(new, .done("right"), ttlNanos: second, nowNanos: 0)
        #expect(table.says(key, twenty, at: 1) == "done right")
    }

    @Test("runs have keys of their own, found again by the run's id; a nil run is one for all")
    func runs() throws {
        let table = Held(IdempotencyTable())
        let ticket = try #require(table.first(key, ten, at: 0))
        table.machine.end(ticket, .done("paid"), ttlNanos: second, nowNanos: 0)
        let other = IdempotencyTable.Key(run: "r2", search, key: "k")
        let any = IdempotencyTable.Key(run: nil, search, key: "k")
        #expect(table.says(other, ten, at: 1) == "free")
        #expect(table.says(any, ten, at: 1) == "free")
        #expect(
            table.says(IdempotencyTable.Key(run: "r1", search, key: "k"), ten, at: 1) == "done paid"
        )
    }

    @Test("a full table refuses new keys and forgets none that holds")
    func full() throws {
        let table = Held(IdempotencyTable(keysMax: 3))
        let keys = (0..<4).map { IdempotencyTable.Key(run: nil, search, key: "\($0)") }
        let running = try #require(table.first(keys[0], nil, at: 0))
        for key in keys[1...2] {
            let ticket = try #require(table.first(key, nil, at: 0))
            table.machine.end(ticket, .done(""), ttlNanos: second, nowNanos: 0)
        }
        #expect(table.says(keys[3], nil, at: second - 1) == "full")
        #expect(table.says(keys[3], nil, at: second) == "free")
        #expect(table.says(keys[0], nil, at: 10 * second) == "in progress")
        table.machine.end(running, .nothing, ttlNanos: second, nowNanos: 10 * second)
    }

    @Test("parts of arguments are told apart by their places and lengths")
    func hashes() {
        let hashes: [ArgumentHash] = [
            ArgumentHash(), ArgumentHash(""), ArgumentHash(nil), ArgumentHash("ab", "c"),
            ArgumentHash("a", "bc"), ArgumentHash("abc"), ArgumentHash("c", "ab"),
            ArgumentHash("abc", nil), ArgumentHash("abc", ""), ArgumentHash(10, "x"),
            ArgumentHash(100, "x"), ArgumentHash(digest: [1, 2, 3]), ArgumentHash(digest: [1, 2]),
        ]
        #expect(Set(hashes).count == hashes.count)
        #expect(ArgumentHash("pay", 10) == ArgumentHash("pay", 10))
        #expect(ArgumentHash(text: "pay") == ArgumentHash("pay"))
    }
}

extension Held<IdempotencyTable> {
    fileprivate func forget(_ key: IdempotencyTable.Key) -> Bool { machine.forget(key) }

    fileprivate func first(_ key: IdempotencyTable.Key, _ hash: ArgumentHash?, at now: Int64)
        -> IdempotencyTable.Ticket?
    {
        guard case .admitted(let ticket) = machine.begin(key, hash, nowNanos: now) else {
            return nil
        }
        return ticket
    }

    /// What a call would be told; one that would pass is given back.
    fileprivate func says(_ key: IdempotencyTable.Key, _ hash: ArgumentHash?, at now: Int64)
        -> String
    {
        switch machine.begin(key, hash, nowNanos: now) {
        case .admitted(let ticket):
            machine.end(ticket, .nothing, ttlNanos: 1, nowNanos: now)
            return "free"
        case .inProgress: return "in progress"
        case .done(let result): return "done \(result)"
        case .unknown(let error): return "unknown \(error)"
        case .conflict: return "conflict"
        case .full: return "full"
        }
    }
}
