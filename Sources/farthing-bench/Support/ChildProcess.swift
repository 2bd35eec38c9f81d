#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A process of ours, to be killed when the trial wants it.
struct ChildProcess: Sendable {
    let id: pid_t

    /// Starts this very program with other arguments.
    static func startSelf(_ arguments: [String]) throws -> ChildProcess {
        #if os(Linux)
        let program = "/proc/self/exe"
        #else
        let program = CommandLine.arguments[0]
        #endif
        return try start(program, arguments)
    }

    /// Starts a program; what it writes goes where ours goes, or into a file.
    static func start(
        _ program: String,
        _ arguments: [String],
        outputTo path: String? = nil
    ) throws -> ChildProcess {
        var pointers = ([program] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let path {
            let flags = O_WRONLY | O_CREAT | O_TRUNC
            posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, path, flags, 0o600)
            posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO)
        }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, &actions, nil, &pointers, environ)
        guard code == 0 else { throw TrialError("cannot start \(program): error \(code)") }
        return ChildProcess(id: id)
    }

    var isRunning: Bool { waitpid(id, nil, WNOHANG) == 0 }

    /// Ends it at once, as a crash does, and waits until it is gone.
    ///
    /// - Returns: whether it was still running.
    func kill() -> Bool {
        _ = systemKill(id, SIGKILL)
        return wait() & 0x7F == SIGKILL
    }

    /// Waits for its end; its status as the system gives it.
    @discardableResult
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

private func systemKill(_ id: pid_t, _ signal: Int32) -> Int32 { kill(id, signal) }

/// Why a trial could not be made.
struct TrialError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
