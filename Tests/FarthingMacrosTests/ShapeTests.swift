import Farthing
import FarthingMacros
import Testing

private let kit = DecoratorKit()

@RateLimited(maxCalls: 1_000, per: .seconds(1), store: kit.store)
func freeFunction(_ values: Int...) async throws -> Int { values.reduce(0, +) }

@MaxAttempts(100, store: kit.store)
private func opaqueFunction(_ count: Int) async throws -> some Collection<Int> & Sendable {
    if count == 0 { return [Int]() }
    let found = Array(0..<count)
    return found
}

@TimeLimited(.seconds(5), store: kit.store)
func packFunction<each Item: Sendable>(_ item: repeat each Item) async throws -> Int {
    var count = 0
    for _ in repeat each item { count += 1 }
    return count
}

@RateLimited(maxCalls: 1_000, per: .seconds(1), store: kit.store)
func nonEscaping(_ body: () async throws -> Int) async throws -> Int { try await body() }

@RateLimited(maxCalls: 1_000, per: .seconds(1), store: kit.store)
func isolatedFunction(on actor: isolated ShapeTests.Counter) async throws -> Int {
    actor.count += 1
    return actor.count
}

private protocol Named {
    var name: String { get }
}

extension Named {
    @RateLimited(maxCalls: 1_000, per: .seconds(1), by: \.self.name, store: kit.store)
    fileprivate func renamed<Key: Hashable & Sendable>(to key: Key) async throws -> (Self, Key) {
        (self, key)
    }
}

@Suite("Decorators: shapes of functions")
struct ShapeTests {
    actor Counter {
        var count = 0
    }

    class Base {
        var log: [String] = []

        func note(_ text: String) async throws -> Int {
            log.append(text)
            return log.count
        }
    }

    final class Derived: Base {
        @RateLimited(maxCalls: 1_000, per: .seconds(1), by: \.text, store: kit.store)
        override func note(_ text: String) async throws -> Int {
            defer { log.append("after") }
            return try await super.note("[\(text)]")
        }

        @CircuitBroken("shapes", store: kit.store)
        class func made() async throws -> Self { Self() }

        required override init() {}
    }

    struct Box<Item: Sendable>: Sendable, Named {
        var name: String
        var item: Item

        @Tool(timeout: .seconds(5), store: kit.store)
        func open<Result: Sendable>(
            _ change: @escaping @Sendable (Item) throws -> Result
        ) async throws -> Result {
            guard !name.isEmpty else { throw Refused() }
            return try change(item)
        }

        @discardableResult
        @MaxAttempts(5, store: kit.store)
        mutating func refill(_ item: Item) async throws -> Item { item }
    }

    @Test("free functions, variadic, opaque, of packs, with closures, isolated")
    func free() async throws {
        #expect(try await freeFunction(1, 2, 3) == 6)
        #expect(try await packFunction(1, "a", true) == 3)
        var outside = 1
        let inside = try await nonEscaping {
            outside += 1
            return outside
        }
        #expect(inside == 2)
        let counter = Counter()
        #expect(try await isolatedFunction(on: counter) == 1)
        try await withRun {
            let few = try await opaqueFunction(3)
            #expect(few.reduce(0, +) == 3)
            let none = try await opaqueFunction(0)
            #expect(none.isEmpty)
        }
    }

    @Test("methods of classes, with super, self, class functions, and overrides")
    func classes() async throws {
        let derived = try await Derived.made()
        #expect(try await derived.note("a") == 1)
        #expect(derived.log == ["[a]", "after"])
    }

    @Test("generic methods of generic types and of protocols")
    func generics() async throws {
        var box = Box(name: "b", item: 20)
        #expect(try await box.open { $0 * 2 } == 40)
        #expect(await failure { try await Box(name: "", item: 1).open { $0 } } is Refused)
        let (same, key) = try await box.renamed(to: 7)
        #expect(same.name == "b" && key == 7)
        let refilled = try await withRun { try await box.refill(3) }
        #expect(refilled == 3)
    }

    @RateLimited(maxCalls: 1_000, per: .seconds(1), store: kit.store)
    func text(_ name: String) async throws -> [String] {
        let plain = """
            Dear \(name),

              two spaces, a tab:\t.
            """
        let raw = #"""
            \(name) "quoted"
              x \#(name)
            """#  // A comment.
        /* Another. */ let one = "a  b ...c"; let sum = 1 + 1
        #if DEBUG || !DEBUG
        let regex = /a +b/
        #endif
        return [
            plain, raw, one, "\(sum)", "\("a  b".firstMatch(of: regex)?.output ?? "")", #function,
        ]
    }

    @Test("texts of the body stay as they are written, to the space")
    func texts() async throws {
        let texts = try await text("Ann")
        #expect(texts[0] == "Dear Ann,\n\n  two spaces, a tab:\t.")
        #expect(texts[1] == "\\(name) \"quoted\"\n  x Ann")
        #expect(Array(texts[2...]) == ["a  b ...c", "2", "a  b", "text(_:)"])
    }

    @Test("a function inside of a function")
    func local() async throws {
        let offset = 10

        @RateLimited(maxCalls: 1, per: .seconds(60), by: \.value, store: kit.store)
        func inner(_ value: Int) async throws -> Int { value + offset }

        #expect(try await inner(1) == 11)
        let error = await failure { try await inner(1) } as? GuardError
        #expect(error?.tool == "FarthingMacrosTests.ShapeTests.local().inner(_:)")
    }
}
