#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Why a program gave no answer.
struct ChildError: Error {
    /// Follows the program's name in a sentence.
    let reason: String
}

/// A program that is started, handed some bytes, and heard to its end.
enum ChildProgram {
    /// What a program prints; its standard error goes where ours goes.
    ///
    /// - Parameters:
    ///   - words: the program, looked for in `PATH`, and its arguments.
    ///   - input: fits into a pipe: at most a few KiB.
    static func output(
        of words: [String],
        input: [UInt8],
        timeoutMs: Int32,
        bytesMax: Int
    ) throws(ChildError) -> [UInt8] {
        let deadline = ContinuousClock.now + .milliseconds(Int(timeoutMs))
        var pipes: [Int32] = [-1, -1, -1, -1]
        defer { for pipe in pipes where pipe >= 0 { close(pipe) } }
        guard pipes.withUnsafeMutableBufferPointer({ open($0) }) else {
            throw ChildError(reason: "could not be started: \(systemReason())")
        }
        // Who does not read what it is handed must not end us.
        signal(SIGPIPE, SIG_IGN)
        let child = try start(words, reading: pipes[0], writing: pipes[3])
        for index in [0, 3] {
            close(pipes[index])
            pipes[index] = -1
        }
        _ = input.withUnsafeBytes { write(pipes[1], $0.baseAddress, $0.count) }
        close(pipes[1])
        pipes[1] = -1
        var output: [UInt8] = []
        let isOver = read(pipes[2], into: &output, bytesMax: bytesMax, until: deadline)
        guard isOver, let status = end(of: child, until: deadline) else {
            stop(child)
            throw ChildError(
                reason: output.count > bytesMax
                    ? "printed more than \(bytesMax) bytes"
                    : "did not answer within \(timeoutMs / 1_000) s"
            )
        }
        guard status == 0 else {
            throw ChildError(
                reason: status & 0x7F == 0
                    ? "ended with status \(status >> 8 & 0xFF)"
                    : "was ended by signal \(status & 0x7F)"
            )
        }
        return output
    }

    /// Two pipes, each its reading end first, which no other child inherits.
    private static func open(_ pipes: UnsafeMutableBufferPointer<Int32>) -> Bool {
        guard let base = pipes.baseAddress, pipe(base) == 0, pipe(base + 2) == 0 else {
            return false
        }
        return pipes.allSatisfy { fcntl($0, F_SETFD, FD_CLOEXEC) == 0 }
    }

    private static func start(
        _ words: [String],
        reading input: Int32,
        writing output: Int32
    ) throws(ChildError) -> pid_t {
        #if canImport(Glibc)
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        #else
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
        #endif
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        posix_spawn_file_actions_adddup2(&actions, input, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        // A group of its own, so that what it has started ends with it.
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(
            &attributes,
            Int16(POSIX_SPAWN_SETPGROUP) | Int16(POSIX_SPAWN_SETSIGDEF)
        )
        var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) } + [nil]
        defer { for argument in arguments { free(argument) } }
        var child: pid_t = 0
        let code = posix_spawnp(&child, words[0], &actions, &attributes, &arguments, environ)
        guard code == 0 else {
            throw ChildError(reason: "could not be started: \(systemReason(code))")
        }
        return child
    }

    /// Reads to the end; false when the time or the room is over.
    private static func read(
        _ pipe: Int32,
        into output: inout [UInt8],
        bytesMax: Int,
        until deadline: ContinuousClock.Instant
    ) -> Bool {
        var chunk = [UInt8](repeating: 0, count: 1_024)
        while true {
            var wanted = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { return false }
            let leftMs = Int32(clamping: left.components.seconds * 1_000 + 50)
            let ready = poll(&wanted, 1, min(leftMs, 200))
            if ready < 0, errno != EINTR { return false }
            guard ready > 0 else { continue }
            let count = Self.read(pipe, &chunk)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return count == 0 }
            output += chunk[0..<count]
            guard output.count <= bytesMax else { return false }
        }
    }

    private static func read(_ pipe: Int32, _ chunk: inout [UInt8]) -> Int {
        chunk.withUnsafeMutableBytes { systemRead(pipe, $0) }
    }

    /// How it ended; nil when the time is over.
    private static func end(of child: pid_t, until deadline: ContinuousClock.Instant) -> Int32? {
        var status: Int32 = 0
        while true {
            let ended = waitpid(child, &status, WNOHANG)
            if ended == child { return status }
            if ended < 0, errno != EINTR { return nil }
            guard ContinuousClock.now < deadline else { return nil }
            usleep(2_000)
        }
    }

    private static func stop(_ child: pid_t) {
        kill(-child, SIGKILL)
        kill(child, SIGKILL)
        var status: Int32 = 0
        waitpid(child, &status, 0)
    }
}

private func systemRead(_ descriptor: Int32, _ bytes: UnsafeMutableRawBufferPointer) -> Int {
    read(descriptor, bytes.baseAddress, bytes.count)
}
