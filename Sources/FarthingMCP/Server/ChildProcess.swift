import Synchronization

#if canImport(Darwin)
import Darwin
#elseif canImport(Musl)
import Musl
#else
import Glibc
#endif

/// A program with pipes to its standard input and output; its standard error goes where ours goes.
final class ChildProcess: Sendable {
    /// Variables of the environment that are ours alone: a program has no use for the key that pays.
    private static let ownVariables = ["FARTHING_KEY", "FARTHING_MCP_SERVER_HEADERS"]

    /// Our end of its standard input.
    let input: CInt
    /// Our end of its standard output.
    let output: CInt
    private let id: pid_t
    private let status = Mutex(CInt?.none)

    /// Starts a program, looked for in `PATH`.
    init(_ words: [String]) throws(LinkFailure) {
        var ends: [CInt] = [-1, -1, -1, -1]
        let isOpen = ends.withUnsafeMutableBufferPointer { ends in
            guard let base = ends.baseAddress else { return false }
            return pipe(base) == 0 && pipe(base + 2) == 0
                && ends.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
        }
        do throws(LinkFailure) {
            guard isOpen else { throw Self.notStarted(errno) }
            id = try Self.start(words, reading: ends[0], writing: ends[3])
        } catch {
            for end in ends where end >= 0 { close(end) }
            throw error
        }
        close(ends[0])
        close(ends[3])
        input = ends[1]
        output = ends[2]
    }

    private static func start(
        _ words: [String],
        reading input: CInt,
        writing output: CInt
    ) throws(LinkFailure) -> pid_t {
        #if canImport(Darwin)
        var flags = Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #else
        let flags = Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        // Sockets and files of ours are none of its own, and would stay open as long as it runs.
        #if canImport(Darwin)
        flags |= Int16(POSIX_SPAWN_CLOEXEC_DEFAULT)
        posix_spawn_file_actions_addinherit_np(&actions, 2)
        #else
        if !leaveOwnFiles(&actions) { keepOwnFiles() }
        #endif
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGPIPE, SIGTERM, SIGINT, SIGHUP] { sigaddset(&signals, number) }
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own: what a terminal sends to ours is ours to pass on, and what it has
        // started ends with it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, flags)
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer { for text in arguments + variables { free(text) } }
        var id: pid_t = 0
        let code = posix_spawnp(&id, words[0], &actions, &attributes, &arguments, &variables)
        guard code == 0 else { throw notStarted(code) }
        return id
    }

    #if !canImport(Darwin)
    /// Has the program close every file but the first three before it starts; false where the
    /// system's library cannot (glibc before 2.34, musl).
    private static func leaveOwnFiles(_ actions: inout posix_spawn_file_actions_t) -> Bool {
        typealias CloseFrom =
            @convention(c) (UnsafeMutablePointer<posix_spawn_file_actions_t>, CInt) -> CInt
        guard let place = dlsym(nil, "posix_spawn_file_actions_addclosefrom_np") else {
            return false
        }
        return unsafeBitCast(place, to: CloseFrom.self)(&actions, 3) == 0
    }

    /// Marks every open file but the first three as one that no program gets. What another thread
    /// opens a moment later and does not mark itself, the program still has.
    private static func keepOwnFiles() {
        guard let folder = opendir("/proc/self/fd") else { return }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let number = withUnsafeBytes(of: entry.pointee.d_name) { name in
                CInt(String(decoding: name.prefix { $0 != 0 }, as: UTF8.self))
            }
            guard let number, number > 2 else { continue }
            let flags = fcntl(number, F_GETFD)
            if flags >= 0, flags & FD_CLOEXEC == 0 {
                _ = fcntl(number, F_SETFD, flags | FD_CLOEXEC)
            }
        }
    }
    #endif

    /// Ours without what is ours alone.
    private static var environment: [String] {
        var texts: [String] = []
        var place = environ
        while let text = place.pointee {
            let pair = String(cString: text)
            if !ownVariables.contains(where: { pair.hasPrefix($0 + "=") }) { texts.append(pair) }
            place += 1
        }
        return texts
    }

    private static func notStarted(_ code: CInt) -> LinkFailure {
        let reason = strerror(code).map { String(cString: $0).lowercased() } ?? "error \(code)"
        return LinkFailure(
            reason: "the server's program could not be started: \(reason)",
            mayHaveArrived: false
        )
    }

    /// How it has ended, in words; nil while it runs.
    var ending: String? {
        status.withLock { status in
            var found: CInt = 0
            if status == nil, waitpid(id, &found, WNOHANG) == id { status = found }
            guard let status else { return nil }
            return status & 0x7F == 0
                ? "ended with status \(status >> 8 & 0xFF)"
                : "was ended by signal \(status & 0x7F)"
        }
    }

    /// Sends a signal to it and to all that it has started.
    func send(_ signal: CInt) {
        // Whose end was seen has no id any more.
        status.withLock { status in
            if status == nil { kill(-id, signal) }
        }
    }

    /// Waits for its end for so long; how it has ended, nil where it has not.
    func end(withinMs: Int64) async -> String? {
        let deadline = ContinuousClock.now + .milliseconds(withinMs)
        while true {
            if let ending { return ending }
            guard ContinuousClock.now < deadline else { return nil }
            // A task that is cancelled waits as long.
            await Task.detached { try? await Task.sleep(for: .milliseconds(10)) }.value
        }
    }
}
