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
        var pointers = ([CommandLine.arguments[0]] + arguments).map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        var id: pid_t = 0
        let code = posix_spawn(&id, program, nil, nil, &pointers, environ)
        guard code == 0 else { throw TrialError("cannot start \(program): error \(code)") }
        return ChildProcess(id: id)
    }

    /// Ends it at once, as a crash does, and waits until it is gone.
    ///
    /// - Returns: whether it was still running.
    func kill() -> Bool {
        _ = Glibc.kill(id, SIGKILL)
        return wait() & 0x7F == SIGKILL
    }

    private func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(id, &status, 0) < 0, errno == EINTR {}
        return status
    }
}

/// Why a trial could not be made.
struct TrialError: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
