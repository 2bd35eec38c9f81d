// Where two modules of the system have the same header, the compiler names but one of them.
#if canImport(CDispatch)
import CDispatch
#endif
#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// How many files and connections the process may have open.
enum OpenFiles {
    /// More than all bounds of a server together; macOS takes no more than 10,240 without a say.
    #if os(Linux)
    private static let wanted: rlim_t = 65_536
    private static let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
    private static let wanted: rlim_t = 10_240
    private static let resource = RLIMIT_NOFILE
    #endif

    /// Takes what the system allows without being asked twice: shells begin programs with 1,024, which a
    /// server's connections use up. Where it cannot be had, all stays as it is.
    static func raise() {
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0, limit.rlim_cur < wanted else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        _ = setrlimit(resource, &limit)
    }
}
