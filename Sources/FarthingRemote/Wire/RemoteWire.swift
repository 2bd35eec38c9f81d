import AsyncHTTPClient
import Farthing
import FarthingCore
import NIOCore
import NIOHTTP1

/// The way to a server: its address, the key, and one request at a time with its deadline.
struct RemoteWire: Sendable {
    /// The longest answer that is read.
    private static let answerBytesMax = 4 << 20
    /// The longest address of a server.
    private static let addressBytesMax = 2_048
    /// Connections that one server gets; further requests wait for one.
    private static let connectionsMax = 64

    /// A field of a request.
    struct Field: Sendable {
        var name: String
        var value: String
    }

    /// One request for a spend verb.
    struct Request: Sendable {
        var verb: String
        var body: [UInt8]?
        var fields: [Field] = []
        var timeoutMs: Int64
    }

    /// Shared by all ledgers of the program, and never closed: connections are kept by server.
    private static let client = makeClient()

    private let base: String
    private let authorization: String
    /// Names server and key without showing either, for the outbox.
    let name: String

    init(base: String, key: String) throws(SpendError) {
        guard (1...512).contains(key.utf8.count), key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw SpendError(
                .invalid,
                "The key is none: it is what 'farthing keys create' shows once, fk_… on one line, without "
                    + "blanks or the line's end."
            )
        }
        self.base = base
        authorization = "Bearer " + key
        let hash = ArgumentHash(base, key)
        name = String(hash.high ^ hash.low, radix: 16)
    }

    /// The address of a server by TCP, without a slash at its end; a path in it comes before the
    /// verbs' own.
    static func base(_ address: String) throws(SpendError) -> String {
        let reason: String
        do throws(HTTPAddress.Fault) {
            let base = try HTTPAddress(address).text
            if base.utf8.count <= addressBytesMax { return base }
            reason = "has more than \(addressBytesMax) bytes"
        } catch {
            reason = error.reason
        }
        throw SpendError(
            .invalid,
            "The server's address \(reason). Write it as http://127.0.0.1:8484, with a port from 1 to "
                + "65535, and a path where a proxy has the server under one; without user, "
                + "password, query and fragment."
        )
    }

    /// The address of a server by a Unix socket, which must be an absolute path.
    static func base(socket path: String) throws(SpendError) -> String {
        guard path.hasPrefix("/"), path.utf8.count <= 103, !path.utf8.contains(0) else {
            throw SpendError(
                .invalid,
                "The spend socket must be an absolute path of at most 103 bytes."
            )
        }
        var base = "http+unix://"
        for byte in path.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
                UInt8(ascii: "_"):
                base.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                base += "%" + (digits.utf8.count == 1 ? "0" : "") + digits
            }
        }
        return base
    }

    private static func makeClient() -> HTTPClient {
        var configuration = HTTPClient.Configuration()
        // A redirect would take the key elsewhere.
        configuration.redirectConfiguration = .disallow
        // Also how long a request waits for one of the connections while others use them all.
        configuration.timeout.connect = .seconds(10)
        configuration.timeout.read = .seconds(120)
        // Whether to try again is the caller's matter.
        configuration.connectionPool.retryConnectionEstablishment = false
        // Sooner than a server closes what is idle.
        configuration.connectionPool.idleTimeout = .seconds(30)
        configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsMax
        return HTTPClient(
            eventLoopGroupProvider: .shared(HTTPClient.defaultEventLoopGroup),
            configuration: configuration
        )
    }

    /// Sends a request once.
    func send(_ request: Request) async throws(WireFailure) -> RemoteAnswer {
        var sent = HTTPClientRequest(url: base + "/v1/spend/" + request.verb)
        sent.headers.add(name: "authorization", value: authorization)
        if base.hasPrefix("http+unix:") { sent.headers.add(name: "host", value: "localhost") }
        for field in request.fields { sent.headers.add(name: field.name, value: field.value) }
        if let body = request.body {
            sent.method = .POST
            sent.headers.add(name: "content-type", value: "application/json")
            sent.body = .bytes(ByteBuffer(bytes: body))
        }
        do {
            let deadline = NIODeadline.now() + .milliseconds(request.timeoutMs)
            let response = try await Self.client.execute(sent, deadline: deadline)
            let body = try await response.body.collect(upTo: Self.answerBytesMax)
            return RemoteAnswer(response, Array(body.readableBytesView))
        } catch {
            throw WireFailure(error)
        }
    }

    /// Sends a request, and once more where its answer was lost: for what may be repeated.
    func sendTwice(_ request: Request) async throws(WireFailure) -> RemoteAnswer {
        do throws(WireFailure) {
            return try await send(request)
        } catch .cancelled {
            throw .cancelled
        } catch {
            return try await send(request)
        }
    }
}
