import FarthingSQLite

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The other end of the admin socket, for commands beside a running server.
struct AdminClient {
    /// An answer lists at most some ten thousand accounts or holds.
    private static let answerBytesMax = 32 << 20
    /// A server that is alive answers within the time of a commit.
    static let usualWaitSeconds = 30

    private let descriptor: Int32

    /// Connects; nil where no server listens.
    ///
    /// - Parameter waitSeconds: how long an answer may take.
    init?(_ folder: DataFolder, waitSeconds: Int = usualWaitSeconds) {
        guard let place = SocketPlace(folder) else { return nil }
        defer { place.close() }
        #if os(Linux)
        let kind = Int32(SOCK_STREAM.rawValue)
        #else
        let kind = SOCK_STREAM
        #endif
        descriptor = socket(AF_UNIX, kind, 0)
        guard descriptor >= 0 else { return nil }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { bytes in
            for (index, byte) in place.path.utf8.enumerated() where index < bytes.count - 1 {
                bytes[index] = byte
            }
        }
        let length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let descriptor = descriptor
        let isConnected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, length) == 0
            }
        }
        guard isConnected else {
            close(descriptor)
            return nil
        }
        var patience = timeval()
        patience.tv_sec = waitSeconds
        let size = socklen_t(MemoryLayout<timeval>.size)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, size)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &patience, size)
    }

    /// Whether a server listens.
    static func finds(_ folder: DataFolder) -> Bool {
        guard let client = AdminClient(folder) else { return false }
        close(client.descriptor)
        return true
    }

    /// Sends one request and waits for its answer; then the connection is over.
    func ask(_ request: AdminRequest) throws(Failure) -> [UInt8] {
        defer { close(descriptor) }
        var rest = (request.line + [UInt8(ascii: "\n")])[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, flags) }
            guard count > 0 else { throw broken(request) }
            rest = rest.dropFirst(count)
        }
        var answer: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while answer.last != UInt8(ascii: "\n") {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            guard count > 0, answer.count + count <= Self.answerBytesMax else {
                throw broken(request)
            }
            answer.append(contentsOf: chunk[0..<count])
        }
        answer.removeLast()
        return answer
    }

    private var flags: Int32 {
        #if os(Linux)
        Int32(MSG_NOSIGNAL)
        #else
        0
        #endif
    }

    private func broken(_ request: AdminRequest) -> Failure {
        Failure(
            .unavailable,
            "the running server did not answer (\(systemReason())); "
                + (request.verb.isReading
                    ? "nothing was changed: ask again"
                    : "whether the change was made is not known: look with `farthing receipts list`")
        )
    }
}
